/// A remark at a moment, such as a deployment.
public struct Note: Sendable, Hashable {
  /// Row in the database; 0 before it is stored.
  public var id: Int64
  public var time: Instant
  public var text: String

  public init(id: Int64 = 0, time: Instant, text: String) {
    self.id = id
    self.time = time
    self.text = text
  }
}
