public import SpendCore
import SpendPricing

/// Cost of own hardware in a time range, allocated to the requests it served.
///
/// The cost of a day goes to the requests of that day by their tokens, their number or the time they took;
/// the cost of a day without requests stays unallocated. The cost is not booked: it is an allocation, not a
/// price.
public struct HardwareCosts {
  /// One piece of hardware.
  public struct Piece {
    public var hardware: OwnHardware
    public var cost = Money.zero
    /// Cost allocated to requests.
    public var allocated = Money.zero
    /// Part of the allocated cost that belongs to requests passing the filters.
    public var shared = Money.zero
    public var requests: Int64 = 0
    public var promptTokens: Int64 = 0
    public var outputTokens: Int64 = 0
    public var upSeconds: Int64 = 0
    public var busySeconds: Int64 = 0

    /// Cost of days without requests.
    public var idle: Money { cost - allocated }
    /// Share of the time it ran in which it served a request; nil when it did not run.
    public var utilisation: Double? { upSeconds > 0 ? min(1, Double(busySeconds) / Double(upSeconds)) : nil }
    /// Cost per million output tokens; nil without output.
    public var perMillionOutput: Money? {
      guard outputTokens > 0 else { return nil }
      return Money(nanodollars: Int64(clamping: Int128(cost.nanodollars) * 1_000_000 / Int128(outputTokens)))
    }
  }

  public private(set) var pieces: [Piece] = []
  public private(set) var total = Money.zero
  public private(set) var idle = Money.zero
  private var shares: [RowKey: Money] = [:]

  private struct RowKey: Hashable {
    var keys: [String]
    var start: Instant?
  }

  /// Sum over all rows, including those beyond the limit.
  public var shared: Money { shares.values.reduce(.zero) { $0 + $1 } }

  /// Allocated cost of a report row.
  public func share(of row: SpendRow) -> Money {
    shares[RowKey(keys: row.keys, start: row.bucketStart)] ?? .zero
  }

  /// - Parameter now: end of the time that has a cost; hardware costs zero in the time after it.
  public init(
    _ query: SpendQuery, _ store: any SpendSource & StoredCostSource, _ hardware: [OwnHardware], zone: Zone,
    now: Instant
  ) throws {
    guard !hardware.isEmpty else { return }
    let window = TimeWindow(
      start: query.window.start, end: max(query.window.start, min(query.window.end, now)))
    let isHourly = query.bucket == .hour || query.bucket == .quarterHour
    let slice: BucketWidth = isHourly ? .hour : .day
    let labelGroups = ([.model, .provider] + query.filters.map(\.dimension)).filter {
      !query.groups.contains($0)
    }
    var groups = query.groups
    for group in labelGroups where !groups.contains(group) { groups.append(group) }
    let rows = try store.rows(
      for: SpendQuery(
        window: window, groups: groups, bucket: slice,
        includesLatency: hardware.contains { $0.shares == .time }))
    let tests = try query.filters.map {
      (place: groups.firstIndex(of: $0.dimension) ?? 0, admits: try $0.predicate())
    }
    let labelSets = try store.labelSets()
    for item in hardware {
      var piece = Piece(hardware: item)
      // In an order of their own, so that the same question is rounded the same way every time.
      let covered = rows.filter { item.coverage.covers(Self.labels($0, groups)) }
        .sorted { $0.keys.lexicographicallyPrecedes($1.keys) }
      let bySlice = Dictionary(grouping: covered) { $0.bucketStart ?? window.start }
      for (start, seconds) in Self.slices(item, window, slice, zone) {
        let cost = item.cost(seconds: seconds, at: start, zone)
        piece.cost += cost
        piece.upSeconds += seconds
        allocate(cost, to: bySlice[start] ?? [], item, query, zone, &piece) { keys in
          tests.allSatisfy { keys.indices.contains($0.place) && $0.admits(keys[$0.place]) }
        }
      }
      let labels = labelSets.filter { item.coverage.covers($0.value) }.map(\.key)
      piece.busySeconds = try store.busyMicroseconds(in: window, labels: Set(labels)) / 1_000_000
      total += piece.cost
      idle += piece.idle
      pieces.append(piece)
    }
  }

