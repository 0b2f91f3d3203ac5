/// Traffic whose cost is asked for by the hour.
public struct HourlyCostQuery: Sendable {
  /// The dimension whose values have sums of their own; nil for one sum, under `""`.
  public var group: Dimension?
  public var filters: [DimensionFilter]
  /// The values that are told apart; all others are summed under `HourlyCosts.rest`. Nil tells all apart, which
  /// takes 8 bytes for each hour of each value.
  public var named: Set<String>?

  public init(by group: Dimension?, filters: [DimensionFilter] = [], named: Set<String>? = nil) {
    self.group = group
    self.filters = filters
    self.named = named
  }

  /// The same question for rows of money.
  public func rows(in window: TimeWindow) -> SpendQuery {
    var query = SpendQuery(window: window, groups: group.map { [$0] } ?? [], bucket: .hour, filters: filters)
    query.includesOnlyCost = true
    return query
  }
}
