public import SpendCore
import SpendFormatting

/// The check of one job: what its requests cost, against a limit.
public enum RunCheck {
  /// - Parameters:
  ///   - rows: the requests of the job by provider and model.
  ///   - rejectedLines: lines of its logs that could not be parsed; they may be requests.
  public static func result(
    _ rows: [SpendRow], most: Money, warn: Money? = nil, rejectedLines: Int = 0
  ) -> PluginResult {
    let sums = rows.reduce(into: SpendSums()) { $0 += $1.sums }
    let rejects =
      rejectedLines > 0 ? ", \(CountText.grouped(Int64(rejectedLines), "line")) could not be parsed" : ""
    guard sums.requests > 0 else {
      return PluginResult(.unknown, service: "RUN", text: "no usage was found\(rejects)")
    }
    let isOver = sums.cost > most
    let isHigh = warn.map { sums.cost > $0 } ?? false
    let status: PluginResult.Status =
      isOver ? .critical : isHigh || sums.unpricedRequests > 0 || rejectedLines > 0 ? .warning : .ok
    let least = sums.unpricedRequests > 0 ? "≥" : ""
    var text =
      "\(least)\(AmountText.amount(sums.cost)) of \(AmountText.amount(most)) for \(CountText.grouped(sums.requests, "request"))"
    if sums.unpricedRequests > 0 { text += ", \(sums.unpricedRequests) of them unpriced" }
    text += rejects
    let top = rows.sorted { ($1.sums.cost, $0.keys.joined()) < ($0.sums.cost, $1.keys.joined()) }.prefix(3)
      .map { row in
        let name = row.keys.filter { !$0.isEmpty }.joined(separator: "/")
        let isBlind = row.sums.unpricedRequests > 0
        let cost =
          isBlind && row.sums.cost == .zero
          ? "unpriced" : (isBlind ? "≥" : "") + AmountText.amount(row.sums.cost)
        return "\(name.isEmpty ? Dimension.none : name): \(cost), "
          + "\(CountText.grouped(row.sums.requests, "request"))"
      }
    return PluginResult(
      status, service: "RUN", text: text,
      measures: [
        .init(
          "cost", BudgetCheck.dollars(sums.cost), warn: warn.map { range($0) }, critical: range(most),
          least: 0),
        .init("requests", Double(sums.requests), least: 0),
        .init("unpriced", Double(sums.unpricedRequests), least: 0),
      ], details: Array(top))
  }

  private static func range(_ amount: Money) -> ThresholdRange {
    ThresholdRange(end: BudgetCheck.dollars(amount))
  }
}
