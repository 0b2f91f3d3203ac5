import Foundation
public import SpendAlerts
import SpendCore

/// Sends one notice to one receiver. Secrets are read at that moment and forgotten after it.
public struct NoticeSender {
  public var receiver: Receiver
  /// Rings the terminal: with an escape sequence, or the bell when it is nil. False without a terminal.
  public var ring: @Sendable (String?) -> Bool

  public init(receiver: Receiver, ring: @escaping @Sendable (String?) -> Bool) {
    self.receiver = receiver
    self.ring = ring
  }

  /// Blocks for some seconds at most.
  public func deliver(_ notice: Notice) -> DeliveryOutcome {
    do {
      switch receiver.kind {
      case .slack: return send(SlackNotifier.request(notice, url: try address(), host: Self.host))
      case .discord: return send(DiscordNotifier.request(notice, url: try address(), host: Self.host))
      case .teams: return send(TeamsNotifier.request(notice, url: try address(), host: Self.host))
      case .webhook:
        let secret = try receiver.secret.map { Array(try $0.text().utf8) }
        return send(
          AlertmanagerNotifier.webhook(notice, url: try address(), receiver: receiver.name, secret: secret))
      case .alertmanager: return send(AlertmanagerNotifier.request(notice, base: try address()))
      case .pagerduty: return try page(notice)
      case .exec:
        let runner = ProgramRunner(arguments: receiver.command, variables: ExecNotifier.variables(notice))
        return runner.run(input: ExecNotifier.input(notice, receiver: receiver.name))
      case .mail:
        let message = MailNotifier.message(
          notice, to: receiver.to ?? "", from: receiver.from, host: Self.host)
        let command = receiver.command.isEmpty ? ["/usr/sbin/sendmail", "-t", "-i"] : receiver.command
        return ProgramRunner(arguments: command).run(input: Array(message.utf8))
      case .bell where receiver.style == .notifySend:
        return ProgramRunner(
          arguments: DesktopNotifier.command(notice),
          variables: DesktopNotifier.variables(ProcessInfo.processInfo.environment)
        ).run(input: [])
      case .bell:
        let bytes = TerminalNotifier.bytes(notice, style: receiver.style)
        return ring(receiver.style == .bell ? nil : bytes)
          ? .delivered : .refused(reason: "there is no terminal to ring")
      }
    } catch let message as UserMessage {
      return .retry(after: 300, reason: message.what + (message.because.map { ": \($0)" } ?? ""))
    } catch {
      return .retry(after: 300, reason: "\(error)")
    }
  }

  /// Sends one event per alert; a second attempt sends all again, without effect at the receiver.
  private func page(_ notice: Notice) throws -> DeliveryOutcome {
    guard let secret = receiver.secret else { return .refused(reason: "no routing key") }
    let url = try receiver.url ?? receiver.secretURL.map { try $0.text() } ?? PagerDutyNotifier.address
    let key = try secret.text()
    for request in PagerDutyNotifier.requests(notice, url: url, routingKey: key, host: Self.host) {
      let outcome = send(request)
      guard outcome == .delivered else { return outcome }
    }
    return .delivered
  }

  private func send(_ request: NoticeRequest) -> DeliveryOutcome {
    HTTPSender.send(request, allowHTTP: receiver.allowsHTTP)
  }

  private func address() throws -> String {
    if let url = receiver.url { return url }
    guard let secret = receiver.secretURL else { throw UserMessage("the receiver has no url") }
    return try secret.text()
  }

  public static let host: String = {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }()
}
