public import SpendCore

extension AlertEngine {
  /// All that fires and was told, as one notice: for receivers that forget what is not said again. Nil when
  /// nothing fires.
  public func standing(rules: [AlertRule], at now: Instant) -> Notice? {
    let byName = Dictionary(rules.map { ($0.name, $0) }) { first, _ in first }
    let alerts = records.values.filter { $0.machine.isFiring && $0.toldSeverity != nil }.map { record in
      Notice.Alert(
        key: record.key, labels: record.labels, state: .firing, severity: record.toldSeverity ?? .warning,
        start: Instant(seconds: record.machine.startedSeconds ?? now.seconds), value: record.value,
        threshold: record.threshold, summary: record.summary, reason: record.reason,
        runbook: byName[record.labels["rule"] ?? ""]?.runbook ?? "", command: record.command)
    }
    guard !alerts.isEmpty else { return nil }
    let sorted = alerts.sorted { $0.key.fingerprint < $1.key.fingerprint }
    var notice = Notice(
      id: "standing-\(now.seconds)", state: .firing, groupLabels: [:], alerts: sorted, at: now)
    notice.isRepeat = true
    return notice
  }
}
