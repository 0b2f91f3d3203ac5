/// What a person reads when something went wrong: what, because, try.
public struct UserMessage: Error, Sendable, Hashable, CustomStringConvertible {
  /// What could not be done, with the name the person gave.
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
