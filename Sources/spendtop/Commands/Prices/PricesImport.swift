import ArgumentParser
import Foundation
import SpendCore
import SpendFormatting
import SpendPricing
import SpendReports

struct PricesImport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Import prices from a file.",
    discussion: """
        spendtop prices import model_prices_and_context_window.json --dry-run
        spendtop prices import ours.tsv --from tsv

      Periods are added and closed, none is deleted, and what is booked stays booked (prices reprice).
      Reads LiteLLM's map, models.dev's api.json, data.json and data.py of genai-prices, OpenRouter's list
      of models, and tables with a heading:
      provider, model, from, to, input, output, cache_read, cache_write_5m, cache_write_1h, batch_input,
      long_over, long_input, web_search, request, currency, usd_rate, note … in USD per million tokens.
      A file with a mistake changes nothing.
      """)

  @OptionGroup var global: GlobalOptions
  @Argument(help: "File.")
  var file: String
  @OptionGroup var options: PriceImportOptions

  func run() throws {
    let context = try global.resolved()
    guard let bytes = FileManager.default.contents(atPath: file) else {
      throw CommandError(
        message: UserMessage(
          "cannot read \"\(file)\"", because: "file not found or not readable"),
        status: .unreadable)
    }
    try options.take([UInt8](bytes), named: file, layout: options.from?.format, context)
  }
}
