import SpendAnalytics
import SpendCore

/// `[[revenue]]`, and budgets that are margins.
extension Settings {
  static func revenue(_ reader: TableReader) throws -> Revenue {
    try reader.allow("customer", "feature", "usd_per_month")
    let dimension: Dimension
    let value: String
    switch (try reader.text("customer"), try reader.text("feature")) {
    case (let customer?, nil): (dimension, value) = (.customer, customer)
    case (nil, let feature?): (dimension, value) = (.feature, feature)
    default:
      throw reader.refuse(
        "customer", "a [[revenue]] has one of customer and feature", advice: "customer = \"acme\"")
    }
    guard let amount = try reader.money("usd_per_month") else {
      throw reader.refuse(
        "usd_per_month", "the revenue of \"\(value)\" has no amount", advice: "usd_per_month = 1200")
    }
    return Revenue(dimension, value, amount: amount, period: .everyMonth)
  }

  /// The amount of a budget that keeps a margin: the part of the revenue that may be spent.
  func amount(
    ofMargin margin: Share, _ budget: String, _ filters: [DimensionFilter], _ period: BudgetPeriod,
    _ reader: TableReader
  ) throws -> Money {
    guard period == .calendar(.month) || period == .billing else {
      throw reader.refuse(
        "margin", "the margin of \"\(budget)\" needs a month: revenue is stated by month",
        advice: "period = \"month\"")
    }
    let revenues = revenues.filter { revenue in
      filters.contains { $0.dimension == revenue.dimension && $0.test == .equals(revenue.value) }
    }
    guard !revenues.isEmpty else {
      throw reader.refuse(
        "margin", "the margin of \"\(budget)\" has no revenue: no [[revenue]] matches its filter",
        advice: "[[revenue]] with the customer or feature of the filter")
    }
    let revenue = revenues.reduce(Int128(0)) { $0 + Int128($1.amount.nanodollars) }
    let spendable = revenue * Int128(Share.one - margin.millionths) / Int128(Share.one)
    return Money(nanodollars: Int64(clamping: spendable))
  }
}
