public import SpendAlerts

/// Schedule of the heartbeats, by a clock that cannot be set. A failed heartbeat is tried again after a
/// minute, and reported once.
public struct HeartbeatClock {
  public let heartbeat: Heartbeat
  private var next: Duration
  private var lastSaid = ""

  private static let retrySeconds: Int64 = 60

  public init(_ heartbeat: Heartbeat, at now: Duration) {
    self.heartbeat = heartbeat
    next = now
  }

  /// Sends a heartbeat when it is due. Returns the complaint to report, when it is new.
  public mutating func turn(at now: Duration, send: (Heartbeat) -> DeliveryOutcome) -> String? {
    guard now >= next else { return nil }
    let outcome = send(heartbeat)
    switch outcome {
    case .delivered:
      next = now + .seconds(heartbeat.everySeconds)
      lastSaid = ""
      return nil
    case .refused(let reason), .retry(_, let reason):
      next = now + .seconds(min(Self.retrySeconds, heartbeat.everySeconds))
      defer { lastSaid = reason }
      return reason == lastSaid ? nil : reason
    }
  }
}
