import SpendCore
import SpendText

/// Text of a notice, before each receiver formats it.
struct NoticeText {
  let notice: Notice

  /// `CRITICAL burn-fast prod-monthly`, safe to show and at most `limit` long.
  func title(limit: Int = 140) -> String {
    let word =
      switch notice.state {
      case .firing: notice.severity.rawValue.uppercased()
      case .resolved: "RESOLVED"
      case .acknowledged: "ACKNOWLEDGED"
      case .test: "TEST"
      case .digest: "SPEND"
      }
    if notice.unlisted > 0 || notice.groupLabels["storm"] != nil {
      return "\(word) \(notice.alerts.count + notice.unlisted) alerts at once"
    }
    let names = notice.alerts.prefix(3).map(Self.name)
    let more = notice.alerts.count > 3 ? " and \(notice.alerts.count - 3) more" : ""
    let again = notice.isRepeat ? " (still)" : ""
    return Self.cut("\(word) \(names.joined(separator: ", "))\(more)\(again)", limit)
  }

  /// `burn-fast prod-monthly search`.
  static func name(_ alert: Notice.Alert) -> String {
    let rest = alert.labels.filter { $0.key != "rule" }.sorted { $0.key < $1.key }
      .map { $0.value.isEmpty ? Dimension.none : $0.value }
    return safe(([alert.labels["rule"] ?? "alert"] + rest).joined(separator: " "))
  }

  /// Everything about one alert, one thing a line.
  static func lines(_ alert: Notice.Alert) -> [String] {
    var lines = [safe(alert.summary)]
    if alert.state == .digest {
      return lines + (alert.reason.isEmpty ? [] : [safe(alert.reason)]) + ["look: " + safe(alert.command)]
    }
    if !alert.reason.isEmpty { lines.append("why: " + safe(alert.reason)) }
    lines.append(
      "since: " + String(alert.start.rfc3339.prefix(19)) + "Z" + (alert.isFlapping ? ", flapping" : ""))
    if alert.state == .firing {
      if !alert.runbook.isEmpty { lines.append("do: " + safe(alert.runbook)) }
      if !alert.command.isEmpty { lines.append("look: " + safe(alert.command)) }
      lines.append(
        "take it: spendtop alerts ack \(alert.key), or: spendtop alerts silence rule=\(safe(alert.labels["rule"] ?? "")) 2h"
      )
    }
    return lines
  }

  static func safe(_ text: String) -> String { SafeText(text).string }

  static func cut(_ text: String, _ limit: Int) -> String {
    text.count <= limit ? text : text.prefix(max(0, limit - 1)) + "…"
  }
}
