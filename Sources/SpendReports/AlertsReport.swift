public import SpendAlerts
public import SpendCore
import SpendFormatting
import SpendText

/// The alerts as a table or as JSON.
public enum AlertsReport {
  /// Rules run in the collector; after so long without one their results are old.
  private static let evaluationSeconds: Int64 = 300

  /// - Parameter evaluatedAt: when the collector was last alive; nil when that is not known.
  public static func table(
    _ snapshot: AlertSnapshot, _ counts: [ReceiverCounts] = [], evaluatedAt: Instant? = nil, now: Instant
  ) -> String {
    var lines: [String] = []
    if let evaluatedAt, now.seconds - evaluatedAt.seconds > evaluationSeconds {
      let age = AmountText.duration(seconds: Double(now.seconds - evaluatedAt.seconds))
      lines.append("not evaluated for \(age): is the collector running?")
    }
    if snapshot.alerts.isEmpty {
      lines.append("No active alerts")
    } else {
      lines.append(summary(snapshot))
      var rows = [["key", "severity", "state", "for", "alert"]]
      for alert in snapshot.alerts {
        let age = Double(max(0, now.seconds - alert.since.seconds))
        rows.append([
          alert.key.fingerprint, alert.severity.rawValue, state(alert), AmountText.duration(seconds: age),
          alert.name,
        ])
      }
      let table = TextTable.lines(rows, labels: 5)
      lines.append(table[0])
      for (alert, row) in zip(snapshot.alerts, table.dropFirst()) {
        lines.append(row)
        lines.append("    " + SafeText(alert.summary).string)
        if !alert.reason.isEmpty { lines.append("    why: " + SafeText(alert.reason).string) }
        lines.append("    next step: " + SafeText(alert.runbook).string)
      }
    }
    for silence in snapshot.silences {
      let what = silence.matchers.map(\.description).joined(separator: " ")
      lines.append(
        SafeText("silenced until \(silence.end.rfc3339): \(what), by \(silence.by) \(silence.comment)").string
      )
    }
    for count in counts {
      lines.append(
        SafeText(
          "receiver \(count.receiver): \(count.sent) sent, \(count.failed) failed, \(count.dropped) dropped, "
            + "\(count.queued) queued"
        ).string)
    }
    if snapshot.undelivered + snapshot.givenUp > 0 {
      lines.append(
        "\(snapshot.undelivered) notices wait to be delivered, \(snapshot.givenUp) could not be: spendtop alerts history"
      )
    }
    return lines.joined(separator: "\n")
  }

  /// `2 firing, 1 acknowledged, 1 inhibited, 3 pending`: each alert counts once.
  private static func summary(_ snapshot: AlertSnapshot) -> String {
    let counts = self.counts(snapshot)
    return counts.filter { $0.count > 0 }.map { "\($0.count) \($0.name)" }.joined(separator: ", ")
  }

  private static func counts(_ snapshot: AlertSnapshot) -> [(name: String, count: Int)] {
    let names = snapshot.alerts.map { alert -> String in
      if alert.stage == .pending { return "pending" }
      if alert.acknowledgement != nil { return "acknowledged" }
      if alert.silence != nil { return "silenced" }
      return alert.isInhibited ? "inhibited" : "firing"
    }
    return ["firing", "acknowledged", "silenced", "inhibited", "pending"].map { name in
      (name, names.count { $0 == name })
    }
  }

  private static func state(_ alert: AlertView) -> String {
    if let acknowledgement = alert.acknowledgement { return "acknowledged by \(acknowledgement.by)" }
    if alert.silence != nil { return "silenced" }
    if alert.isInhibited { return "inhibited" }
    return alert.isFlapping ? "flapping" : alert.stage.rawValue
  }

  public static func json(
    _ snapshot: AlertSnapshot, _ counts: [ReceiverCounts] = [], evaluatedAt: Instant? = nil
  ) -> String {
    let alerts = snapshot.alerts.map { alert -> JSON in
      .object([
        "key": .string(alert.key.fingerprint), "labels": .object(alert.labels),
        "severity": .string(alert.severity.rawValue), "state": .string(alert.stage.rawValue),
        "since": .string(alert.since.rfc3339), "value": number(alert.value),
        "threshold": number(alert.threshold),
        "summary": .string(alert.summary), "reason": .string(alert.reason), "runbook": .string(alert.runbook),
        "flapping": .truth(alert.isFlapping), "inhibited": .truth(alert.isInhibited),
        "acknowledged_by": alert.acknowledgement.map { .string($0.by) } ?? .null,
        "acknowledged_until": alert.acknowledgement.map { .string($0.until.rfc3339) } ?? .null,
        "silenced_until": alert.silence.map { .string($0.end.rfc3339) } ?? .null,
      ])
    }
    let silences = snapshot.silences.map { silence -> JSON in
      .object([
        "id": .string(silence.id), "matchers": .array(silence.matchers.map { .string($0.description) }),
        "start": .string(silence.start.rfc3339), "end": .string(silence.end.rfc3339),
        "by": .string(silence.by),
        "comment": .string(silence.comment),
      ])
    }
    let receivers = counts.map { count -> JSON in
      .object([
        "name": .string(count.receiver), "sent": .integer(count.sent), "failed": .integer(count.failed),
        "dropped": .integer(count.dropped), "queued": .integer(count.queued),
      ])
    }
    let byState = JSON.object(
      self.counts(snapshot).map { JSON.Member(name: $0.name, value: .integer(Int64($0.count))) })
    let evaluated = evaluatedAt.map { JSON.string($0.rfc3339) } ?? .null
    return JSON.object([
      "schema": .integer(1), "open": .integer(Int64(snapshot.open)),
      "counts": byState, "evaluated_at": evaluated, "alerts": .array(alerts),
      "silences": .array(silences), "undelivered": .integer(Int64(snapshot.undelivered)),
      "given_up": .integer(Int64(snapshot.givenUp)), "receivers": .array(receivers),
    ]).text
  }

  private static func number(_ value: Double) -> JSON {
    value.isFinite && value.magnitude < 1e12 ? .number(AmountText.fixed(value, places: 6)) : .null
  }
}
