public import SpendCore

extension AlertEngine {
  /// All firing alerts that were notified and are neither silenced nor inhibited, as one notice: for receivers
  /// that resolve what is not repeated. Nil when there are none.
  public func standing(
    rules: [AlertRule], controls: AlertControls = AlertControls(), parents: [String: Set<String>] = [:],
    at now: Instant
  ) -> Notice? {
    let byName = Dictionary(rules.map { ($0.name, $0) }) { first, _ in first }
    let inhibited = inhibited(parents)
    let standing = records.filter { fingerprint, record in
      record.machine.isFiring && record.notifiedSeverity != nil && !inhibited.contains(fingerprint)
        && !controls.silences.contains { $0.covers(record.labels, at: now) }
    }
    let alerts = standing.values.map { record in
      Notice.Alert(
        key: record.key, labels: record.labels, state: .firing, severity: record.notifiedSeverity ?? .warning,
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
