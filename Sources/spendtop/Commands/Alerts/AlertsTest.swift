import ArgumentParser
import Foundation
import SpendAlerts
import SpendCore
import SpendDelivery
import SpendFormatting
import SpendReports
import SpendSettings
import SpendStore
import SpendText

struct AlertsTest: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Send a test notification to a receiver.",
    discussion: "  spendtop alerts test oncall")

  @OptionGroup var global: GlobalOptions
  @Argument(help: "Name.")
  var receiver: String

  func run() throws {
    let context = try global.resolved()
    let known = context.settings.receivers.map(\.name)
    guard let target = context.settings.receivers.first(where: { $0.name == receiver }) else {
      let nearest = EditDistance.nearest(to: receiver, among: known)
      throw UserMessage(
        "there is no receiver \"\(receiver)\"", because: nearest.map { "did you mean \"\($0)\"?" },
        tryThis: known.isEmpty ? "a [[receiver]] in the configuration" : known.joined(separator: ", "))
    }
    let now = context.now
    let alert = Notice.Alert(
      key: AlertKey(["rule": "test", "receiver": receiver]), labels: ["rule": "test"], state: .test,
      severity: .info, start: now, value: 1, threshold: 1, summary: "spendtop can reach this receiver",
      runbook: "nothing is wrong")
    let notice = Notice(
      id: "test-\(now.microseconds)", state: .test, groupLabels: ["rule": "test"], alerts: [alert], at: now)
    if target.startsPrograms,
      let objection = ConfigurationRights(path: context.configurationPath).objection
    {
      throw CommandError(
        message: UserMessage("the receiver \"\(receiver)\" is not started", because: objection),
        status: .unreadable)
    }
    let sender = NoticeSender(receiver: target, ring: context.delivery.ring)
    switch sender.deliver(notice) {
    case .delivered:
      // A resolved notice closes the incident that the test opened.
      if target.kind == .pagerduty || target.kind == .alertmanager {
        var resolved = notice
        (resolved.id, resolved.state) = ("\(notice.id)-end", .resolved)
        resolved.alerts[0].state = .resolved
        resolved.alerts[0].end = context.now
        guard case .delivered = sender.deliver(resolved) else {
          throw CommandError(
            message: UserMessage(
              "the test alert of \"\(receiver)\" is still open",
              because: "the receiver rejected the resolve event",
              tryThis: "resolve it by hand"), status: .unreadable)
        }
      }
      print("Delivered to \(SafeText(receiver).string)")
    case .refused(let reason), .retry(_, let reason):
      throw CommandError(
        message: UserMessage("the receiver \"\(receiver)\" rejected the notification", because: reason),
        status: .unreadable)
    }
  }
}
