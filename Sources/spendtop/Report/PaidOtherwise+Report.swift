import SpendCore
import SpendDashboard
import SpendStore

extension PaidOtherwise {
  /// The figures of a report, for the screen; nil when the configuration names nothing of the kind.
  static func source(_ context: Context) -> Source? {
    guard !context.settings.plans.isEmpty || !context.settings.gpus.isEmpty else { return nil }
    return { source, window, now in
      guard let store = source as? SQLiteStore else { return nil }
      var asOf = context
      asOf.clock = { now }
      return PaidOtherwise(try ReportFacts(SpendQuery(window: window), SpendSums(), store, asOf))
    }
  }

  init(_ facts: ReportFacts) {
    self.init()
    plans = facts.plans.map {
      Plan(name: $0.plan.name, requests: $0.requests, listed: $0.listed, perMonth: $0.plan.perMonth)
    }
    hardware = (facts.hardware?.pieces ?? []).map {
      Hardware(
        name: $0.hardware.name, requests: $0.requests, cost: $0.cost, idle: $0.idle,
        utilisation: $0.utilisation, perMillionOutput: $0.perMillionOutput)
    }
  }
}

extension ShownCurrency {
  init(_ currency: DisplayCurrency) {
    self.init(
      code: currency.code, rate: FixedPoint.shortestString(currency.perDollar, places: 6),
      convert: { currency.amount($0) })
  }
}
