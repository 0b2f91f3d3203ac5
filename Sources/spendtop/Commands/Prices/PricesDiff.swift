import ArgumentParser
import SpendCore
import SpendFormatting
import SpendPricing
import SpendReports
import SpendStore

struct PricesDiff: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Compare logged costs, recorded costs and current prices.",
    discussion: """
        spendtop prices diff --since month

      A difference counts when it is more than a hundredth and more than a millionth of a dollar.
      Exit 1 when what is booked differs from the book of now.
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var range: TimeRangeOptions
  @Flag(help: "Print one line of JSON.")
  var json = false

  func run() throws {
    let context = try global.resolved()
    let window = try range.window(context)
    let comparison = try context.reading {
      try CostComparison(try context.store(), window, try context.catalog)
    }
    let output = LineOutput()
    if json {
      output.write(comparison.json)
    } else {
      comparison.forEachLine { output.write($0) }
    }
    output.flush()
    if comparison.differs { throw ExitStatus.difference }
  }
}
