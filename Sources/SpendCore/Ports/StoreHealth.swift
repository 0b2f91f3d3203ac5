/// Facts about the store that a screen shows beside the money.
public struct StoreHealth: Sendable, Hashable {
  public var events: Int64 = 0
  public var firstEvent: Instant?
  public var lastEvent: Instant?
  public var lastIngest: Instant?
  public var sources: Int64 = 0
  public var rejectedLines: Int64 = 0
  public var unpricedRequests: Int64 = 0
  public var unpricedModels: Int64 = 0
  public var bytesOnDisk: Int64 = 0

  public init() {}
}
