import SpendCore
import SpendFormatting

/// Input of a program started for a notice: environment variables, and the notice as JSON.
public enum ExecNotifier {
  private static let longestInput = 64 << 10

  public static func input(_ notice: Notice, receiver: String) -> [UInt8] {
    let whole = AlertmanagerNotifier.webhook(notice, url: "", receiver: receiver, secret: nil).body
    if whole.count <= longestInput { return whole }
    var short = notice
    short.unlisted += max(0, notice.alerts.count - 10)
    short.alerts = Array(notice.alerts.prefix(10))
    let body = AlertmanagerNotifier.webhook(short, url: "", receiver: receiver, secret: nil).body
    return body.count <= longestInput ? body : Array("{}".utf8)
  }

  /// Environment variables of the most severe alert.
  public static func variables(_ notice: Notice) -> [String: String] {
    guard let alert = notice.alerts.first else { return [:] }
    let state =
      switch notice.state {
      case .firing, .test: "firing"
      case .resolved: "resolved"
      case .acknowledged: "ack"
      case .digest: "digest"
      }
    return [
      "SPENDTOP_ALERT_ID": alert.key.fingerprint, "SPENDTOP_RULE": alert.labels["rule"] ?? "",
      "SPENDTOP_STATE": state, "SPENDTOP_SEVERITY": alert.severity.rawValue,
      "SPENDTOP_BUDGET": NoticeText.safe(alert.labels["budget"] ?? ""),
      "SPENDTOP_VALUE": AmountText.fixed(alert.value, places: 6),
      "SPENDTOP_THRESHOLD": AmountText.fixed(alert.threshold, places: 6),
      "SPENDTOP_STARTED_AT": alert.start.rfc3339, "SPENDTOP_URL": NoticeText.safe(alert.runbook),
    ]
  }
}
