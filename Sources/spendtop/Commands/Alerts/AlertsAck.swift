import ArgumentParser
import Foundation
import SpendAlerts
import SpendCore
import SpendDelivery
import SpendFormatting
import SpendReports
import SpendSettings
import SpendText

struct AlertsAck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ack", abstract: "Acknowledge an alert (re-notifies only if it worsens).",
    discussion: "  spendtop alerts ack 3f9c0a1be2d4a566 --for 2h")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var control: ControlOptions
  @Argument(help: "Alert key or unique prefix.")
  var key: String
  @Option(name: .customLong("for"), parsing: .unconditional, help: "Duration.")
  var duration = "8h"

  func run() throws {
    let context = try global.resolved()
    let seconds = try CheckOptions.seconds(duration)
    let book = try AlertStateStore(context.companions)
    let now = context.now
    let snapshot = try book.snapshot(context.settings, at: now)
    let found = snapshot.alerts.filter {
      $0.stage != .pending && $0.key.fingerprint.hasPrefix(key.lowercased())
    }
    guard let alert = found.first, found.count == 1, !key.isEmpty else {
      throw UserMessage(
        "there is no alert \"\(key)\"",
        because: found.count > 1 ? "\(found.count) keys begin so" : "nothing of that key fires",
        tryThis: "spendtop alerts list")
    }
    try book.change(at: now) {
      $0.acknowledgements.removeAll { $0.key == alert.key }
      $0.acknowledgements.append(
        Acknowledgement(key: alert.key, by: control.name, at: now, until: now.adding(seconds: seconds)))
    }
    try book.notifyPagerDuty(of: alert, context.settings, at: now)
    print("taken by \(SafeText(control.name).string) for \(duration): \(SafeText(alert.name).string)")
  }
}
