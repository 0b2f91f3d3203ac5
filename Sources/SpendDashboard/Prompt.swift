/// A line being typed in the last row of the screen.
public struct Prompt: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// A condition, after `/`.
    case filter
    /// A command, after `:`.
    case command
  }

  public var kind: Kind
  /// The text typed by hand.
  public var typed = ""
  /// The completion shown instead of it; nil for none.
  public var pick: Int?
  /// The reason that the line cannot be run; the text stays for correction.
  public var problem: String?
  /// Number of the earlier line shown, 1 for the last one; nil for none.
  var recalled: Int?
  /// The question before the filter began to narrow it.
  var base: SnapshotRequest?

  public init(_ kind: Kind, base: SnapshotRequest? = nil) {
    self.kind = kind
    self.base = base
  }

  /// The lines that the typed text can become.
  func completions(_ state: DashboardState) -> [Completion] {
    switch kind {
    case .command: return Commands.completions(typed, state)
    case .filter:
      let words = FilterCompletion.words(state)
      if typed.isEmpty { return words.filter { $0.text.hasSuffix("=") || $0.text.hasSuffix(">") } }
      return words.filter { $0.text.hasPrefix(typed) && $0.text != typed }
    }
  }

  /// The line as it stands.
  func text(_ state: DashboardState) -> String {
    guard let pick else { return typed }
    let all = completions(state)
    return all.indices.contains(pick) ? all[pick].text : typed
  }

  /// Goes on from the picked completion.
  mutating func settle(_ state: DashboardState) {
    typed = text(state)
    pick = nil
    problem = nil
  }

  mutating func complete(_ state: DashboardState, by step: Int) {
    let all = completions(state)
    guard !all.isEmpty else { return }
    if all.count == 1 {
      typed = all[0].text
      pick = nil
    } else {
      pick = pick.map { ($0 + step + all.count) % all.count } ?? (step > 0 ? 0 : all.count - 1)
    }
  }

  /// Shows an earlier line, or a later one of those.
  mutating func recall(_ lines: [String], by step: Int) {
    let number = max(0, min(lines.count, (recalled ?? 0) + step))
    recalled = number == 0 ? nil : number
    typed = number == 0 ? "" : lines[lines.count - number]
    pick = nil
    problem = nil
  }
}
