import ArgumentParser
import SpendCore
import SpendFormatting
import SpendPricing
import SpendReports

struct PricesHistory: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "Show price history for a model.",
    discussion: """
        spendtop prices history gpt-5.6-sol
        spendtop prices history xai/grok-4-latest --json

      One line for each period and hours, the oldest first, in USD per million tokens; `change` compares the
      price of the prompt with the period before. Exit 1 when the name has no price.
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var model: NamedModelOptions
  @Flag(help: "Print one line of JSON.")
  var json = false

  func run() throws {
    let context = try global.resolved()
    let match = try model.match(try context.catalog)
    let lines = PriceHistory.lines(match)
    guard !json else {
      print("{\"schema\":1,\"rows\":[\(lines.map(\.json).joined(separator: ","))]}")
      return
    }
    let output = LineOutput()
    output.write(PriceHistory.columns.joined(separator: "\t"))
    for line in lines { output.write(line.cells.map { Shown.text($0 ?? "") }.joined(separator: "\t")) }
    output.flush()
  }
}
