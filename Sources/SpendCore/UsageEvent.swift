/// One request to a model as recorded in the log, before pricing.
///
/// Texts live in the block of the event: `labels`, `user` and `session` are indexes into its tables, so that
/// an event is a plain value without a reference count.
public struct UsageEvent: Sendable {
  public var time: Instant
  /// True when the line lacks a time of its own, and the file's time was taken.
  public var timeIsGuessed = false
  /// True when neither the line nor a wrapper names a host, and that of the reading machine was taken.
  public var hostIsAssumed = false
  public var identity: EventIdentity
  public var identityScope = EventIdentity.Scope.day
  public var identityOrigin = EventIdentity.Origin.request

  public var labels: Int32
  /// Index into the block's names, or -1.
  public var user: Int32 = -1
  /// Index into the block's names, or -1.
  public var session: Int32 = -1
  public var requestID = TextRange.empty

  public var tokens: TokenCounts
  /// Server-side searches, not tokens.
  @SentinelOptional public var webSearches: Int32?
  /// Billing units besides tokens and searches.
  @SentinelOptional public var units: BilledUnits?
  /// Logged cost.
  @SentinelOptional public var loggedCost: Money?
  /// True when the logged cost is the provider's own statement, rather than a client library's estimate.
  public var loggedCostIsBinding = false
  @SentinelOptional public var latencyMilliseconds: Int32?
  /// Milliseconds to the first token.
  @SentinelOptional public var firstTokenMilliseconds: Int32?
  public var outcome = Outcome.ok
  public var isStream: Bool?
  public var totals = TotalConsistency.agrees
  public var grain = RecordGranularity.request
  /// True for the counts of several requests together, of which each is shorter than all.
  public var isSeveral = false

  /// Byte offset of the line that settled the event, in the decompressed content.
  public var offset: Int64 = 0
  /// Number of that line, from 1.
  public var line: Int64 = 0

  public init(time: Instant, identity: EventIdentity, labels: Int32, tokens: TokenCounts) {
    self.time = time
    self.identity = identity
    self.labels = labels
    self.tokens = tokens
  }
}
