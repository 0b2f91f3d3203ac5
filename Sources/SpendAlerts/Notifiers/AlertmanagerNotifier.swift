import SpendCore
import SpendFormatting

/// Alertmanager: pushed by its API v2, or in the shape of its own webhooks (version 4).
public enum AlertmanagerNotifier {
  /// An alert that is not pushed again ends by itself after four rounds of five minutes.
  private static let lifeSeconds: Int64 = 1_200

  /// `POST {base}/api/v2/alerts`.
  public static func request(_ notice: Notice, base: String) -> NoticeRequest {
    let alerts = notice.alerts.map { alert -> JSON in
      let end = alert.end ?? notice.at.adding(seconds: lifeSeconds)
      return .object([
        "labels": .object(labels(alert)), "annotations": .object(annotations(alert)),
        "startsAt": .string(alert.start.rfc3339), "endsAt": .string(end.rfc3339),
        "generatorURL": .string(""),
      ])
    }
    let root = base.hasSuffix("/") ? String(base.dropLast()) : base
    return NoticeRequest(url: root + "/api/v2/alerts", body: .array(alerts))
  }

  private static let never = "0001-01-01T00:00:00Z"

  /// A webhook that receivers of Alertmanager understand. Signed when there is a secret.
  public static func webhook(_ notice: Notice, url: String, receiver: String, secret: [UInt8]?)
    -> NoticeRequest
  {
    let alerts = notice.alerts.map { alert -> JSON in
      .object([
        "status": .string(alert.state == .resolved ? "resolved" : "firing"), "labels": .object(labels(alert)),
        "annotations": .object(annotations(alert)), "startsAt": .string(alert.start.rfc3339),
        "endsAt": .string(alert.end?.rfc3339 ?? never), "generatorURL": .string(""),
        "fingerprint": .string(alert.key.fingerprint),
      ])
    }
    func common(_ maps: [[String: String]]) -> [String: String] {
      guard let first = maps.first else { return [:] }
      return first.filter { entry in maps.allSatisfy { $0[entry.key] == entry.value } }
    }
    var request = NoticeRequest(
      url: url, headers: ["Idempotency-Key: \(notice.id)"],
      body: .object([
        "version": .string("4"), "groupKey": .string(notice.groupKey),
        "status": .string(notice.state == .resolved ? "resolved" : "firing"), "receiver": .string(receiver),
        "groupLabels": .object(notice.groupLabels),
        "commonLabels": .object(common(notice.alerts.map(labels))),
        "commonAnnotations": .object(common(notice.alerts.map(annotations))), "externalURL": .string(""),
        "truncatedAlerts": .integer(Int64(notice.unlisted)), "alerts": .array(alerts),
      ]))
    if let secret {
      let code = SHA256.hex(SHA256.authentication(request.body, key: secret))
      request.headers.append("X-Spendtop-Signature: sha256=\(code)")
    }
    return request
  }

  /// Identity of an alert there is its labels, so they hold no figure.
  private static func labels(_ alert: Notice.Alert) -> [String: String] {
    var labels = alert.labels.mapValues { NoticeText.cut(NoticeText.safe($0), 1_000) }.filter {
      !$0.value.isEmpty
    }
    labels["alertname"] =
      "Spend" + (alert.labels["rule"] ?? "alert").split(separator: "-").map(\.capitalizedFirst).joined()
    labels["severity"] = alert.severity.rawValue
    return labels
  }

  private static func annotations(_ alert: Notice.Alert) -> [String: String] {
    let texts = [
      "summary": alert.summary, "description": alert.reason, "runbook": alert.runbook, "look": alert.command,
      "value": AmountText.fixed(alert.value, places: 3),
      "threshold": AmountText.fixed(alert.threshold, places: 3),
    ]
    return texts.filter { !$0.value.isEmpty }.mapValues { NoticeText.cut(NoticeText.safe($0), 4_000) }
  }
}

extension Substring {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
