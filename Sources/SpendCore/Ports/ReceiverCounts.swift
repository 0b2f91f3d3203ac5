/// Delivery counts of one receiver.
public struct ReceiverCounts: Sendable, Hashable {
  public var receiver: String
  public var sent: Int64 = 0
  /// Refused by the receiver.
  public var failed: Int64 = 0
  /// Given up after a day of attempts.
  public var dropped: Int64 = 0
  /// Still to be delivered.
  public var queued: Int64 = 0

  public init(receiver: String) { self.receiver = receiver }
}
