public import SpendAlerts
public import SpendCore

/// Alert actions kept in memory while the dashboard runs.
final class InMemoryAlertControlStore: AlertControlStore {
  private var said = AlertControls()

  func engine() -> AlertEngine? { nil }
  func controls() -> AlertControls { said }

  func acknowledge(_ alert: AlertView, at now: Instant) {
    said.acknowledge(alert, by: "", at: now)
  }

  func silence(_ alert: AlertView, at now: Instant) {
    said.silence(alert, id: "screen-\(said.silences.count)", by: "", at: now)
  }
}

extension AlertControls {
  /// Acknowledges an alert for a shift, or removes the acknowledgement that the screen shows. The screen may
  /// be outdated: acknowledgements made by others since then are kept.
  public mutating func acknowledge(_ alert: AlertView, by name: String, at now: Instant) {
    if let shown = alert.acknowledgement {
      acknowledgements.removeAll { $0.key == alert.key && $0.by == shown.by && $0.until == shown.until }
      return
    }
    let isTaken = acknowledgements.contains {
      $0.key == alert.key && now < $0.until && $0.at >= alert.since
    }
    if isTaken { return }
    acknowledgements.removeAll { $0.key == alert.key }
    acknowledgements.append(
      Acknowledgement(
        key: alert.key, by: name, at: now, until: now.adding(seconds: Acknowledgement.usualSeconds)))
  }

  /// Silences what has the labels of an alert for an hour, or ends the silence that covers it.
  public mutating func silence(_ alert: AlertView, id: String, by name: String, at now: Instant) {
    if let covering = alert.silence {
      silences.removeAll { $0.id == covering.id }
      return
    }
    silences.append(
      Silence(
        id: id,
        matchers: alert.labels.sorted { $0.key < $1.key }.map { LabelMatcher(name: $0.key, value: $0.value) },
        start: now, end: now.adding(seconds: Self.hourSeconds), by: name, comment: "from the dashboard"))
  }

  private static let hourSeconds: Int64 = 3_600
}
