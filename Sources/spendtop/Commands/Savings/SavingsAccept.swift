import ArgumentParser
import SpendAnalytics
import SpendCore
import SpendDashboard
import SpendFormatting
import SpendStore

struct SavingsAccept: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept", abstract: "Store a saving with its amount, when the change is made.",
    discussion: "  spendtop savings accept 3f9c0a1b")

  @OptionGroup var global: GlobalOptions
  @Argument(help: "The key of the saving, as spendtop savings prints it.")
  var key: String
  @Option(parsing: .unconditionalSingleValue, help: "The filter with which it was found; repeatable.")
  var filter: [String] = []

  func run() throws {
    let context = try global.resolved()
    let input = try SavingsInput(context, filters: try filter.map(FilterText.parse))
    guard let found = SavingsAnalyzer.opportunities(input).first(where: { $0.key == key }) else {
      throw UserMessage(
        "there is no saving \"\(Shown.text(key))\"",
        because: "the traffic of the last 30 days has none of that key",
        tryThis: "spendtop savings")
    }
    let title = Shown.text(SavingsRecommendation(found).title)
    guard let saving = found.accepted(input) else {
      throw UserMessage(
        "cannot accept \"\(title)\"",
        because: found.missing
          ?? "its cost is not one of requests, so that no comparison of requests shows it")
    }
    let isNew = try context.reading { try SQLiteBillingWriter(path: context.databasePath).add(saving) }
    guard isNew else {
      throw UserMessage(
        "\"\(title)\" is accepted already", tryThis: "spendtop savings verify, or spendtop savings withdraw")
    }
    print(
      "accepted \(title): \(AmountText.amount(saving.perMonth)) in 30 days; spendtop savings verify compares")
  }
}
