import SpendAnalytics
public import SpendCore

/// One alert with its state and notices. Stored, so that a restart does not repeat notices.
public struct AlertRecord: Sendable, Hashable, Codable {
  public var labels: [String: String]
  public var kind: RuleKind
  public var machine = AlertMachine()
  public var value: Double
  public var threshold: Double
  public var summary: String
  /// Attribution, computed when the alert began.
  public var reason = ""
  public var filters: [DimensionFilter]
  public var windowSeconds: Int64
  /// Severity of the last evaluation; a pending alert would fire with it.
  public internal(set) var condition: Severity?
  /// Severity and time of the last notice; nil before the first.
  var notifiedSeverity: Severity?
  var toldSeconds: Int64?
  /// True when it fires because of history that was read late: it is shown, and notified only when it gets
  /// worse.
  public internal(set) var isLate = false
  /// Severity up to which late alerts are not notified.
  var lateSeverity: Severity?
  /// Time at which it was last seen firing.
  public internal(set) var endedSeconds: Int64?

  init(_ reading: RuleResult) {
    labels = reading.labels
    kind = reading.kind
    value = reading.value
    threshold = reading.threshold
    summary = reading.summary
    filters = reading.filters
    windowSeconds = reading.windowSeconds
    condition = reading.severity
  }

  public var key: AlertKey { AlertKey(labels) }

  /// Labels shared by the alerts of one group, which share a notice.
  var groupLabels: [String: String] { labels.filter { $0.key == "rule" || $0.key == "budget" } }
}

extension AlertRecord {
  /// True when attribution of spend applies to this alert.
  public var explainsSpend: Bool {
    kind.definition.explainsSpend
  }
}

extension AlertRecord {
  mutating func shift(by seconds: Int64) {
    machine.shift(by: seconds)
    toldSeconds = toldSeconds.map { $0 &+ seconds }
    endedSeconds = endedSeconds.map { $0 &+ seconds }
  }

  mutating func take(_ reading: RuleResult) {
    value = reading.value
    threshold = reading.threshold
    summary = reading.summary
    condition = reading.severity ?? condition
    filters = reading.filters
    windowSeconds = reading.windowSeconds
  }

  /// A command that shows where the money of this alert went.
  var command: String {
    let since =
      windowSeconds % 86_400 == 0 ? "\(windowSeconds / 86_400)d" : "\(max(1, windowSeconds / 3_600))h"
    let filters = filters.map { filter -> String in
      // One word of a shell, whatever a log wrote.
      return " --filter '"
        + filter.text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
    return "spendtop report --since \(since) --by feature,model" + filters.joined()
  }
}
