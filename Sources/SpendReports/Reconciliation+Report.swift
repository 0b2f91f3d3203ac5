public import SpendAnalytics
import SpendCore
import SpendFormatting

extension Reconciliation {
  public var tableLines: [String] {
    func figure(_ number: Int64?) -> String { number.map { "\($0)" } ?? "–" }
    func cost(_ side: Side) -> String {
      guard let cost = side.cost else { return "–" }
      guard side.unpricedRequests > 0 else { return "USD \(cost.decimalString)" }
      return cost == .zero ? "unpriced" : "USD ≥\(cost.decimalString)"
    }
    func difference(_ theirs: Side, _ ours: Side) -> [String] {
      guard let report = theirs.cost, let logs = ours.cost else { return [] }
      let amount = logs - report
      let share =
        report == .zero
        ? "" : " (\(AmountText.percent(Double(amount.nanodollars) / Double(report.nanodollars))))"
      // The logs are a lower bound, and so is what they have more than the report.
      let unpriced =
        ours.unpricedRequests > 0
        ? " at least: \(CountText.grouped(ours.unpricedRequests, "request")) of the logs without a price" : ""
      return ["            difference  USD \(amount.decimalString)\(share)\(unpriced)"]
    }
    let body = lines.flatMap { line -> [String] in
      let name = [line.key.provider, line.key.model, line.key.item, line.key.project].filter { !$0.isEmpty }
      let head = "\(line.key.day.rfc3339.prefix(10))  \(Shown.text(name.joined(separator: "/")))"
      func side(_ name: String, _ side: Side) -> String {
        "            \(name)  requests \(figure(side.requests))  input \(figure(side.input))  cached "
          + "\(figure(side.cacheRead))  written \(figure(side.cacheWrite))  output \(figure(side.output))  "
          + cost(side)
      }
      return [head, side("report", line.theirs), side("logs  ", line.ours)]
        + difference(line.theirs, line.ours) + line.reasons.map { "            \($0)" }
    }
    guard !body.isEmpty else { return leftOutLines }
    func total(_ name: String, _ side: Side) -> String {
      "            \(name)  requests \(figure(side.requests))  tokens \(figure(side.tokens))  \(cost(side))"
    }
    return body + ["total", total("report", theirs), total("logs  ", ours)] + difference(theirs, ours)
      + leftOutLines
  }

  private var leftOutLines: [String] {
    leftOut.map { one in
      "left out: \(one.day.rfc3339.prefix(10)) \(Shown.text(one.endpoint)), \(CountText.grouped(Int64(one.rows), "row"))"
        + (one.cost.map { ", USD \($0.decimalString)" } ?? "") + ": \(one.reason)"
    }
  }

  public var json: String {
    func side(_ side: Side) -> String {
      "{\"requests\":\(JSONWriter.number(side.requests)),\"input\":\(JSONWriter.number(side.input)),"
        + "\"cache_read\":\(JSONWriter.number(side.cacheRead)),\"cache_write\":\(JSONWriter.number(side.cacheWrite)),"
        + "\"output\":\(JSONWriter.number(side.output)),"
        + "\"cost_usd\":\(side.cost.map { "\"\($0.decimalString)\"" } ?? "null"),"
        + "\"unpriced_requests\":\(side.unpricedRequests)}"
    }
    let rows = lines.map { line in
      "{\"day\":\"\(line.key.day.rfc3339.prefix(10))\",\"provider\":\(JSONWriter.string(line.key.provider)),"
        + "\"model\":\(JSONWriter.string(line.key.model)),\"item\":\(JSONWriter.string(line.key.item)),"
        + "\"project\":\(JSONWriter.string(line.key.project)),"
        + "\"report\":\(side(line.theirs)),\"logs\":\(side(line.ours)),"
        + "\"reasons\":[\(line.reasons.map(JSONWriter.string).joined(separator: ","))]}"
    }
    let left = leftOut.map { one in
      "{\"day\":\"\(one.day.rfc3339.prefix(10))\",\"endpoint\":\(JSONWriter.string(one.endpoint)),"
        + "\"rows\":\(one.rows),\"cost_usd\":\(one.cost.map { "\"\($0.decimalString)\"" } ?? "null"),"
        + "\"reason\":\(JSONWriter.string(one.reason))}"
    }
    return "{\"schema\":1,\"tz\":\"UTC\",\"rows\":[\(rows.joined(separator: ","))],"
      + "\"total\":{\"report\":\(side(theirs)),\"logs\":\(side(ours))},"
      + "\"left_out\":[\(left.joined(separator: ","))]}"
  }
}
