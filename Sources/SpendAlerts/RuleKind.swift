import SpendCore

/// Kinds of alert rules. The raw value is used in the configuration and in the alert label `rule`.
public enum RuleKind: String, Sendable, Hashable, CaseIterable, Codable {
  case burnFast = "burn-fast"
  case burnMedium = "burn-medium"
  case burnSlow = "burn-slow"
  case burnDrift = "burn-drift"
  case level
  case forecast
  case exhaustion
  case anomaly
  case missingSpend = "missing-spend"
  case errorRate = "error-rate"
  case errorCost = "error-cost"
  case latency
  case firstToken = "ttft"
  case unpriced
  case rejects
  case silentSource = "silent-source"
  case collector

  /// True for rules on the burn rate of budgets.
  var isBurn: Bool {
    switch self {
    case .burnFast, .burnMedium, .burnSlow, .burnDrift: true
    case .level, .forecast, .exhaustion, .anomaly, .missingSpend, .errorRate, .errorCost, .latency,
      .firstToken,
      .unpriced, .rejects, .silentSource, .collector:
      false
    }
  }
}
