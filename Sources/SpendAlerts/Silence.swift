public import SpendCore

/// A silence: matching alerts are not notified for a limited time.
public struct Silence: Sendable, Hashable, Codable {
  public var id: String
  /// All must match.
  public var matchers: [LabelMatcher]
  public var start: Instant
  public var end: Instant
  public var by: String
  public var comment: String

  /// A silence has an end, a month ahead at most.
  public static let longestSeconds: Int64 = 30 * 86_400

  public init(
    id: String, matchers: [LabelMatcher], start: Instant, end: Instant, by: String, comment: String = ""
  ) {
    self.id = id
    self.matchers = matchers
    self.start = start
    self.end = end
    self.by = by
    self.comment = comment
  }

  public func covers(_ labels: [String: String], at now: Instant) -> Bool {
    now >= start && now < end && !matchers.isEmpty && matchers.allSatisfy { $0.matches(labels) }
  }
}
