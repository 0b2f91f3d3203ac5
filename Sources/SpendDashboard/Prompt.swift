/// A line being typed in the last row of the screen.
public struct Prompt: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// A condition, after `/`.
    case filter
    /// A command, after `:`.
    case command
  }

  public var kind: Kind
  /// What was typed by hand.
  public var typed = ""
  /// Which of the completions is shown instead of it; nil for none.
  public var pick: Int?

  public init(_ kind: Kind) {
    self.kind = kind
  }

  /// What the typed text can become.
  func completions(_ state: DashboardState) -> [String] {
    switch kind {
    case .command: return Commands.completions(typed, state)
    case .filter:
      if typed.isEmpty { return Array(FilterCompletion.words(state).prefix { $0.hasSuffix("=") }) }
      return FilterCompletion.words(state).filter { $0.hasPrefix(typed) && $0 != typed }
    }
  }

  /// The line as it stands.
  func text(_ state: DashboardState) -> String {
    guard let pick else { return typed }
    let all = completions(state)
    return all.indices.contains(pick) ? all[pick] : typed
  }

  /// Goes on from the picked completion.
  mutating func settle(_ state: DashboardState) {
    typed = text(state)
    pick = nil
  }

  mutating func complete(_ state: DashboardState, by step: Int) {
    let all = completions(state)
    guard !all.isEmpty else { return }
    if all.count == 1 {
      typed = all[0]
      pick = nil
    } else {
      pick = pick.map { ($0 + step + all.count) % all.count } ?? (step > 0 ? 0 : all.count - 1)
    }
  }
}

/// A list to choose one from, over the screen.
public struct Menu: Sendable, Hashable {
  var title: String
  var items: [Item]
  var selection = 0

  struct Item: Sendable, Hashable {
    var text: String
    var action: Action
  }

  /// Begins at the item that is in force.
  init(_ title: String, _ items: [Item], at current: Action? = nil) {
    self.title = title
    self.items = items
    selection = items.firstIndex { $0.action == current } ?? 0
  }

  mutating func move(by step: Int) {
    selection = min(max(0, selection + step), max(0, items.count - 1))
  }
}
