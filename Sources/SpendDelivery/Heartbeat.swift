public import SpendAlerts
public import SpendCore
import SpendFormatting

/// Signals to a dead man's switch that the collector runs: the switch alarms when no signal arrives for
/// longer than its period.
public struct Heartbeat: Sendable, Hashable {
  /// An address without a secret in it, or where it is.
  public var url: String?
  public var secretURL: Receiver.Secret?
  public var everySeconds: Int64 = 3_600
  /// Plain http, on the loopback only.
  public var allowsHTTP = false

  public init(
    url: String? = nil, secretURL: Receiver.Secret? = nil, everySeconds: Int64 = 3_600,
    allowsHTTP: Bool = false
  ) {
    self.url = url
    self.secretURL = secretURL
    self.everySeconds = everySeconds
    self.allowsHTTP = allowsHTTP
  }

  /// Blocks for ten seconds at most.
  public func send(at now: Instant) -> DeliveryOutcome {
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
