public import SpendAnalytics
public import SpendCore
public import SpendFormatting

/// The answer of `report --compare`.
public struct ComparisonReport: PrintableReport {
  public var comparison: SpendComparison
  public var before: TimeWindow
  public var after: TimeWindow
  public var zone: Zone
  public var by: [Dimension]
  public var limit: Int?
  public var currency: DisplayCurrency?
  /// Notes of both ranges, with the sums before and after each.
  public var marks: [(note: Note, before: SpendSums, after: SpendSums)]

  public init(
    comparison: SpendComparison, before: TimeWindow, after: TimeWindow, zone: Zone, by: [Dimension],
    limit: Int?, currency: DisplayCurrency?,
    marks: [(note: Note, before: SpendSums, after: SpendSums)] = []
  ) {
    self.comparison = comparison
    self.before = before
    self.after = after
    self.zone = zone
    self.by = by
    self.limit = limit
    self.currency = currency
    self.marks = marks
  }

  private static let figures = [
    DataSheet.Column("before_usd", "before"), .init("after_usd", "after"), .init("change_usd", "change"),
    .init("change", "%"), .init("volume_usd", "volume"),
    .init("tokens_per_request_usd", "tokens/request"), .init("price_usd", "price"), .init("mix_usd", "mix"),
    .init("requests_before", "requests before"), .init("requests_after", "after"),
    .init("cost_per_request_before_usd", "per request before"),
    .init("cost_per_request_after_usd", "after"),
  ]

  public var sheet: DataSheet {
    let rows = comparison.rows.prefix(limit ?? comparison.rows.count).map { row in
      row.keys.map(DataSheet.Value.text) + values(row.before, row.after, row.change)
    }
    let label: [DataSheet.Value] = by.indices.map { .word($0 == 0 ? "total" : "") }
    return DataSheet(
      columns: by.map { .init($0.rawValue, $0.title) } + Self.figures, labels: by.count, rows: Array(rows),
      total: label + values(comparison.before, comparison.after, comparison.change), notes: notes)
  }

  private func values(_ before: SpendSums, _ after: SpendSums, _ change: CostChange) -> [DataSheet.Value] {
    [
      .money(before.cost), .money(after.cost), .change(change.total),
      .share(Delta(now: after.cost, before: before.cost).share), .change(change.volume),
      .change(change.tokensPerRequest), .change(change.price), .change(change.mix), .count(before.requests),
      .count(after.requests), .money(UnitCosts(before).perRequest), .money(UnitCosts(after).perRequest),
    ]
  }

  private var notes: [String] {
    var notes = ["before: \(text(before)); after: \(text(after))"]
    if before.seconds != after.seconds {
      notes.append(
        "the time ranges differ in length: \(AmountText.duration(seconds: Double(before.seconds))) and "
          + AmountText.duration(seconds: Double(after.seconds)))
    }
    for (name, sums) in [("before", comparison.before), ("after", comparison.after)]
    where sums.unpricedRequests > 0 {
      notes.append(
        "\(name): \(sums.unpricedRequests) unpriced requests are not part of the cost (spendtop doctor)")
    }
    for mark in marks {
      let costs = [mark.before, mark.after].map { UnitCosts($0).perRequest }
      let texts = costs.map { $0.map(AmountText.amount) ?? "—" }
      notes.append(
        "\(LocalTime.minute(mark.note.time, zone)) \(mark.note.text): \(texts[0]) per request before, "
          + "\(texts[1]) after")
    }
    return notes
  }

  private func text(_ window: TimeWindow) -> String {
    "\(LocalTime.minute(window.start, zone)) to \(LocalTime.minute(window.end, zone))"
  }

  public var json: String {
    let sheet = sheet
    func range(_ window: TimeWindow) -> String {
      "{\"since\":\"\(window.start.rfc3339)\",\"until\":\"\(window.end.rfc3339)\"}"
    }
    let notes = marks.map { mark -> String in
      func cost(_ sums: SpendSums) -> String {
        UnitCosts(sums).perRequest.map { "\"\($0.decimalString)\"" } ?? "null"
      }
      return """
        {"time":"\(mark.note.time.rfc3339)","text":\(JSONWriter.string(mark.note.text)),\
        "cost_per_request_before_usd":\(cost(mark.before)),"cost_per_request_after_usd":\(cost(mark.after))}
        """
    }
    return """
      {"schema":1,"tz":\(JSONWriter.string(zone.name)),"before":\(range(before)),"after":\(range(after)),\
      "by":[\(by.map { JSONWriter.string($0.rawValue) }.joined(separator: ","))],"rows":\(sheet.jsonRows),\
      "total":\(sheet.jsonTotal),"unpriced_before":\(comparison.before.unpricedRequests),\
      "unpriced_after":\(comparison.after.unpricedRequests),\
      "notes":[\(notes.joined(separator: ","))]}
      """
  }
}
