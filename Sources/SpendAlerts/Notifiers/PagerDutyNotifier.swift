import SpendCore
import SpendFormatting

/// PagerDuty Events API v2 (developer.pagerduty.com; read November 2026). One event an alert.
public enum PagerDutyNotifier {
  public static let address = "https://events.pagerduty.com/v2/enqueue"
  private static let longestSummary = 1_024
  private static let longestKey = 255

  public static func requests(_ notice: Notice, url: String, routingKey: String, host: String)
    -> [NoticeRequest]
  {
    notice.alerts.map { alert in
      let key = NoticeText.cut("spendtop/\(alert.key)", longestKey)
      let action =
        switch alert.state {
        case .firing, .test, .digest: "trigger"
        case .resolved: "resolve"
        case .acknowledged: "acknowledge"
        }
      var members: [JSON.Member] = [
        .init(name: "routing_key", value: .string(routingKey)),
        .init(name: "event_action", value: .string(action)), .init(name: "dedup_key", value: .string(key)),
      ]
      if action == "trigger" {
        members += [
          .init(name: "client", value: .string("spendtop")),
          .init(name: "payload", value: payload(alert, host)),
        ]
        if alert.runbook.hasPrefix("https://") {
          let link = JSON.object([
            "href": .string(NoticeText.safe(alert.runbook)), "text": .string("runbook"),
          ])
          members.append(.init(name: "links", value: .array([link])))
        }
      }
      return NoticeRequest(url: url, body: .object(members))
    }
  }

  private static func payload(_ alert: Notice.Alert, _ host: String) -> JSON {
    var details: [String: String] = alert.labels.mapValues { NoticeText.cut(NoticeText.safe($0), 300) }
    details["value"] = AmountText.fixed(alert.value, places: 3)
    details["threshold"] = AmountText.fixed(alert.threshold, places: 3)
    details["why"] = NoticeText.cut(NoticeText.safe(alert.reason), 2_000)
    details["runbook"] = NoticeText.cut(NoticeText.safe(alert.runbook), 1_000)
    details["look"] = NoticeText.cut(NoticeText.safe(alert.command), 1_000)
    return .object([
      "summary": .string(
        NoticeText.cut("\(NoticeText.name(alert)): \(NoticeText.safe(alert.summary))", longestSummary)),
      "source": .string(NoticeText.cut(NoticeText.safe(host), 255)),
      "severity": .string(alert.severity.rawValue),
      "timestamp": .string(alert.start.rfc3339),
      "component": .string(NoticeText.safe(alert.labels["feature"] ?? alert.labels["budget"] ?? "spend")),
      "group": .string("llm-spend"), "class": .string(alert.labels["rule"] ?? ""),
      "custom_details": .object(details),
    ])
  }
}
