public import SpendAnalytics
import SpendCore
import SpendFormatting

/// The checks of budgets: how much is gone, and what the period will come to.
public enum BudgetCheck {
  /// Share of each budget that is spent.
  ///
  /// - Parameter limits: percent of the amount; the levels of each budget where they are missing.
  public static func used(_ statuses: [BudgetStatus], limits: Thresholds) -> PluginResult {
    let judged = statuses.map { status -> (BudgetStatus, PluginResult.Status, Thresholds) in
      let limits = Thresholds(
        warn: limits.warn ?? ThresholdRange(end: status.budget.warn * 100),
        critical: limits.critical ?? ThresholdRange(end: status.budget.critical * 100))
      return (status, limits.status(of: status.share * 100), limits)
    }
    return result("BUDGET", judged) { status, limits in
      var text = "\(status.name) used \(AmountText.used(status))"
      if let forecast = status.forecast { text += ", forecast \(band(forecast))" }
      if status.isBlind { text += ", blind: \(status.unpricedRequests) requests have no price" }
      return (text, measures(status, limits.scaled(by: dollars(status.budget.amount) / 100)))
    }
  }

  /// Forecast of each period.
  ///
  /// - Parameter limits: percent of the amount, of the likely end. Without them it warns when the likely
  /// end exceeds the amount, and is critical when even the low end of the band does. A part that is too
  /// young for a forecast is unknown only when no part of its budget has one.
  public static func forecast(_ statuses: [BudgetStatus], limits: Thresholds) -> PluginResult {
    let foreseen = Set(statuses.filter { $0.forecast != nil }.map(\.budget.name))
    let judged = statuses.map { status -> (BudgetStatus, PluginResult.Status, Thresholds) in
      guard let forecast = status.forecast else {
        // A young part of a split budget beside older ones is harmless; silence is a failure.
        let isHarmless =
          switch status.forecastGap {
          case .rolling: true
          case .silence: false
          case .history, nil: foreseen.contains(status.budget.name)
          }
        return (status, status.remaining < .zero ? .critical : isHarmless ? .ok : .unknown, limits)
      }
      let amount = dollars(status.budget.amount)
      if limits.warn == nil, limits.critical == nil {
        let state: PluginResult.Status =
          forecast.low > status.budget.amount
          ? .critical : forecast.likely > status.budget.amount ? .warning : .ok
        return (status, state, Thresholds(warn: ThresholdRange(end: 100)))
      }
      return (status, limits.status(of: dollars(forecast.likely) / max(1e-9, amount) * 100), limits)
    }
    return result("FORECAST", judged) { status, limits in
      guard let forecast = status.forecast else {
        return (
          "\(status.name) has no forecast: \(AmountText.gap(status)), "
            + "spent \(AmountText.amount(status.spent)) of \(AmountText.amount(status.budget.amount))",
          []
        )
      }
      let amount = dollars(status.budget.amount)
      let limits = limits.scaled(by: amount / 100)
      return (
        "\(status.name) forecast \(band(forecast)) of \(AmountText.amount(status.budget.amount))"
          + (status.isBlind ? ", blind: \(status.unpricedRequests) requests have no price" : ""),
        [
          .init(
            "forecast_usd", dollars(forecast.likely), warn: limits.warn, critical: limits.critical, least: 0),
          .init("forecast_low_usd", dollars(forecast.low)),
          .init("forecast_high_usd", dollars(forecast.high)),
          .init("used_usd", dollars(status.spent), least: 0, most: amount),
        ]
      )
    }
  }

  static func band(_ forecast: Forecast) -> String {
    "\(AmountText.roughly(forecast.likely)) (\(AmountText.roughly(forecast.low))–\(AmountText.roughly(forecast.high)))"
  }

  /// For figures of graphs only.
  static func dollars(_ amount: Money) -> Double { Double(amount.nanodollars) / 1e9 }

  private static func measures(_ status: BudgetStatus, _ limits: Thresholds) -> [PluginResult.Measure] {
    var measures: [PluginResult.Measure] = [
      .init(
        "used_usd", dollars(status.spent), warn: limits.warn, critical: limits.critical, least: 0,
        most: dollars(status.budget.amount))
    ]
    if let forecast = status.forecast {
      measures.append(.init("forecast_usd", dollars(forecast.likely), least: 0))
    }
    measures.append(.init("burn_1h", status.burn, least: 0))
    return measures
  }

  /// The worst budget on the first line, the others below; figures carry the budget's name when there are
  /// several.
  private static func result(
    _ service: String, _ judged: [(BudgetStatus, PluginResult.Status, Thresholds)],
    _ describe: (BudgetStatus, Thresholds) -> (String, [PluginResult.Measure])
  ) -> PluginResult {
    let ordered = judged.enumerated().sorted {
      ($1.element.1.rank, $0.offset) < ($0.element.1.rank, $1.offset)
    }
    .map(\.element)
    guard let worst = ordered.first else {
      return PluginResult(.ok, service: service, text: "no spend in any part of the budget")
    }
    var measures: [PluginResult.Measure] = []
    var details: [String] = []
    for (index, one) in ordered.enumerated() {
      let (text, figures) = describe(one.0, one.2)
      measures += figures.map { figure in
        var figure = figure
        if judged.count > 1 { figure.label = "\(one.0.name) \(figure.label)" }
        return figure
      }
      if index > 0 { details.append("\(one.1.word): \(text)") }
    }
    var first = describe(worst.0, worst.2).0
    let bad = ordered.filter { $0.1 != .ok }.count
    if bad > 1 { first += ", and \(bad - 1) more" }
    return PluginResult(worst.1, service: service, text: first, measures: measures, details: details)
  }
}
