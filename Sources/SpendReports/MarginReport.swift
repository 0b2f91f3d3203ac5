import SpendAlerts
public import SpendAnalytics
public import SpendCore
public import SpendFormatting

/// The answer of `report --margin`.
public struct MarginReport: PrintableReport {
  public var margins: Margins
  public var window: TimeWindow
  public var zone: Zone
  public var dimension: Dimension
  public var limit: Int
  public var currency: DisplayCurrency?

  public init(
    margins: Margins, window: TimeWindow, zone: Zone, dimension: Dimension, limit: Int,
    currency: DisplayCurrency?
  ) {
    self.margins = margins
    self.window = window
    self.zone = zone
    self.dimension = dimension
    self.limit = limit
    self.currency = currency
  }

  private static let figures: [DataSheet.Column] = [
    .init("revenue_usd", "revenue"), .init("cost_usd", "cost"), .init("margin_usd", "margin"),
    .init("margin", "%"), .init("requests", "requests"), .init("usd_per_request", "per request"),
  ]

  public var sheet: DataSheet {
    DataSheet(
      columns: [.init(dimension.rawValue, dimension.title)] + Self.figures, labels: 1,
      rows: margins.rows.prefix(limit).map { [.text($0.value)] + values($0) },
      total: [.word("total with revenue")] + values(margins.total), notes: notes)
  }

  private func values(_ row: Margins.Row) -> [DataSheet.Value] {
    [
      .money(row.revenue), .money(row.sums.cost), .money(row.margin), .share(row.share),
      .count(row.sums.requests), .money(UnitCosts(row.sums).perRequest),
    ]
  }

  private var notes: [String] {
    var notes: [String] = []
    let hidden = margins.rows.count - min(limit, margins.rows.count)
    if hidden > 0 { notes.append("\(hidden) more rows (--limit 0 shows all)") }
    if margins.countWithoutRevenue > 0 {
      notes.append(
        "\(margins.countWithoutRevenue) without stated revenue, cost "
          + "\(AmountText.amount(margins.withoutRevenue.cost)): their margin is not known")
    }
    let unpriced = margins.total.sums.unpricedRequests + margins.withoutRevenue.unpricedRequests
    if unpriced > 0 {
      notes.append(
        "\(unpriced) unpriced requests: costs are lower bounds, margins upper bounds (spendtop doctor)")
    }
    return notes
  }

  public var json: String {
    let sheet = sheet
    return """
      {"schema":1,"since":"\(window.start.rfc3339)","until":"\(window.end.rfc3339)",\
      "tz":\(JSONWriter.string(zone.name)),"by":"\(dimension.rawValue)","rows":\(sheet.jsonRows),\
      "total":\(sheet.jsonTotal),"without_revenue":{"count":\(margins.countWithoutRevenue),\
      "cost_usd":"\(margins.withoutRevenue.cost.decimalString)"}}
      """
  }
}
