import SpendAlerts
import SpendCore
import SpendDelivery
import SpendFormatting

/// Signals to a dead man's switch that the collector runs: the switch alarms when no signal arrives for
/// longer than its period.
struct Heartbeat: Sendable, Hashable {
  /// An address without a secret in it, or where it is.
  var url: String?
  var secretURL: Receiver.Secret?
  var everySeconds: Int64 = 3_600
  /// Plain http, on the loopback only.
  var allowsHTTP = false

  /// Blocks for ten seconds at most.
  func send(at now: Instant) -> DeliveryOutcome {
    do {
      let address = try url ?? secretURL?.text() ?? ""
      let body = JSON.object([
        "schema": .integer(1), "program": .string("spendtop"), "host": .string(NoticeSender.host),
        "time": .string(now.rfc3339),
      ])
      return HTTPSender.send(NoticeRequest(url: address, body: body), allowHTTP: allowsHTTP)
    } catch let message as UserMessage {
      return .retry(after: nil, reason: message.what + (message.because.map { ": \($0)" } ?? ""))
    } catch {
      return .retry(after: nil, reason: "\(error)")
    }
  }
}

/// Schedule of the heartbeats, by a clock that cannot be set. A failed heartbeat is tried again after a
/// minute, and reported once.
struct HeartbeatClock {
  let heartbeat: Heartbeat
  private var next: Duration
  private var lastSaid = ""

  private static let retrySeconds: Int64 = 60

  init(_ heartbeat: Heartbeat, at now: Duration) {
    self.heartbeat = heartbeat
    next = now
  }

  /// Sends a heartbeat when it is due. Returns the complaint to report, when it is new.
  mutating func turn(at now: Duration, send: (Heartbeat) -> DeliveryOutcome) -> String? {
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
