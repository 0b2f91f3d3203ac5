import ArgumentParser
import Foundation
import SpendAnalytics
import SpendAlerts
import SpendCore
import SpendFormatting
import SpendReports
import SpendSettings
import SpendText

struct BudgetRemove: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove a budget from the configuration.",
    discussion: "  spendtop budget remove search")

  @OptionGroup var global: GlobalOptions
  @Argument(help: "Name.")
  var name: String

  func run() throws {
    let context = try global.resolved()
    guard context.settings.budgets.contains(where: { $0.name == name }) else {
      throw context.noBudget(name)
    }
    try ConfigurationText(path: context.configurationPath).edit { try $0.remove("budget", named: name) }
    print("removed the budget \(SafeText(name).string) from \(context.configurationPath)")
  }
}

extension Context {
  func noBudget(_ name: String) -> UserMessage {
    let known = settings.budgets.map(\.name)
    let nearest = EditDistance.nearest(to: name, among: known)
    return UserMessage(
      "there is no budget \"\(name)\"", because: nearest.map { "did you mean \"\($0)\"?" },
      tryThis: known.isEmpty ? "spendtop budget set \(name) --amount 500" : known.joined(separator: ", "))
  }
}
