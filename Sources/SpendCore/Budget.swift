/// A limit on spend over a period that comes again.
public struct Budget: Sendable, Hashable {
  public var name: String
  public var amount: Money
  public var period: BudgetPeriod
  /// Filters that all must match; empty for all traffic.
  public var filters: [DimensionFilter]
  /// Share of the amount from which it warns, and from which it is critical.
  public var warn: Double
  public var critical: Double
  /// Each value of this dimension gets the whole amount.
  public var splitBy: Dimension?
  /// Time zone of the days and months; nil for the zone of the configuration.
  public var zone: Zone?
  /// First day of a billing month; nil for that of the configuration. In shorter months, their last day.
  public var billingDay: Int?

  public init(
    name: String, amount: Money, period: BudgetPeriod, filters: [DimensionFilter] = [], warn: Double = 0.8,
    critical: Double = 1, splitBy: Dimension? = nil, zone: Zone? = nil, billingDay: Int? = nil
  ) {
    self.name = name
    self.amount = amount
    self.period = period
    self.filters = filters
    self.warn = warn
    self.critical = critical
    self.splitBy = splitBy
    self.zone = zone
    self.billingDay = billingDay
  }
}
