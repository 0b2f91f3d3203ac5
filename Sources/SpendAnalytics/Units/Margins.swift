public import SpendCore

/// Revenue and cost of customers or features, the worst margins first.
public struct Margins: Sendable {
  public struct Row: Sendable {
    /// The customer or the feature; empty for requests without one.
    public var value: String
    public var sums: SpendSums
    /// Nil when no revenue is stated.
    public var revenue: Money?

    /// Revenue less cost.
    public var margin: Money? { revenue.map { $0 - sums.cost } }

    /// The margin as a share of the revenue; nil without revenue.
    public var share: Double? {
      guard let revenue, let margin, revenue > .zero else { return nil }
      return Double(margin.nanodollars) / Double(revenue.nanodollars)
    }
  }

  /// Rows with revenue in order of their margin's share, the worst first; then those without revenue, the
  /// costliest first.
  public let rows: [Row]
  /// Sums of the rows with revenue.
  public let total: Row
  /// Sums of the rows without.
  public let withoutRevenue: SpendSums
  public let countWithoutRevenue: Int

  /// - Parameter rows: grouped by `dimension`.
  public init(
    _ rows: [SpendRow], _ revenues: [Revenue], by dimension: Dimension, in window: TimeWindow, zone: Zone
  ) {
    var sums: [String: SpendSums] = [:]
    for row in rows { sums[row.keys.first ?? "", default: SpendSums()] += row.sums }
    var earned: [String: Money] = [:]
    for revenue in revenues where revenue.dimension == dimension {
      earned[revenue.value, default: .zero] += revenue.earned(in: window, zone: zone)
      sums[revenue.value, default: SpendSums()] += SpendSums()
    }
    let all = sums.map { Row(value: $0.key, sums: $0.value, revenue: earned[$0.key]) }
    func isWorse(_ a: Row, _ b: Row) -> Bool {
      guard a.revenue != nil, b.revenue != nil else {
        if a.revenue != nil || b.revenue != nil { return a.revenue != nil }
        return (b.sums.cost, a.value) < (a.sums.cost, b.value)
      }
      // Without revenue to be a share of, every cost is a loss.
      let (x, y) = (a.share ?? -.infinity, b.share ?? -.infinity)
      if x != y { return x < y }
      return (a.margin ?? .zero, a.value) < (b.margin ?? .zero, b.value)
    }
    self.rows = all.sorted(by: isWorse)
    let paying = all.filter { $0.revenue != nil }
    total = Row(
      value: "", sums: paying.reduce(into: SpendSums()) { $0 += $1.sums },
      revenue: paying.isEmpty ? nil : paying.reduce(Money.zero) { $0 + ($1.revenue ?? .zero) })
    let others = all.filter { $0.revenue == nil }
    withoutRevenue = others.reduce(into: SpendSums()) { $0 += $1.sums }
    countWithoutRevenue = others.count
  }
}
