/// A query of the store: sums over a window, by groups and slices of time.
public struct SpendQuery: Sendable, Hashable {
  public var window: TimeWindow
  /// Dimensions of the rows; empty for one total.
  public var groups: [Dimension]
  /// Width of the time slices, nil for one row per group over the whole window.
  public var bucket: BucketWidth?
  public var filters: [DimensionFilter]
  /// Conditions that apply to single events only; with conditions, the sums are counted from events.
  public var figures: [FigureFilter]
  /// True to load histograms of latency and time to first token.
  public var includesLatency: Bool
  /// True to cut slices of an hour by the zone's clocks, also where the zone is off UTC by a fraction of an
  /// hour. Such slices are counted from quarter hours or events.
  public var cutsLocalHours = false
  /// True when only the cost and the unpriced requests are needed; other sums may be zero. Long histories
  /// are read faster in this mode.
  public var includesOnlyCost = false

  public init(
    window: TimeWindow, groups: [Dimension] = [], bucket: BucketWidth? = nil,
    filters: [DimensionFilter] = [], figures: [FigureFilter] = [], includesLatency: Bool = false
  ) {
    self.window = window
    self.groups = groups
    self.bucket = bucket
    self.filters = filters
    self.figures = figures
    self.includesLatency = includesLatency
  }
}

/// A condition on one dimension. All filters of a query must hold.
public struct DimensionFilter: Sendable, Hashable, Codable {
  public enum Test: Sendable, Hashable, Codable {
    case equals(String)
    case differs(String)
    /// A regular expression that must match somewhere in the value.
    case matches(String)
    /// A regular expression that must match nowhere in the value.
    case avoids(String)
    /// One of the words that the value joins with `|`: a tag.
    case includes(String)
  }

  public var dimension: Dimension
  public var test: Test

  public init(_ dimension: Dimension, _ test: Test) {
    self.dimension = dimension
    self.test = test
  }
}

/// Widths of time slices. Quarter hours and hours are cut in UTC, where every zone in use has its midnight
/// on a quarter hour; the longer ones by the calendar of the requested zone.
public enum BucketWidth: String, Sendable, Hashable, CaseIterable {
  case quarterHour = "15m"
  case hour
  case day
  case week
  case month
}

/// A result row: a group, a slice of time, and its sums.
public struct SpendRow: Sendable {
  /// Values of the query's groups, in their order; empty text for events without a value.
  public var keys: [String]
  /// Start of the slice; nil for a query without slices.
  public var bucketStart: Instant?
  public var sums: SpendSums

  public init(keys: [String], bucketStart: Instant? = nil, sums: SpendSums) {
    self.keys = keys
    self.bucketStart = bucketStart
    self.sums = sums
  }
}

/// Sums over events. Adding two of them gives the sums of both, in any order.
public struct SpendSums: Sendable, Hashable {
  public var requests: Int64 = 0
  public var errors: Int64 = 0
  /// Cost of failed requests.
  public var errorCost = Money.zero
  public var input: Int64 = 0
  public var cacheRead: Int64 = 0
  public var cacheWrite5m: Int64 = 0
  public var cacheWrite1h: Int64 = 0
  public var output: Int64 = 0
  public var reasoning: Int64 = 0
  public var webSearches: Int64 = 0
  public var cost = Money.zero
  /// Additional cost of the cache reads at the full input price.
  public var cacheSaved = Money.zero
  /// Unpriced requests, without any cost; `cost` is a lower bound while the count is not zero.
  public var unpricedRequests: Int64 = 0
  public var unpricedTokens: Int64 = 0
  /// Requests whose cost is an estimate.
  public var estimatedRequests: Int64 = 0
  public var latency = LatencyHistogram()
  public var firstToken = LatencyHistogram()

  public init() {}

  public var promptTokens: Int64 { input &+ cacheRead &+ cacheWrite5m &+ cacheWrite1h }

  public static func += (a: inout SpendSums, b: SpendSums) {
    a.requests &+= b.requests
    a.errors &+= b.errors
    a.errorCost += b.errorCost
    a.input &+= b.input
    a.cacheRead &+= b.cacheRead
    a.cacheWrite5m &+= b.cacheWrite5m
    a.cacheWrite1h &+= b.cacheWrite1h
    a.output &+= b.output
    a.reasoning &+= b.reasoning
    a.webSearches &+= b.webSearches
    a.cost += b.cost
    a.cacheSaved += b.cacheSaved
    a.unpricedRequests &+= b.unpricedRequests
    a.unpricedTokens &+= b.unpricedTokens
    a.estimatedRequests &+= b.estimatedRequests
    a.latency.merge(b.latency)
    a.firstToken.merge(b.firstToken)
  }
}
