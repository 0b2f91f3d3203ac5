public import SpendAnalytics
public import SpendCore
import SpendFormatting
import SpendText

/// The answer of `report`, ready for any output.
public struct SpendReport {
  public var window: TimeWindow
  public var zone: Zone
  public var by: [Dimension]
  public var bucket: BucketWidth?
  public var rows: [SpendRow]
  public var total: SpendSums
  public var facts = ReportFacts()
  /// The same requests at the prices of another day.
  public var pricedAt: PricedAt?
  /// Groups that are left out; nil when all are among `rows`, or cut off by their number alone.
  public var rest: ReportRest?

  public init(
    window: TimeWindow, zone: Zone, by: [Dimension], bucket: BucketWidth?, rows: [SpendRow], total: SpendSums,
    facts: ReportFacts = ReportFacts(), pricedAt: PricedAt? = nil, rest: ReportRest? = nil
  ) {
    self.window = window
    self.zone = zone
    self.by = by
    self.bucket = bucket
    self.rows = rows
    self.total = total
    self.facts = facts
    self.pricedAt = pricedAt
    self.rest = rest
  }

  /// Columns of text outputs: name and value.
  public static let columns: [(name: String, value: @Sendable (SpendSums) -> String)] = [
    ("requests", { "\($0.requests)" }),
    ("errors", { "\($0.errors)" }),
    ("input", { "\($0.input)" }),
    ("cache_read", { "\($0.cacheRead)" }),
    ("cache_write_5m", { "\($0.cacheWrite5m)" }),
    ("cache_write_1h", { "\($0.cacheWrite1h)" }),
    ("output", { "\($0.output)" }),
    ("reasoning", { "\($0.reasoning)" }),
    ("cost_usd", { costText($0) ?? "" }),
    ("unpriced_requests", { "\($0.unpricedRequests)" }),
    ("unpriced_tokens", { "\($0.unpricedTokens)" }),
    ("latency_ms_p50", { quantile($0.latency, 0.5) ?? "" }),
    ("latency_ms_p95", { quantile($0.latency, 0.95) ?? "" }),
    ("ttft_ms_p50", { quantile($0.firstToken, 0.5) ?? "" }),
    ("ttft_ms_p95", { quantile($0.firstToken, 0.95) ?? "" }),
  ]

  /// Nil where no part of any request has a price: that is not zero.
  public static func costText(_ sums: SpendSums) -> String? {
    isUnpriced(sums) ? nil : sums.cost.decimalString
  }

  /// Requests with a price for a part of their tokens count as unpriced, and have a cost.
  private static func isUnpriced(_ sums: SpendSums) -> Bool {
    sums.requests > 0 && sums.unpricedRequests == sums.requests && sums.cost == .zero
  }

  private static func quantile(_ histogram: LatencyHistogram, _ share: Double) -> String? {
    histogram.quantile(share).map { "\(Int64($0.rounded()))" }
  }

  // MARK: JSON

  public var json: String {
    let names = by.map { JSONWriter.string($0.rawValue) }.joined(separator: ",")
    let lines = rows.map { row in
      var members: [String] = []
      if let start = row.bucketStart { members.append("\"start\":\(JSONWriter.string(start.rfc3339))") }
      for (dimension, key) in zip(by, row.keys) {
        members.append("\(JSONWriter.string(dimension.rawValue)):\(JSONWriter.string(key))")
      }
      members.append(Self.members(row.sums))
      if let hardware = facts.hardware {
        members.append("\"hardware_usd\":\"\(hardware.share(of: row).decimalString)\"")
      }
      if let pricedAt { members += Self.members(pricedAt.figures(of: row)) }
      return "{" + members.joined(separator: ",") + "}"
    }
    let other = pricedAt.map { ["\"priced_at\":\"\($0.date)\""] + Self.members($0.total) } ?? []
    let totals = ([Self.members(total)] + other).joined(separator: ",")
    return """
      {"schema":1,"since":\(JSONWriter.string(window.start.rfc3339)),"until":\(JSONWriter.string(window.end.rfc3339)),\
      "tz":\(JSONWriter.string(zone.name)),"by":[\(names)],"rows":[\(lines.joined(separator: ","))],\
      "total":{\(totals)}\(rest?.member ?? "")\(facts.members(total))}
      """
  }

  private static func members(_ figures: PricedAt.Figures) -> [String] {
    [
      "\"priced_at_usd\":\"\(figures.cost.decimalString)\"",
      "\"priced_at_unpriced\":\(figures.unpriced)", "\"priced_at_estimated\":\(figures.estimated)",
    ]
  }

  public static func members(_ sums: SpendSums) -> String {
    columns.map { name, value in
      let text = value(sums)
      if name == "cost_usd" { return "\"cost_usd\":\(text.isEmpty ? "null" : "\"\(text)\"")" }
      return "\"\(name)\":\(text.isEmpty ? "null" : text)"
    }.joined(separator: ",")
  }

  private var restNotes: [String] { (rest?.note).map { [$0] } ?? [] }

  // MARK: CSV and Markdown

  private var header: [String] {
    (bucket == nil ? [] : ["start"]) + by.map(\.rawValue) + Self.columns.map(\.name)
      + (facts.hardware == nil ? [] : ["hardware_usd"])
      + (pricedAt == nil ? [] : ["priced_at_usd", "priced_at_unpriced", "priced_at_estimated"])
  }

