public import SpendCore

/// Spend by the values of one dimension, with shares of the whole and the change against before.
public struct Breakdown: Sendable, Hashable {
  public struct Entry: Sendable, Hashable {
    /// The value of the dimension; empty when the logs did not say.
    public var key: String
    public var sums: SpendSums
    /// Share of the total spend, 0…1; 0 when that is zero.
    public var share: Double
    public var change: Delta
    /// Spend per bucket of time, oldest first, in nanodollars, or another requested figure; empty unless
    /// requested.
    public var history: [Int64] = []

    public var summary: SpendSummary { SpendSummary(sums: sums) }

    /// None of the requests has a price: the spend is not zero but unknown.
    public var isUnpriced: Bool { sums.requests > 0 && sums.unpricedRequests >= sums.requests }
  }

  public var dimension: Dimension
  /// Most expensive first; equal ones by name.
  public var entries: [Entry]
  public var total: SpendSums

  public init(dimension: Dimension, entries: [Entry] = [], total: SpendSums = SpendSums()) {
    self.dimension = dimension
    self.entries = entries
    self.total = total
  }

  /// - Parameters:
  ///   - rows: grouped by `dimension` alone.
  ///   - before: the same of an earlier window, for the changes.
  public init(dimension: Dimension, rows: [SpendRow], before: [SpendRow] = []) {
    self.dimension = dimension
    var sums: [String: SpendSums] = [:]
    for row in rows { sums[row.keys.first ?? "", default: SpendSums()] += row.sums }
    var earlier: [String: Money] = [:]
    for row in before { earlier[row.keys.first ?? "", default: .zero] += row.sums.cost }
    total = SpendSums()
    for one in sums.values { total += one }
    let whole = total.cost.nanodollars
    entries = sums.map { key, one in
      Entry(
        key: key, sums: one, share: SpendAnalytics.share(one.cost.nanodollars, of: whole) ?? 0,
        change: Delta(now: one.cost, before: earlier[key] ?? .zero))
    }
    entries.sort { ($1.sums.cost, $0.key) < ($0.sums.cost, $1.key) }
  }

  /// Puts a history of `slices` values into every entry.
  ///
  /// - Parameters:
  ///   - rows: grouped by the dimension and cut into slices.
  ///   - slices: the starts of the slices, ascending.
  ///   - value: what the history is of.
  public mutating func addHistory(
    rows: [SpendRow], slices: [Instant], value: (SpendSums) -> Int64 = { $0.cost.nanodollars }
  ) {
    var places: [Instant: Int] = [:]
    for (index, slice) in slices.enumerated() { places[slice] = index }
    var histories: [String: [Int64]] = [:]
    for row in rows {
      guard let start = row.bucketStart, let place = places[start] else { continue }
      let key = row.keys.first ?? ""
      var history = histories[key] ?? Array(repeating: 0, count: slices.count)
      history[place] = history[place] &+ value(row.sums)
      histories[key] = history
    }
    for index in entries.indices {
      entries[index].history = histories[entries[index].key] ?? Array(repeating: 0, count: slices.count)
    }
  }
}
