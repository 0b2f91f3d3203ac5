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

  /// The rule and the labels of an alert in words: `Budget runs out: company`. A rule with a name of its own is
  /// called by it.
  static func title(_ alert: AlertView) -> SafeText {
    let rule = alert.labels["rule"] ?? alert.kind.rawValue
    guard rule == alert.kind.rawValue else { return SafeText(alert.name) }
    let labels = alert.name.dropFirst(rule.count).drop { $0 == " " }
    let heading = alert.kind.definition.heading
    return SafeText(labels.isEmpty ? heading : "\(heading): \(labels)")
  }

  /// The start of an alert, with its date when it is of another day.
  static func since(_ alert: AlertView, at now: Instant, _ zone: Zone) -> String {
    let isToday = ClockText.day(alert.since, zone) == ClockText.day(now, zone)
    return isToday ? ClockText.minute(alert.since, zone) : ClockText.moment(alert.since, zone)
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
