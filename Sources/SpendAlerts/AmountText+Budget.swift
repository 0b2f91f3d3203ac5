public import SpendAnalytics
import SpendCore
public import SpendFormatting

extension AmountText {
  /// Spend of a budget: `≥$15.23` with unpriced requests in it, `unpriced` when all are.
  public static func spent(_ status: BudgetStatus) -> String {
    status.isUnpriced ? "unpriced" : (status.isBlind ? "≥" : "") + amount(status.spent)
  }

  /// `76 % ($15.23 of $20.00)`.
  static func used(_ status: BudgetStatus) -> String {
    let whole = amount(status.budget.amount)
    if status.isUnpriced { return "an unknown part of \(whole)" }
    return "\(percent(status.share)) (\(spent(status)) of \(whole))"
  }

  /// `2 min`, or `2 min (1–6 min)` where the windows disagree.
  public static func span(_ exhaustion: Exhaustion) -> String {
    let likely = duration(seconds: exhaustion.likely)
    let earliest = duration(seconds: exhaustion.earliest)
    let latest = exhaustion.latest.map { duration(seconds: $0) }
    if earliest == likely, latest == likely { return likely }
    guard let latest else { return earliest == likely ? likely : "\(likely) (\(earliest) at the earliest)" }
    return "\(likely) (\(earliest)–\(latest))"
  }

  /// The reason for a missing forecast.
  public static func gap(_ status: BudgetStatus) -> String {
    switch status.forecastGap ?? .history {
    case .history: "too little history"
    case .silence(let since):
      "no events for \(duration(seconds: Double(status.now.seconds - since.seconds)))"
    case .rolling: "a rolling period has no end"
    }
  }
}
