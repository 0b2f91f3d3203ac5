public import SpendCore

/// Acknowledgements and silences, stored beside the database and read at every evaluation.
public struct AlertControls: Sendable, Hashable {
  public var acknowledgements: [Acknowledgement]
  public var silences: [Silence]

  public init(acknowledgements: [Acknowledgement] = [], silences: [Silence] = []) {
    self.acknowledgements = acknowledgements
    self.silences = silences
  }
}

extension AlertControls {
  /// Moves acknowledgements that were given up to `last` along with a clock that was set: they are for so
  /// many hours. Silences are for a time of the day and stay.
  public mutating func shift(by seconds: Int64, givenUpTo last: Instant) {
    for index in acknowledgements.indices where acknowledgements[index].at <= last {
      acknowledgements[index].at = acknowledgements[index].at.adding(seconds: seconds)
      acknowledgements[index].until = acknowledgements[index].until.adding(seconds: seconds)
    }
  }
}

/// Acknowledgement of an alert: it is not repeated until the given time, unless it gets worse.
public struct Acknowledgement: Sendable, Hashable, Codable {
  public var key: AlertKey
  public var by: String
  public var at: Instant
  public var until: Instant

  /// Eight hours: a shift.
  public static let usualSeconds: Int64 = 8 * 3_600

  public init(key: AlertKey, by: String, at: Instant, until: Instant) {
    self.key = key
    self.by = by
    self.at = at
    self.until = until
  }
}

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

/// `name=value`, `name!=value`, `name=~regex`, `name!~regex`: the matchers of Alertmanager. An expression
/// must match the whole value; a label that is missing has an empty one.
public struct LabelMatcher: Sendable, Hashable, Codable, CustomStringConvertible {
  public var name: String
  public var value: String
  public var isEqual: Bool
  public var isExpression: Bool

  public init(name: String, value: String, isEqual: Bool = true, isExpression: Bool = false) {
    self.name = name
    self.value = value
    self.isEqual = isEqual
    self.isExpression = isExpression
  }

  /// Nil for an invalid matcher.
  public init?(_ text: String) {
    guard let sign = text.firstIndex(where: { $0 == "=" || $0 == "!" }), sign > text.startIndex else {
      return nil
    }
    let rest = text[sign...]
    guard let mark = ["!=", "!~", "=~", "="].first(where: { rest.hasPrefix($0) }) else { return nil }
    self.init(
      name: String(text[..<sign]), value: String(rest.dropFirst(mark.count)), isEqual: mark.first == "=",
      isExpression: mark.last == "~")
    if isExpression, (try? RegularExpression(value)) == nil { return nil }
  }

  public func matches(_ labels: [String: String]) -> Bool {
    let label = labels[name] ?? ""
    let isMatch: Bool
    if isExpression {
      isMatch = (try? RegularExpression(value))?.matchesWhole(of: label) ?? false
    } else {
      isMatch = label == value
    }
    return isMatch == isEqual
  }

  public var description: String {
    name + (isEqual ? "=" : "!") + (isExpression ? "~" : isEqual ? "" : "=") + value
  }
}
