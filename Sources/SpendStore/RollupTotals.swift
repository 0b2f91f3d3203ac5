import SpendCore

/// The sums of one rollup row, in the order of its columns.
struct RollupTotals: Equatable {
  /// Names of the summed columns, as in schema.sql.
  static let columns = [
    "requests", "errors", "error_cost_nano_usd", "input", "cache_read", "cache_write_5m", "cache_write_1h",
    "output", "reasoning", "web_search", "cost_nano_usd", "cache_saved_nano_usd", "unpriced_requests",
    "unpriced_tokens", "estimated_requests",
  ]

  var requests: Int64 = 0
  var errors: Int64 = 0
  var errorCost: Int64 = 0
  var input: Int64 = 0
  var cacheRead: Int64 = 0
  var cacheWrite5m: Int64 = 0
  var cacheWrite1h: Int64 = 0
  var output: Int64 = 0
  var reasoning: Int64 = 0
  var webSearches: Int64 = 0
  var cost: Int64 = 0
  var cacheSaved: Int64 = 0
  var unpricedRequests: Int64 = 0
  var unpricedTokens: Int64 = 0
  var estimatedRequests: Int64 = 0

  init() {}

  /// Contribution of one event to its rollups.
  init(of priced: borrowing PricedEvent) {
    let tokens = priced.event.tokens
    requests = 1
    input = Int64(tokens.input ?? 0)
    cacheRead = Int64(tokens.cacheRead ?? 0)
    cacheWrite5m = Int64(tokens.cacheWrite5m ?? 0)
    cacheWrite1h = Int64(tokens.cacheWrite1h ?? 0)
    output = Int64(tokens.output ?? 0)
    reasoning = Int64(tokens.reasoning ?? 0)
    webSearches = Int64(priced.event.webSearches ?? 0)
    cost = priced.cost?.nanodollars ?? 0
    cacheSaved = priced.cacheSaved.nanodollars
    if priced.event.outcome == .error {
      errors = 1
      errorCost = cost
    }
    switch priced.status {
    case .unpriced:
      unpricedRequests = 1
      unpricedTokens = tokens.total
    case .partial: unpricedRequests = 1
    case .estimated: estimatedRequests = 1
    case .priced, .logged, .free: break
    }
  }

  /// Adds `other`, or takes it away when `sign` is -1. Amounts of an event are bounded far below
  /// the range, wrapping keeps a damaged database from stopping the program.
  mutating func add(_ other: RollupTotals, sign: Int64 = 1) {
    requests &+= sign &* other.requests
    errors &+= sign &* other.errors
    errorCost &+= sign &* other.errorCost
    input &+= sign &* other.input
    cacheRead &+= sign &* other.cacheRead
    cacheWrite5m &+= sign &* other.cacheWrite5m
    cacheWrite1h &+= sign &* other.cacheWrite1h
    output &+= sign &* other.output
    reasoning &+= sign &* other.reasoning
    webSearches &+= sign &* other.webSearches
    cost &+= sign &* other.cost
    cacheSaved &+= sign &* other.cacheSaved
    unpricedRequests &+= sign &* other.unpricedRequests
    unpricedTokens &+= sign &* other.unpricedTokens
    estimatedRequests &+= sign &* other.estimatedRequests
  }

  /// Calls `body` with each sum, in the order of `columns`.
  @inline(__always)
  func forEachColumn(_ body: (Int64) -> Void) {
    body(requests)
    body(errors)
    body(errorCost)
    body(input)
    body(cacheRead)
    body(cacheWrite5m)
    body(cacheWrite1h)
    body(output)
    body(reasoning)
    body(webSearches)
    body(cost)
    body(cacheSaved)
    body(unpricedRequests)
    body(unpricedTokens)
    body(estimatedRequests)
  }

  /// Beyond what requests add up to, and little enough that sums of sums fit. A database that was
  /// tampered with may say anything.
  private static let largest: Int64 = 1 << 56

  /// A stored count, clamped to the possible range of counts.
  @inline(__always)
  static func count(_ stored: Int64) -> Int64 { min(max(stored, -largest), largest) }

  /// Reads the sums from `next`, called once for each column in order.
  init(reading column: () -> Int64) {
    func next() -> Int64 { Self.count(column()) }
    func amount() -> Int64 { column() }
    requests = next()
    errors = next()
    errorCost = amount()
    input = next()
    cacheRead = next()
    cacheWrite5m = next()
    cacheWrite1h = next()
    output = next()
    reasoning = next()
    webSearches = next()
    cost = amount()
    cacheSaved = amount()
    unpricedRequests = next()
    unpricedTokens = next()
    estimatedRequests = next()
  }

  /// Columns of `usage_event` from which the sums of one event are made.
  static let eventColumns = [
    "flags", "pricing", "input", "cache_read", "cache_write_5m", "cache_write_1h", "output", "reasoning",
    "web_search", "cost_nano_usd", "cache_saved_nano_usd",
  ]

  /// The sums of one event, from a row with `eventColumns` at `first` and behind it. Faster than the same in SQL,
  /// which takes several steps for each sum.
  init(ofEvent row: RawStatement, from first: Int32) {
    requests = 1
    errors = row.int(first) & EventRows.Flag.error
    input = Self.count(row.int(first + 2))
    cacheRead = Self.count(row.int(first + 3))
    cacheWrite5m = Self.count(row.int(first + 4))
    cacheWrite1h = Self.count(row.int(first + 5))
    output = Self.count(row.int(first + 6))
    reasoning = Self.count(row.int(first + 7))
    webSearches = Self.count(row.int(first + 8))
    cost = row.int(first + 9)
    errorCost = errors * cost
    cacheSaved = row.int(first + 10)
    switch CostStatus(rawValue: UInt8(row.int(first + 1) & 7)) {
    case .unpriced:
      unpricedRequests = 1
      unpricedTokens = input &+ cacheRead &+ cacheWrite5m &+ cacheWrite1h &+ output
    case .partial: unpricedRequests = 1
    case .estimated: estimatedRequests = 1
    case .priced, .logged, .free, nil: break
    }
  }

  var sums: SpendSums {
    var sums = SpendSums()
    sums.requests = requests
    sums.errors = errors
    sums.errorCost = Money(nanodollars: errorCost)
    sums.input = input
    sums.cacheRead = cacheRead
    sums.cacheWrite5m = cacheWrite5m
    sums.cacheWrite1h = cacheWrite1h
    sums.output = output
    sums.reasoning = reasoning
    sums.webSearches = webSearches
    sums.cost = Money(nanodollars: cost)
    sums.cacheSaved = Money(nanodollars: cacheSaved)
    sums.unpricedRequests = unpricedRequests
    sums.unpricedTokens = unpricedTokens
    sums.estimatedRequests = estimatedRequests
    return sums
  }
}
