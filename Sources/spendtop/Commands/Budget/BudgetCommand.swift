import ArgumentParser
import Foundation
import SpendAnalytics
import SpendAlerts
import SpendCore
import SpendFormatting
import SpendReports
import SpendSettings

struct BudgetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "budget", abstract: "Show and edit budgets.",
    discussion: """
        spendtop budget list
        spendtop budget set prod-monthly --amount 12000 --filter environment=production
        spendtop budget remove prod-monthly
      """,
    subcommands: [BudgetList.self, BudgetSet.self, BudgetRemove.self], defaultSubcommand: BudgetList.self)
}