  private func cells(_ row: SpendRow) -> [TableCell] {
    (row.bucketStart.map { [.figure($0.rfc3339)] } ?? []) + row.keys.map(TableCell.text)
      + Self.columns.map { .figure($0.value(row.sums)) }
      + (facts.hardware.map { [.figure($0.share(of: row).decimalString)] } ?? [])
      + (pricedAt.map { other in
        let figures = other.figures(of: row)
        return [
          .figure(figures.cost.decimalString), .figure("\(figures.unpriced)"),
          .figure("\(figures.estimated)"),
        ]
      } ?? [])
  }

  public var csv: String {
    ([header.map(TableCell.figure)] + rows.map(cells)).map(DelimitedText.csv.line).joined(separator: "\n")
  }

  public var markdown: String {
    let body = rows.map { MarkdownTable.line(cells($0)) }
    let notes = (facts.notes(total) + restNotes).map { "\n" + MarkdownTable.escaped($0) }
    return ([MarkdownTable.line(header), "|" + header.map { _ in " --- |" }.joined()] + body + notes).joined(
      separator: "\n")
  }

  // MARK: Table

  /// For people: the columns that matter, aligned.
  public var table: String {
    let header =
      (bucket == nil ? [] : ["start"]) + by.map(\.title) + ["cost"]
      + (pricedAt.map { ["at \($0.date)"] } ?? [])
      + (facts.hardware == nil ? [] : ["hardware", "together"]) + [
        "share", "requests", "errors", "tokens", "cached", "p95",
      ]
    var lines = [header]
    for row in rows {
      let start = bucket == nil ? [] : [row.bucketStart.map { shortTime($0) } ?? ""]
      let keys = row.keys.map { SafeText($0.isEmpty ? Dimension.none : $0).string }
      lines.append(
        start + keys + figures(row.sums, facts.hardware?.share(of: row), pricedAt?.figures(of: row)))
    }
    let labels = header.count - (facts.hardware == nil ? 7 : 9) - (pricedAt == nil ? 0 : 1)
    if rows.count != 1 || by.isEmpty {
      let title = (["total"] + Array(repeating: "", count: labels)).prefix(labels)
      lines.append(title + figures(total, facts.hardware?.shared, pricedAt?.total))
    }
    let widths = header.indices.map { column in lines.map { SafeText($0[column]).width }.max() ?? 0 }
    let notes = (facts.notes(total) + restNotes + (pricedAt?.notes ?? [])).map { SafeText($0).string }
    return
      (lines.map { cells in
        cells.enumerated().map { index, cell in
          let padding = String(repeating: " ", count: widths[index] - SafeText(cell).width)
          return index < labels ? cell + padding : padding + cell
        }.joined(separator: "  ").trimmingTrailingSpace
      } + notes).joined(separator: "\n")
  }

  private func figures(_ sums: SpendSums, _ hardware: Money?, _ other: PricedAt.Figures?) -> [String] {
    let tokens = sums.promptTokens &+ sums.output
    let cached =
      sums.promptTokens > 0 ? "\(Self.rounded(sums.cacheRead, times: 100, over: sums.promptTokens))%" : "–"
    let least = sums.unpricedRequests > 0 ? "≥" : sums.estimatedRequests > 0 ? "~" : ""
    var costs = [Self.costText(sums) == nil ? "–" : least + amount(sums.cost)]
    if let other {
      let isUnknown = other.unpriced > 0 && other.cost == .zero
      costs.append(isUnknown ? "–" : (other.unpriced > 0 ? "≥" : "") + amount(other.cost))
    }
    if let hardware { costs += [amount(hardware), least + amount(sums.cost + hardware)] }
    return costs + [
      share(sums), "\(sums.requests)", "\(sums.errors)", "\(tokens)", cached,
      sums.latency.quantile(0.95).map { "\(Int64($0.rounded())) ms" } ?? "–",
    ]
  }

  private func amount(_ cost: Money) -> String { facts.amount(cost) }

  public static func dollars(_ cost: Money) -> String {
    let digits = cost.decimalString(places: 4)
    return cost < .zero ? "-$" + digits.dropFirst() : "$" + digits
  }

  private func share(_ sums: SpendSums) -> String {
    guard total.cost > .zero, Self.costText(sums) != nil else { return "–" }
    let permille = Self.rounded(sums.cost.nanodollars, times: 1_000, over: total.cost.nanodollars)
    let magnitude = permille.magnitude
    return "\(permille < 0 ? "-" : "")\(magnitude / 10).\(magnitude % 10)%"
  }

  /// `value × factor / divisor`, rounded to the nearest; the divisor is positive.
  private static func rounded(_ value: Int64, times factor: Int64, over divisor: Int64) -> Int128 {
    let product = Int128(value) * Int128(factor)
    let half = Int128(divisor) / 2
    return (product + (product < 0 ? -half : half)) / Int128(divisor)
  }

  private func shortTime(_ instant: Instant) -> String {
    bucket == .hour || bucket == .quarterHour
      ? LocalTime.minute(instant, zone) : LocalTime.day(instant, zone)
  }
}

extension String {
  fileprivate var trimmingTrailingSpace: String {
    var text = self[...]
    while text.last == " " { text = text.dropLast() }
    return String(text)
  }
}
