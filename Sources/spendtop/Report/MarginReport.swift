import SpendAlerts
import SpendAnalytics
import SpendCore
import SpendReports
import SpendFormatting

/// The answer of `report --margin`.
struct MarginReport {
  var margins: Margins
  var window: TimeWindow
  var zone: Zone
  var dimension: Dimension
  var limit: Int
  var currency: DisplayCurrency?

  private static let figures: [DataSheet.Column] = [
    .init("revenue_usd", "revenue"), .init("cost_usd", "cost"), .init("margin_usd", "margin"),
    .init("margin", "%"), .init("requests", "requests"), .init("usd_per_request", "per request"),
  ]

  var sheet: DataSheet {
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

  func print(as format: ReportCommand.Format) { DataSheet.print(as: format, json: json, in: currency, sheet) }

  var json: String {
    let sheet = sheet
    return """
      {"schema":1,"since":"\(window.start.rfc3339)","until":"\(window.end.rfc3339)",\
      "tz":\(JSONWriter.string(zone.name)),"by":"\(dimension.rawValue)","rows":\(sheet.jsonRows),\
      "total":\(sheet.jsonTotal),"without_revenue":{"count":\(margins.countWithoutRevenue),\
      "cost_usd":"\(margins.withoutRevenue.cost.decimalString)"}}
      """
  }
}
