import ArgumentParser
import Foundation
import SpendAnalytics
import SpendAlerts
import SpendCore
import SpendFormatting
import SpendReports
import SpendSettings
import SpendText

struct BudgetList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Spend, burn rate, forecast and exhaustion of each budget.",
    discussion: "  spendtop budget list --format json")

  enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

  @OptionGroup var global: GlobalOptions
  @Option(parsing: .unconditional, help: "table or json.")
  var format = Format.table

  func run() throws {
    let context = try global.resolved()
    guard !context.settings.budgets.isEmpty else {
      if format == .json { print(BudgetReport([], zone: context.zone).json) }
      Reporter.say("no budgets configured; try: spendtop budget set all --amount 500")
      return
    }
    let report = BudgetReport(try statuses(context), zone: context.zone)
    let currency = context.settings.currency.map { ShownCurrency($0) }
    print(format == .json ? report.json : ShownCurrency.$current.withValue(currency) { report.table })
  }

  /// All budgets, split ones by their parts.
  func statuses(_ context: Context) throws -> [BudgetStatus] {
    let store = try context.store()
    let evaluator = BudgetEvaluator(
      source: store, zone: context.zone, billingDay: context.settings.billingDay)
    let now = context.now
    return try context.reading {
      try evaluator.statuses(of: context.settings.budgets, at: now)
    }
  }
}
