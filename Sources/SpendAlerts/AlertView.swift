import SpendAnalytics
public import SpendCore

/// One alert as a screen shows it.
public struct AlertView: Sendable, Hashable {
  public enum Stage: String, Sendable, Hashable { case pending, firing, resolving }

  public var key: AlertKey
  public var labels: [String: String]
  public var kind: RuleKind
  public var severity: Severity
  public var stage: Stage
  /// Time at which the condition began.
  public var since: Instant
  public var value: Double
  public var threshold: Double
  /// Summary with figures.
  public var summary: String
  /// Attribution.
  public var reason: String
  public var runbook: String
  /// Filters and time range that explain the alert, for a dashboard's drill-down.
  public var filters: [DimensionFilter]
  public var windowSeconds: Int64
  public var isFlapping = false
  public var acknowledgement: Acknowledgement?
  public var silence: Silence?
  /// Another alert that fires says the same or more.
  public var isInhibited = false

  public var isOpen: Bool {
    stage != .pending && acknowledgement == nil && silence == nil && !isInhibited
  }

  /// `burn-fast prod-monthly`.
  public var name: String {
    let rest = labels.filter { $0.key != "rule" }.sorted { $0.key < $1.key }
      .map { $0.value.isEmpty ? Dimension.none : $0.value }
    return ([labels["rule"] ?? kind.rawValue] + rest).joined(separator: " ")
  }
}
