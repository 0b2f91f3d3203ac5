import Foundation
import SpendAnalytics
import SpendCore
import SpendPricing
import SpendSettings
import SpendStore

extension Context {
  /// The price book: what is inside the program, below imported prices, below those of the
  /// configuration.
  ///
  /// Throws `CommandError` when the imported prices can not be read.
  var catalog: PriceCatalog {
    get throws {
      try listedPrices.adding(settings.prices)
        .covering(settings.plans.map(\.coverage) + settings.gpus.map(\.coverage))
    }
  }

  /// The price book without the configuration's own prices.
  var listedPrices: PriceCatalog {
    get throws {
      let path = importedPricesPath
      guard FileManager.default.fileExists(atPath: path) else { return .builtin }
      guard let text = FileManager.default.contents(atPath: path) else {
        throw CommandError(
          message: UserMessage(
            "cannot read the imported prices \"\(path)\"", because: "permission denied or not a file"),
          status: .unreadable)
      }
      do {
        return try PriceCatalog.builtin.importing([UInt8](text), name: path)
      } catch let message as UserMessage {
        throw CommandError(message: message, status: .unreadable)
      }
    }
  }

  /// The file of imported prices, beside the database whose events refer to it.
  var importedPricesPath: String { companions.prices }
}
