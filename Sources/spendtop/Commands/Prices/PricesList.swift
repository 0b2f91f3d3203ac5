import ArgumentParser
import Foundation
import SpendCore
import SpendPricing

struct PricesList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Prices in USD per million tokens.",
    discussion: "  spendtop prices list --provider anthropic")

  @OptionGroup var global: GlobalOptions
  @Option(help: "Only this provider.")
  var provider: String?
  @Option(help: "Only models whose name contains this text.")
  var model: String?

  func run() throws {
    let catalog = try global.resolved().listedPrices
    let output = LineOutput()
    output.write(
      "provider\tmodel\tfrom\tto\tinput\toutput\tcache_read\tcache_write_5m\tcache_write_1h\tsource\tdate")
    for row in catalog.rows {
      if let provider, row.provider != provider.lowercased() { continue }
      if let model, !row.model.lowercased().contains(model.lowercased()) { continue }
      func day(_ instant: Instant?) -> String { instant.map { String($0.rfc3339.prefix(10)) } ?? "" }
      func price(_ price: UnitPrice?) -> String { price?.usdPerMillion ?? "" }
      let prices = row.standard
      output.write(
        [
          row.provider, row.model, day(row.from), day(row.to), price(prices.input), price(prices.output),
          price(prices.cacheRead), price(prices.cacheWrite5m), price(prices.cacheWrite1h), row.source,
          row.date,
        ].joined(separator: "\t"))
    }
    output.flush()
  }
}
