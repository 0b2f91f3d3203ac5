public import SpendCore
import SpendFormatting

extension AlertEngine {
  /// The current alert states, for a screen and `alerts list`. Pure, and cheap enough for every refresh.
  ///
  /// A dashboard gets them without an evaluation: the collector keeps its engine in its own database, as
  /// JSON, with acknowledgements and silences. To acknowledge, add an `Acknowledgement` to the controls and
  /// save them; the filters and the window of an `AlertView` select the traffic that caused the alert.
  public func snapshot(
    rules: [AlertRule], controls: AlertControls = AlertControls(), parents: [String: Set<String>] = [:],
    at now: Instant
  ) -> AlertSnapshot {
    let byName = Dictionary(rules.map { ($0.name, $0) }) { first, _ in first }
    let inhibited = inhibited(parents)
    var snapshot = AlertSnapshot()
    snapshot.silences = controls.silences.filter { now < $0.end }
    for (fingerprint, record) in records {
      let stage: AlertView.Stage
      let since: Int64
      switch record.machine.phase {
      case .inactive: continue
      case .pending(let start): (stage, since) = (.pending, start)
      case .firing: (stage, since) = (.firing, record.machine.startedSeconds ?? now.seconds)
      case .resolving: (stage, since) = (.resolving, record.machine.startedSeconds ?? now.seconds)
      }
      let rule = byName[record.labels["rule"] ?? ""] ?? AlertRule(record.kind)
      var view = AlertView(
        key: record.key, labels: record.labels, kind: record.kind,
        severity: record.machine.severity ?? record.condition ?? .info,
        stage: stage, since: Instant(seconds: since), value: record.value, threshold: record.threshold,
        summary: record.summary, reason: record.reason, runbook: rule.runbook, filters: record.filters,
        windowSeconds: record.windowSeconds)
      view.isFlapping = record.machine.isFlapping
      view.acknowledgement = acknowledgement(of: record, controls, now)
      view.silence = controls.silences.first { $0.covers(record.labels, at: now) }
      view.isInhibited = inhibited.contains(fingerprint)
      snapshot.alerts.append(view)
    }
    snapshot.alerts.sort { first, second in
      let pending = (first.stage == .pending, second.stage == .pending)
      if pending.0 != pending.1 { return pending.1 }
      if first.severity != second.severity { return first.severity > second.severity }
      return (second.since, first.name) < (first.since, second.name)
    }
    return snapshot
  }
}
