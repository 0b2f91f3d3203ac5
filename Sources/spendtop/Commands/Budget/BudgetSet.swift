import ArgumentParser
import Foundation
import SpendAnalytics
import SpendAlerts
import SpendCore
import SpendFormatting
import SpendReports
import SpendSettings
import SpendText

struct BudgetSet: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Add or change a budget in the configuration (comments are kept).",
    discussion: "  spendtop budget set search --amount 300 --period 'rolling 30d' --filter feature=search")

  @OptionGroup var global: GlobalOptions
  @Argument(help: "Name.")
  var name: String
  @Option(parsing: .unconditional, help: "Amount in US dollars.")
  var amount: String?
  @Option(parsing: .unconditional, help: "hour, day, week, month, billing or \"rolling 30d\".")
  var period: String?
  @Option(parsing: .unconditionalSingleValue, help: "key=value, key!=value or key~regex; repeatable.")
  var filter: [String] = []
  @Option(parsing: .unconditional, help: "Warning threshold as a share of the amount: 0.8 or 80%.")
  var warn: String?
  @Option(parsing: .unconditional, help: "Critical threshold as a share of the amount: 1 or 100%.")
  var critical: String?
  @Option(parsing: .unconditional, help: "Apply the amount to each value of this dimension.")
  var splitBy: String?

  func run() throws {
    let context = try global.resolved()
    var values: [(key: String, value: String)] = []
    if let amount {
      guard let dollars = FixedPoint.parse(amount.utf8, places: 9) else {
        throw UserMessage("cannot read the number \"\(amount)\" of --amount", tryThis: "--amount 500")
      }
      guard dollars > 0 else {
        throw UserMessage(
          "--amount cannot be \"\(amount)\"", because: "it must be above 0", tryThis: "--amount 500")
      }
      values.append(("amount", "\"\(amount)\""))
    }
    func add(_ key: String, level text: String?, _ example: String) throws {
      guard let text else { return }
      let advice = "--\(key) \(example)"
      guard let level = Budget.level(text) else {
        throw UserMessage("cannot read the share \"\(text)\" of --\(key)", tryThis: advice)
      }
      guard level > 0, level <= Budget.highestLevel else {
        throw UserMessage(
          "--\(key) cannot be \"\(text)\"", because: "it is a share of the amount: 0.8 or 80%",
          tryThis: advice)
      }
      values.append((key, "\"\(text)\""))
    }
    if let period { values.append(("period", TOMLText.string(period))) }
    if !filter.isEmpty {
      let members = try filter.map(FilterText.parse).map { filter -> String in
        // In a table the plain value is the test for it.
        let text = if case .equals(let value) = filter.test { value } else { filter.test.text }
        return "\(filter.dimension.rawValue) = \(TOMLText.string(text))"
      }
      values.append(("filter", "{ \(members.joined(separator: ", ")) }"))
    }
    try add("warn", level: warn, "0.8")
    try add("critical", level: critical, "1")
    if let splitBy {
      values.append(("split_by", TOMLText.string(try ReportCommand.dimension(splitBy).rawValue)))
    }

    let file = ConfigurationText(path: context.configurationPath)
    let exists = context.settings.budgets.contains { $0.name == name }
    try file.edit { lines in
      if exists { return try lines.set(values, in: "budget", named: name) }
      guard amount != nil else {
        throw UserMessage("a new budget needs an amount", tryThis: "spendtop budget set \(name) --amount 500")
      }
      lines.append([("name", TOMLText.string(name))] + values, as: "budget")
    }
    print(
      "\(exists ? "changed" : "added") the budget \(SafeText(name).string) in \(context.configurationPath)")
  }
}
