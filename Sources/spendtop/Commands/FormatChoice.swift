import Foundation
import SpendCore
import SpendFormatting
import SpendLogFormats
import SpendIngest
import SpendSettings

/// Checks the name of a format before anything is read.
enum FormatChoice {
  static func check(_ name: String?, _ settings: Settings) throws {
    guard let name else { return }
    let known = FormatNames.all + settings.mappings.map(\.name)
    guard !known.contains(name) else { return }
    let nearest = EditDistance.nearest(to: name, among: known)
    throw UserMessage(
      "there is no format \"\(name)\"", because: nearest.map { "did you mean \"\($0)\"?" },
      tryThis: "spendtop formats list")
  }
}