  private static func labels(_ row: SpendRow, _ groups: [Dimension]) -> LabelSet {
    var labels = LabelSet()
    for (group, key) in zip(groups, row.keys) {
      if group == .model { labels.model = key }
      if group == .provider { labels.provider = key }
    }
    return labels
  }

  /// Starts of the slices in which the hardware ran, and for how many seconds.
  private static func slices(
    _ item: OwnHardware, _ window: TimeWindow, _ width: BucketWidth, _ zone: Zone
  ) -> [(start: Instant, seconds: Int64)] {
    let first = max(window.start, item.from ?? window.start)
    let last = min(window.end, item.to ?? window.end)
    guard first < last else { return [] }
    var slices: [(start: Instant, seconds: Int64)] = []
    var start = zone.start(of: width, first)
    while start < last, slices.count < 100_000 {
      let next = zone.start(of: width, start.adding(seconds: width == .hour ? 3_600 : 36 * 3_600))
      slices.append((start, min(next, last).seconds - max(start, first).seconds))
      start = next
    }
    return slices
  }

  /// Splits a cost exactly: what rounding leaves goes to the rows behind.
  private mutating func allocate(
    _ cost: Money, to rows: [SpendRow], _ item: OwnHardware, _ query: SpendQuery, _ zone: Zone,
    _ piece: inout Piece, admits: ([String]) -> Bool
  ) {
    let weights = item.weights(of: rows.map(\.sums))
    let all = weights.reduce(Int128(0), +)
    guard all > 0 else { return }
    var passed: Int128 = 0
    var given: Int64 = 0
    for (row, weight) in zip(rows, weights) {
      passed += weight
      let upTo = Int64(clamping: Int128(cost.nanodollars) * passed / all)
      let part = Money(nanodollars: upTo - given)
      given = upTo
      piece.allocated += part
      piece.requests += row.sums.requests
      piece.promptTokens += row.sums.promptTokens
      piece.outputTokens += row.sums.output
      guard admits(row.keys) else { continue }
      piece.shared += part
      let start = query.bucket.flatMap { width in row.bucketStart.map { zone.start(of: width, $0) } }
      shares[RowKey(keys: Array(row.keys.prefix(query.groups.count)), start: start), default: .zero] += part
    }
  }
}

extension OwnHardware {
  /// Cost of running for `seconds` within the bucket that begins at `start`.
  fileprivate func cost(seconds: Int64, at start: Instant, _ zone: Zone) -> Money {
    switch rent {
    case .perHour(let price):
      return Money(
        nanodollars: Int64(clamping: Int128(price.nanodollars) * Int128(gpus) * Int128(seconds) / 3_600))
    case .perMonth(let price):
      let month = zone.start(of: .month, start)
      let length = zone.start(of: .month, month.adding(seconds: 40 * 86_400)).seconds - month.seconds
      return Money(
        nanodollars: Int64(clamping: Int128(price.nanodollars) * Int128(seconds) / Int128(max(1, length))))
    }
  }

  /// Allocation weights of the rows of a bucket.
  fileprivate func weights(of rows: [SpendSums]) -> [Int128] {
    switch shares {
    case .requests: return rows.map { Int128($0.requests) }
    case .tokens: return byTokens(rows)
    case .time:
      let known = rows.reduce(Int64(0)) { $0 + $1.latency.count }
      // Without any known duration, tokens are the weights.
      guard known > 0 else { return byTokens(rows) }
      let mean = rows.reduce(0) { $0 + $1.latency.total } / Double(known)
      return rows.map { sums in
        let silent = max(0, sums.requests - sums.latency.count)
        return Int128((sums.latency.total + Double(silent) * mean).rounded())
      }
    }
  }

  private func byTokens(_ rows: [SpendSums]) -> [Int128] {
    rows.map {
      Int128($0.promptTokens) * Int128(weights.input) + Int128($0.output) * Int128(weights.output)
    }
  }
}
