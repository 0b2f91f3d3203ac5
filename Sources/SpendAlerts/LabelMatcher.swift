import SpendCore

/// `name=value`, `name!=value`, `name=~regex`, `name!~regex`: the matchers of Alertmanager. An expression
/// must match the whole value; a label that is missing has an empty one.
public struct LabelMatcher: Sendable, Hashable, Codable, CustomStringConvertible {
  public var name: String
  public var value: String
  public var isEqual: Bool
  public var isExpression: Bool

  /// The labels that alerts have.
  public static let names = ["rule", "budget", "folder"] + Dimension.allCases.map(\.rawValue)

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
