public import SpendCore

/// The facts that an export of this program states about a request beyond those of logs: its identity, and how its cost
/// came about. It is stored as it is stated.
public final class RecordedEvent: Sendable {
  public let identity: EventIdentity?
  public let cost: Money?
  public let computedCost: Money?
  public let status: CostStatus
  public let priceID: Int32
  public let cacheSaved: Money
  /// The format that read the request first.
  public let format: String
  public let isTimeGuessed: Bool
  public let isHostAssumed: Bool

  init(
    identity: EventIdentity?, cost: Money?, computedCost: Money?, status: CostStatus, priceID: Int32,
    cacheSaved: Money, format: String, isTimeGuessed: Bool, isHostAssumed: Bool
  ) {
    self.identity = identity
    self.cost = cost
    self.computedCost = computedCost
    self.status = status
    self.priceID = priceID
    self.cacheSaved = cacheSaved
    self.format = format
    self.isTimeGuessed = isTimeGuessed
    self.isHostAssumed = isHostAssumed
  }
}
