import ArgumentParser
import Foundation
import SpendAlerts
import SpendCore
import SpendDelivery
import SpendFormatting
import SpendReports
import SpendSettings
import SpendText

struct AlertsSilence: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "silence", abstract: "Silence alerts for a time.",
    discussion: """
        spendtop alerts silence budget=prod-monthly 2h --comment "migration"
        spendtop alerts silence 'rule=~burn-.*' 'feature!=search' 1d
        spendtop alerts silence --remove 4c1f
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var control: ControlOptions
  @Argument(
    help: "Matchers (name=value, !=, =~regex, !~regex) or an alert key, then the duration (at most 30d).")
  var words: [String] = []
  @Option(parsing: .unconditional, help: "Comment.")
  var comment = ""
  @Option(parsing: .unconditional, help: "End a silence by its id.")
  var remove: String?

  func run() throws {
    let context = try global.resolved()
    let book = try AlertStateStore(context.companions)
    let now = context.now
    if let remove {
      var ended = 0
      try book.change(at: now) {
        let before = $0.silences.count
        $0.silences.removeAll { $0.id.hasPrefix(remove) && !remove.isEmpty }
        ended = before - $0.silences.count
      }
      guard ended > 0 else {
        throw UserMessage("unknown silence \"\(remove)\"", tryThis: "spendtop alerts list --format json")
      }
      return print("\(ended) silence ended")
    }
    let silence = try silence(context, book, now)
    try book.change(at: now) { $0.silences.append(silence) }
    let what = silence.matchers.map(\.description).joined(separator: " ")
    print("silence \(silence.id) until \(silence.end.rfc3339): \(SafeText(what).string)")
  }

  /// A matcher of a label that no alert has would silence nothing, or everything.
  private static func refuseUnknown(_ name: String) throws {
    guard !LabelMatcher.names.contains(name) else { return }
    throw UserMessage(
      "alerts have no label \"\(name)\"",
      because: EditDistance.nearest(to: name, among: LabelMatcher.names).map { "did you mean \"\($0)\"?" },
      tryThis: LabelMatcher.names.joined(separator: ", "))
  }

  /// The reason why the expression of a matcher is none.
  private static func brokenExpression(_ word: String) -> String? {
    guard let sign = word.firstRange(of: "=~") ?? word.firstRange(of: "!~") else { return nil }
    do {
      _ = try RegularExpression(String(word[sign.upperBound...]))
      return nil
    } catch {
      return error.message
    }
  }

  static func newID() -> String { String(UUID().uuidString.lowercased().prefix(8)) }

  private func silence(_ context: Context, _ book: AlertStateStore, _ now: Instant) throws -> Silence {
    guard words.count >= 2, let duration = words.last else {
      throw UserMessage(
        "a silence needs matchers and an end", tryThis: "spendtop alerts silence budget=prod-monthly 2h")
    }
    let seconds = try CheckOptions.seconds(duration)
    guard seconds <= Silence.longestSeconds else {
      throw UserMessage(
        "a silence of \(duration) is too long", because: "at most 30 days", tryThis: "30d")
    }
    var matchers: [LabelMatcher] = []
    for word in words.dropLast() {
      if let matcher = LabelMatcher(word) {
        try Self.refuseUnknown(matcher.name)
        matchers.append(matcher)
      } else if let alert = try book.snapshot(context.settings, at: now).alerts.first(where: {
        $0.key.fingerprint == word
      }) {
        matchers += alert.labels.sorted { $0.key < $1.key }.map {
          LabelMatcher(name: $0.key, value: $0.value)
        }
      } else {
        throw UserMessage(
          "cannot read the matcher \"\(word)\"",
          because: Self.brokenExpression(word) ?? "neither name=value nor an alert key",
          tryThis: "rule=burn-fast, 'feature=~search.*'")
      }
    }
    return Silence(
      id: Self.newID(), matchers: matchers, start: now, end: now.adding(seconds: seconds), by: control.name,
      comment: comment)
  }
}
