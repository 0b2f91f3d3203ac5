import ArgumentParser
import Foundation
import SpendCore
import SpendFormatting
import SpendPricing
import SpendReports

struct PricesShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show the current price of a model and where it comes from.",
    discussion: """
        spendtop prices show openai/gpt-4o
        spendtop prices show claude-sonnet-4-5 --at 2025-12-01

      Exit 1 when the name has no price.
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var model: NamedModelOptions
  @Option(parsing: .unconditional, help: "Mark the price in effect at this time (default: now).")
  var at: String?

  func run() throws {
    let context = try global.resolved()
    let instant = try at.map { try context.time($0, option: "--at") } ?? context.now
    let match = try model.match(try context.catalog)
    print(PriceListing.text(match, at: instant))
  }
}
