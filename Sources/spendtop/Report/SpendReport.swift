import SpendCore
import SpendText

/// The answer of `report`, ready for any output.
struct SpendReport {
  var window: TimeWindow
  var zone: Zone
  var by: [Dimension]
  var bucket: BucketWidth?
  var rows: [SpendRow]
  var total: SpendSums

  /// Columns of text outputs: name and value.
  static let columns: [(name: String, value: @Sendable (SpendSums) -> String)] = [
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

  /// Nil where nothing of it has a price: that is not zero.
  static func costText(_ sums: SpendSums) -> String? {
    sums.requests > 0 && sums.unpricedRequests == sums.requests ? nil : sums.cost.decimalString
  }

  private static func quantile(_ histogram: LatencyHistogram, _ share: Double) -> String? {
    histogram.quantile(share).map { "\(Int64($0.rounded()))" }
  }

  // MARK: JSON

  var json: String {
    let names = by.map { JSONWriter.string($0.rawValue) }.joined(separator: ",")
    let lines = rows.map { row in
      var members: [String] = []
      if let start = row.bucketStart { members.append("\"start\":\(JSONWriter.string(start.rfc3339))") }
      for (dimension, key) in zip(by, row.keys) {
        members.append("\(JSONWriter.string(dimension.rawValue)):\(JSONWriter.string(key))")
      }
      return "{" + (members + [Self.members(row.sums)]).joined(separator: ",") + "}"
    }
    return """
      {"schema":1,"since":\(JSONWriter.string(window.start.rfc3339)),"until":\(JSONWriter.string(window.end.rfc3339)),\
      "tz":\(JSONWriter.string(zone.name)),"by":[\(names)],"rows":[\(lines.joined(separator: ","))],\
      "total":{\(Self.members(total))}}
      """
  }

  private static func members(_ sums: SpendSums) -> String {
    columns.map { name, value in
      let text = value(sums)
      if name == "cost_usd" { return "\"cost_usd\":\(text.isEmpty ? "null" : "\"\(text)\"")" }
      return "\"\(name)\":\(text.isEmpty ? "null" : text)"
    }.joined(separator: ",")
  }

  // MARK: CSV and Markdown

  private var header: [String] {
    (bucket == nil ? [] : ["start"]) + by.map(\.rawValue) + Self.columns.map(\.name)
  }

  private func cells(_ row: SpendRow) -> [String] {
    (row.bucketStart.map { [$0.rfc3339] } ?? []) + row.keys + Self.columns.map { $0.value(row.sums) }
  }

  var csv: String {
    ([header] + rows.map(cells)).map { $0.map(DelimitedWriter.csv).joined(separator: ",") }.joined(
      separator: "\n")
  }

  var markdown: String {
    let lines = ([header] + rows.map(cells)).map { cells in
      "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
    }
    let rule = "|" + header.map { _ in " --- |" }.joined()
    return ([lines[0], rule] + lines.dropFirst()).joined(separator: "\n")
  }

  // MARK: Table

  /// For people: the columns that matter, aligned.
  var table: String {
    let total = SpendRow(
      keys: by.isEmpty ? [] : ["total"] + by.dropFirst().map { _ in "" }, bucketStart: nil, sums: self.total)
    let shown = rows + (rows.count > 1 || by.isEmpty ? [total] : [])
    let header =
      (bucket == nil ? [] : ["start"]) + by.map(\.title) + [
        "cost", "share", "requests", "errors", "tokens", "cached", "p95",
      ]
    var lines = [header]
    for row in shown {
      let sums = row.sums
      let start = bucket == nil ? [] : [row.bucketStart.map { shortTime($0) } ?? ""]
      let keys = row.keys.map { SafeText($0.isEmpty ? Dimension.none : $0).string }
      lines.append(start + keys + figures(sums))
    }
    let widths = header.indices.map { column in lines.map { SafeText($0[column]).width }.max() ?? 0 }
    let textColumns = header.count - 7
    return lines.map { cells in
      cells.enumerated().map { index, cell in
        let padding = String(repeating: " ", count: widths[index] - SafeText(cell).width)
        return index < textColumns ? cell + padding : padding + cell
      }.joined(separator: "  ").trimmingTrailingSpace
    }.joined(separator: "\n")
  }

  private func figures(_ sums: SpendSums) -> [String] {
    let tokens = sums.promptTokens + sums.output
    let cached = sums.promptTokens > 0 ? "\(sums.cacheRead * 100 / sums.promptTokens)%" : "–"
    var cost = Self.costText(sums).map { _ in "$" + sums.cost.decimalString(places: 4) } ?? "–"
    if sums.unpricedRequests > 0, cost != "–" { cost = "≥" + cost }
    return [
      cost, share(sums.cost), "\(sums.requests)", "\(sums.errors)", "\(tokens)", cached,
      sums.latency.quantile(0.95).map { "\(Int64($0.rounded())) ms" } ?? "–",
    ]
  }

  private func share(_ cost: Money) -> String {
    guard total.cost > .zero else { return "–" }
    let permille = Int128(cost.nanodollars) * 1_000 / Int128(total.cost.nanodollars)
    return "\(permille / 10).\(permille % 10)%"
  }

  private func shortTime(_ instant: Instant) -> String {
    let time = zone.civil(instant)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let day = "\(time.year)-\(two(time.month))-\(two(time.day))"
    return bucket == .hour || bucket == .quarterHour ? "\(day) \(two(time.hour)):\(two(time.minute))" : day
  }
}

extension String {
  fileprivate var trimmingTrailingSpace: String {
    var text = self[...]
    while text.last == " " { text = text.dropLast() }
    return String(text)
  }
}

/// Cells of delimited text.
enum DelimitedWriter {
  /// A CSV cell. A text that a spreadsheet would take for a formula gets an apostrophe.
  static func csv(_ text: String) -> String {
    var text = text
    if let first = text.utf8.first, "=+-@\t\r".utf8.contains(first), Int(text) == nil { text = "'" + text }
    guard text.utf8.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }) else {
      return text
    }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

  /// A TSV cell: tabs and line ends become spaces.
  static func tsv(_ text: String) -> String {
    String(text.map { $0 == "\t" || $0 == "\n" || $0 == "\r" || $0 == "\r\n" ? " " : $0 })
  }
}
