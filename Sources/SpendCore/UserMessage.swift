/// A message for a user: the problem, the reason, and a next step.
public struct UserMessage: Error, Sendable, Hashable, CustomStringConvertible {
  /// The problem, with the name that the user gave.
  public var what: String
  public var because: String?
  /// A command or an edit that helps.
  public var tryThis: String?

  public init(_ what: String, because: String? = nil, tryThis: String? = nil) {
    self.what = what
    self.because = because
    self.tryThis = tryThis
  }

  public var description: String {
    var lines = [what]
    if let because { lines.append("  because: \(because)") }
    if let tryThis { lines.append("  try: \(tryThis)") }
    return lines.joined(separator: "\n")
  }
}
