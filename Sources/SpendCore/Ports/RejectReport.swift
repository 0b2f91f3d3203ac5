/// Position of a rejected line, with the reason.
public struct RejectReport: Sendable, Hashable {
  public var path: String
  public var offset: Int64
  public var reason: String

  public init(path: String, offset: Int64, reason: String) {
    self.path = path
    self.offset = offset
    self.reason = reason
  }
}
