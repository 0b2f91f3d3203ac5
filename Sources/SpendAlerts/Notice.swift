public import SpendCore

/// A message to receivers: alerts of one group that began, worsened, continued or ended.
public struct Notice: Sendable, Hashable, Codable {
  public enum State: String, Sendable, Hashable, Codable {
    case firing, resolved, acknowledged, test, digest
  }

  /// The same for every attempt to deliver it: receivers may drop a second one.
  public var id: String
  public var state: State
  /// True for a repeated notice of an alert without acknowledgement.
  public var isRepeat = false
  public var groupLabels: [String: String]
  /// The worst first.
  public var alerts: [Alert]
  /// Alerts of a storm that are not listed.
  public var unlisted = 0
  public var at: Instant

  public init(id: String, state: State, groupLabels: [String: String], alerts: [Alert], at: Instant) {
    self.id = id
    self.state = state
    self.groupLabels = groupLabels
    self.alerts = alerts
    self.at = at
  }

  public struct Alert: Sendable, Hashable, Codable {
    public var key: AlertKey
    public var labels: [String: String]
    public var state: State
    public var severity: Severity
    public var start: Instant
    public var end: Instant?
    public var value: Double
    public var threshold: Double
    public var summary: String
    /// Attribution in one sentence; empty when unknown.
    public var reason: String
    public var runbook: String
    /// A command that shows more.
    public var command: String
    public var isFlapping = false

    public init(
      key: AlertKey, labels: [String: String], state: State, severity: Severity, start: Instant,
      end: Instant? = nil, value: Double, threshold: Double, summary: String, reason: String = "",
      runbook: String = "", command: String = ""
    ) {
      self.key = key
      self.labels = labels
      self.state = state
      self.severity = severity
      self.start = start
      self.end = end
      self.value = value
      self.threshold = threshold
      self.summary = summary
      self.reason = reason
      self.runbook = runbook
      self.command = command
    }
  }

  public var severity: Severity { alerts.map(\.severity).max() ?? .info }

  public var groupKey: String {
    "{" + groupLabels.sorted { $0.key < $1.key }.map { "\($0.key)=\"\($0.value)\"" }.joined(separator: ", ")
      + "}"
  }
}
