import ArgumentParser
import Foundation
import SpendAlerts
import SpendCore
import SpendReports

struct AlertsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "alerts", abstract: "List, acknowledge and silence alerts.",
    discussion: """
        spendtop alerts list
        spendtop alerts ack 3f9c0a1be2d4a566
        spendtop alerts silence budget=prod-monthly 2h --comment "migration"
        spendtop alerts test oncall
      """,
    subcommands: [AlertsList.self, AlertsAck.self, AlertsSilence.self, AlertsHistory.self, AlertsTest.self],
    defaultSubcommand: AlertsList.self)
}
