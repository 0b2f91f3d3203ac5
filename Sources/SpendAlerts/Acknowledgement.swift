public import SpendCore

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
