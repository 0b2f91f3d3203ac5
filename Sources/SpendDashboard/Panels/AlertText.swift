import SpendAlerts
import SpendCore
import SpendScreen
import SpendText

/// Words, signs and inks of alert states.
enum AlertText {
  /// State of an alert in one word.
  static func stage(_ alert: AlertView) -> String {
    if alert.acknowledgement != nil { return "acked" }
    if alert.silence != nil { return "silenced" }
    return alert.isInhibited ? "inhibited" : alert.stage.rawValue
  }

  static func sign(_ alert: AlertView) -> SafeText {
    switch alert.severity {
    case .critical: "‼"
    case .warning: "!"
    case .info: "·"
    }
  }

  static func ink(_ alert: AlertView) -> Ink {
    guard alert.isOpen, alert.severity > .info else { return .muted }
    return alert.severity == .critical ? .alarm : .warning
  }
}
