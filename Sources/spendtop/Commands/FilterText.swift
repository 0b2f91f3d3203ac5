import Foundation
import SpendAnalytics
import SpendCore
import SpendReports
import SpendSettings
import SpendStore

/// `key=value`, `key!=value`, `key~regex`, `key=~regex`, `key!~regex`, `tags*=word`.
enum FilterText {
  static func parse(_ text: String) throws -> DimensionFilter {
    let mark = text.firstIndex { "=!~*".contains($0) } ?? text.endIndex
    do {
      if let test = try DimensionFilter.Test(text: text[mark...]) {
        return DimensionFilter(try ReportCommand.dimension(String(text[..<mark])), test)
      }
    } catch let error as DimensionFilter.Test.NotAPattern {
      throw UserMessage(
        "cannot read the filter \"\(text)\"",
        because: "\"\(error.pattern)\" is not a regular expression: \(error.reason.message)",
        tryThis: "--filter 'model~^gpt-4'")
    }
    throw UserMessage(
      "cannot read the filter \"\(text)\"", because: "expected key=value, key!=value or key~regex",
      tryThis: "--filter feature=search")
  }
}
