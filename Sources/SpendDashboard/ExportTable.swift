import SpendAnalytics
import SpendCore
import SpendFormatting
import SpendScreen
import SpendText

/// Columns and rows of an export.
struct ExportTable {
  enum Value {
    case text(String)
    /// A whole number, or a decimal that keeps its digits by being a text in JSON.
    case count(Int64)
    case amount(Money)
    case unknown

    var text: String {
      switch self {
      case .text(let text): SafeText(text).string
      case .count(let count): String(count)
      case .amount(let amount): MoneyText.exact(amount)
      case .unknown: ""
      }
    }

    /// Dollars are plain numbers, another currency names itself.
    var copied: String {
      guard case .amount(let amount) = self, let currency = ShownCurrency.current else { return text }
      return "\(MoneyText.exact(currency.amount(amount))) \(currency.code)"
    }

    var json: String {
      switch self {
      case .text, .amount: JSONWriter.string(text)
      case .count(let count): String(count)
      case .unknown: "null"
      }
    }
  }

  var columns: [String]
  var rows: [[Value]]

  func isFigure(_ column: Int) -> Bool {
    guard let value = rows.first?[column] else { return false }
    if case .text = value { return false }
    return true
  }

  init(breakdown entries: [Breakdown.Entry], dimension: Dimension) {
    columns = [
      dimension.rawValue, "cost_usd", "requests", "errors", "input", "cache_read", "cache_write_5m",
      "cache_write_1h", "output", "reasoning", "unpriced_requests", "latency_ms_p50", "latency_ms_p95",
      "ttft_ms_p50", "ttft_ms_p95",
    ]
    func milliseconds(_ value: Double?) -> Value { value.map { .count(Int64($0.rounded())) } ?? .unknown }
    rows = entries.map { entry in
      let sums = entry.sums
      return [
        .text(entry.key.isEmpty ? Dimension.none : entry.key),
        entry.isUnpriced ? .unknown : .amount(sums.cost), .count(sums.requests),
        .count(sums.errors), .count(sums.input), .count(sums.cacheRead), .count(sums.cacheWrite5m),
        .count(sums.cacheWrite1h), .count(sums.output), .count(sums.reasoning),
        .count(sums.unpricedRequests), milliseconds(entry.summary.latency(0.5)),
        milliseconds(entry.summary.latency(0.95)), milliseconds(entry.summary.firstToken(0.5)),
        milliseconds(entry.summary.firstToken(0.95)),
      ]
    }
  }

  init(requests: [EventRecord]) {
    columns =
      ["time"] + Dimension.allCases.map(\.rawValue) + [
        "request_id", "input", "cache_read", "output", "cost_usd", "cost_status", "status", "latency_ms",
        "ttft_ms", "path", "line", "offset",
      ]
    func count(_ value: Int32?) -> Value { value.map { .count(Int64($0)) } ?? .unknown }
    rows = requests.map { record in
      [.text(record.time.rfc3339)] + Dimension.allCases.map { .text(record.value(of: $0)) } + [
        .text(record.requestID), count(record.tokens.input), count(record.tokens.cacheRead),
        count(record.tokens.output), record.cost.map { .amount($0) } ?? .unknown,
        .text(record.costStatus.word), .text(record.outcome == .ok ? "ok" : "error"),
        count(record.latencyMilliseconds), count(record.firstTokenMilliseconds), .text(record.path),
        .count(record.line), .count(record.offset),
      ]
    }
  }

  init(plans: [ModelPlan]) {
    columns = ["model", "status", "usd_per_request", "usd_per_day", "usd_per_month", "usd_per_year"]
    rows = plans.map { plan in
      let cost = plan.range?.upperBound
      func amount(_ money: Money?) -> Value { money.map { .amount($0) } ?? .unknown }
      return [
        .text(plan.name), .text(plan.status.word), amount(cost?.perRequest), amount(cost?.perDay),
        amount(cost?.perMonth), amount(cost?.perYear),
      ]
    }
  }

  init(_ listed: PanelRows) {
    let shown = listed.columns()
    columns = shown.map(\.title)
    rows = listed.keys.indices.map { row in shown.map { .text($0.value(row).plain) } }
  }
}
