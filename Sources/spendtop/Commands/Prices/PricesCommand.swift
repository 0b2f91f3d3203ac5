import ArgumentParser
import Foundation
import SpendCore
import SpendPricing

struct PricesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prices", abstract: "Show, explain, import and update prices.",
    subcommands: [
      PricesList.self, PricesShow.self, PricesHistory.self, PricesExplain.self, PricesImport.self,
      PricesUpdate.self,
      PricesReprice.self, PricesDiff.self,
    ])
}
