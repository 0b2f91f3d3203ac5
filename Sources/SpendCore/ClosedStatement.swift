/// A statement that was closed. It is never replaced.
public struct ClosedStatement: Sendable, Hashable {
  /// `2026-10`.
  public var month: String
  /// The dimension it is split by.
  public var dimension: String
  public var closedAt: Instant
  /// The statement as JSON.
  public var body: [UInt8]

  public init(month: String, dimension: String, closedAt: Instant, body: [UInt8]) {
    self.month = month
    self.dimension = dimension
    self.closedAt = closedAt
    self.body = body
  }
}
