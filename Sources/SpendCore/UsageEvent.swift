/// The low-cardinality properties of a request, by which reports group.
///
/// Events share label sets; a program that logs a million requests has perhaps a hundred. An empty text
/// means that the value is absent from the log.
public struct LabelSet: Hashable, Sendable {
  public var provider = ""
  public var model = ""
  public var feature = ""
  public var queryType = ""
  /// Service tier as served: `batch`, `flex`, `priority`, empty for standard.
  public var tier = ""
  public var team = ""
  /// An alias of the API key, never the key.
  public var key = ""
  public var project = ""
  public var environment = ""
  /// `key=value` pairs or bare words, joined with `|`.
  public var tags = ""
  /// Name of the log format that read the line.
  public var format = ""
  /// Inference region, when the price depends on it: `us`, `eu`
  public var region = ""
  /// The customer of the request: a tenant or client of the application.
  public var customer = ""
  /// The machine that logged the request.
  public var host = ""
  /// The `ErrorClass` of the request; empty when it was answered in full.
  public var error = ""

  public init() {}
}

/// One request to a model as recorded in the log, before pricing.
///
/// Texts live in the block of the event: `labels`, `user` and `session` are indexes into its tables, so that
/// an event is a plain value without a reference count.
public struct UsageEvent: Sendable {
  public var time: Instant
  /// True when the line lacks a time of its own, and the file's time was taken.
  public var timeIsGuessed = false
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

/// Consistency of a record's own total with its counts.
public enum TotalConsistency: UInt8, Sendable, Hashable, CaseIterable {
  /// The total is the sum of the counts, as defined by the format, or is absent.
  case agrees
  /// The total showed that the record counts in another way, which was applied.
  case decided
  /// The total differs from every sum of the counts: the billed tokens and their price are unknown.
  case contradicts
}

/// Extent of a record: one request, one request of a session that another log also reports in total, or that
/// total.
public enum RecordGranularity: UInt8, Sendable, Hashable, CaseIterable {
  /// A request that no other log sums up.
  case request
  /// A request that may be in a sum of its session as well.
  case part
  /// The sum of a session's requests, superseded where the requests are logged one by one.
  case sum
}

/// Outcome of a request.
public enum Outcome: UInt8, Sendable, Hashable, CaseIterable {
  case ok
  case error
}

/// Position of a text in the arena of a block.
public struct TextRange: Sendable, Hashable {
  public var start: UInt32
  public var count: UInt32

  public static let empty = TextRange(start: 0, count: 0)

  @inlinable
  public init(start: UInt32, count: UInt32) {
    self.start = start
    self.count = count
  }
}
