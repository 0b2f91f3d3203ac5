import SpendAnalytics
import SpendCore
import SpendDashboard
import SpendFormatting
import SpendReports
import SpendSettings

extension FixedCosts {
  /// The figures of a report, for the screen; nil when the configuration has neither plans nor hardware.
  static func source(_ context: Context) -> Source? {
    guard !context.settings.plans.isEmpty || !context.settings.gpus.isEmpty else { return nil }
    return { source, window, filters, now in
      guard let store = source.reports else { return nil }
      var asOf = context.reports
      asOf.now = now
      let query = SpendQuery(window: window, filters: filters)
      return FixedCosts(
        try ReportFacts(query, SpendSums(), store, asOf), isFiltered: !filters.isEmpty)
    }
  }

  init(_ facts: ReportFacts, isFiltered: Bool) {
    self.init()
    plans = facts.plans.map {
      Plan(name: $0.plan.name, requests: $0.requests, listed: $0.listed, perMonth: $0.plan.perMonth)
    }
    hardware = (facts.hardware?.pieces ?? []).map { piece in
      var hardware = Hardware(
        name: piece.hardware.name, requests: piece.requests, cost: piece.cost, idle: piece.idle,
        utilisation: piece.utilisation, perMillionOutput: piece.perMillionOutput)
      if isFiltered { hardware.share = piece.shared }
      hardware.tokens = piece.promptTokens &+ piece.outputTokens
      hardware.upSeconds = piece.upSeconds
      hardware.busySeconds = piece.busySeconds
      return hardware
    }
  }
}
