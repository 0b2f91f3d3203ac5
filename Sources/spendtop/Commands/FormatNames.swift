import Foundation
import SpendCore
import SpendFormatting
import SpendLogFormats
import SpendIngest
import SpendSettings

enum FormatNames {
  static var all: [String] { FormatRegistry.all.map { "\($0.name)" } }
}
