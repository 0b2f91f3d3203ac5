import ArgumentParser
import Foundation
import SpendCore
import SpendFormatting
import SpendPricing

/// The word of a layout on the command line.
struct PriceLayout: ExpressibleByArgument {
  static let allValueStrings = PriceFileFormat.allCases.map(\.rawValue)

  var format: PriceFileFormat

  init?(argument: String) {
    guard let format = PriceFileFormat(rawValue: argument) else { return nil }
    self.format = format
  }
}
