/// All kinds of alert rules, in the order in which they are listed. A new one is a file in `Rules` and a name here.
public enum RuleRegistry {
  static let kinds: [RuleKind] = [
    .burnFast, .burnMedium, .burnSlow, .burnDrift, .level, .forecast, .exhaustion, .anomaly, .missingSpend,
    .errorRate, .errorCost, .latency, .firstToken, .unpriced, .rejects, .silentSource, .collector,
  ]

  /// The rules that watch without any configuration.
  public static let defaults: [AlertRule] = kinds.map { AlertRule($0) }
}
