public import SpendAnalytics
public import SpendCore
public import SpendFormatting

/// The answer of `report --unit`.
public struct UnitReport: PrintableReport {
  public enum Unit: String, CaseIterable {
    case request, thousand, mtok, success, session, customer

    /// Reads `all`, or names separated by commas.
    public static func list(_ text: String) throws -> [Unit] {
      if text == "all" { return allCases }
      return try text.split(separator: ",", omittingEmptySubsequences: false).map { name in
        let word = name.filter { $0 != " " }
        guard let unit = Unit(rawValue: word) else {
          throw UserMessage(
            "there is no unit \"\(word)\"",
            because: EditDistance.nearest(to: word, among: allCases.map(\.rawValue)).map {
              "did you mean \"\($0)\"?"
            },
            tryThis: "all, or some of \(allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return unit
      }
    }

    public var column: DataSheet.Column {
      switch self {
      case .request: .init("usd_per_request", "per request")
      case .thousand: .init("usd_per_thousand_requests", "per 1,000 requests")
      case .mtok: .init("usd_per_mtok", "per million tokens")
      case .success: .init("usd_per_successful_request", "per success")
      case .session: .init("usd_per_session", "per session")
      case .customer: .init("usd_per_customer", "per customer")
      }
    }

    public func cost(_ units: UnitCosts) -> Money? {
      switch self {
      case .request: units.perRequest
      case .thousand: units.perThousandRequests
      case .mtok: units.perMillionTokens
      case .success: units.perSuccessfulRequest
      case .session: units.perSession
      case .customer: units.perCustomer
      }
    }
  }

  public var economics: UnitEconomics
  public var units: [Unit]
  public var window: TimeWindow
  public var zone: Zone
  public var by: [Dimension]
  public var limit: Int?
  public var currency: DisplayCurrency?

  public init(
    economics: UnitEconomics, units: [Unit], window: TimeWindow, zone: Zone, by: [Dimension], limit: Int?,
    currency: DisplayCurrency?
  ) {
    self.economics = economics
    self.units = units
    self.window = window
    self.zone = zone
    self.by = by
    self.limit = limit
    self.currency = currency
  }

  public var sheet: DataSheet {
    let rows = economics.rows.prefix(limit ?? economics.rows.count).map { row in
      row.keys.map(DataSheet.Value.text) + values(row)
    }
    var columns = by.map { DataSheet.Column($0.rawValue, $0.title) }
    columns += [.init("cost_usd", "cost"), .init("requests", "requests"), .init("errors", "errors")]
    columns += units.map(\.column)
    if units.contains(.session) { columns.append(.init("sessions", "sessions")) }
    if units.contains(.customer) { columns.append(.init("customers", "customers")) }
    let label: [DataSheet.Value] = by.indices.map { .word($0 == 0 ? "total" : "") }
    let unpriced = economics.total.sums.unpricedRequests
    return DataSheet(
      columns: columns, labels: by.count, rows: Array(rows), total: label + values(economics.total),
      notes: unpriced == 0
        ? [] : ["\(unpriced) unpriced requests are part of neither cost nor count (spendtop doctor)"])
  }

  private func values(_ row: UnitEconomics.Row) -> [DataSheet.Value] {
    var values: [DataSheet.Value] = [
      .money(row.sums.cost), .count(row.sums.requests), .count(row.sums.errors),
    ]
    values += units.map { .money($0.cost(row.units)) }
    if units.contains(.session) { values.append(.count(row.units.sessions?.count)) }
    if units.contains(.customer) { values.append(.count(row.units.customers?.count)) }
    return values
  }

  public var json: String {
    let sheet = sheet
    return """
      {"schema":1,"since":"\(window.start.rfc3339)","until":"\(window.end.rfc3339)",\
      "tz":\(JSONWriter.string(zone.name)),"by":[\(by.map { JSONWriter.string($0.rawValue) }.joined(separator: ","))],\
      "rows":\(sheet.jsonRows),"total":\(sheet.jsonTotal),\
      "unpriced_requests":\(economics.total.sums.unpricedRequests)}
      """
  }
}
