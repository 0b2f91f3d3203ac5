import Foundation
import SpendAnalytics
import SpendCore
import SpendFormatting
import Testing

@testable import SpendSettings

/// A file of revenue is read as it was meant, or not at all.
@Suite struct RevenueFileTests {
  private func revenues(_ text: String, currency: DisplayCurrency? = nil) throws -> [Revenue] {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).csv").path
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try RevenueFile.revenues(path: path, currency: currency)
  }

  @Test(
    "a file that can be meant in two ways is an error with its line",
    arguments: [
      // The comma of the thousands would leave $1.
      ("customer,revenue\nacme,1,200.50\n", "line 2: 3 fields in a table of 2 columns"),
      ("customer,revenue\nglobex,5\nacme\n", "line 3: 1 fields in a table of 2 columns"),
      ("customer,revenue\nacme,\"1,200.50\"\n", "line 2: \"1,200.50\" is not an amount"),
      ("customer,revenue\nacme,nan\n", "line 2: \"nan\" is not an amount"),
      ("customer,revenue\n,5\n", "line 2: the customer is empty"),
      ("customer,customer,revenue\na,b,5\n", "line 1: two columns are named \"customer\""),
      ("customer,revenue,revenue_usd\nacme,5,6\n", "line 1: revenue and revenue_usd are both amounts"),
      (
        "customer,feature,revenue\nacme,x,5\n", "line 1: the columns must be customer or feature, and revenue"
      ),
      ("customer,revenue\n", "it has no rows"),
      ("customer,revenue,month\nacme,5,2026-13\n", "line 2: \"2026-13\" is not a month"),
      (
        "customer,revenue,currency\nacme,5,EUR\nglobex,5,GBP\n",
        "line 3: there is no rate for GBP: only US dollars and the [currency] of the configuration are converted"
      ),
    ])
  func refused(text: String, reason: String) throws {
    let euro = DisplayCurrency(code: "EUR", perDollar: 500_000)
    let error = try #require(throws: UserMessage.self) { _ = try revenues(text, currency: euro) }
    #expect(error.because == reason)
  }

  @Test("rows of one name are kept, negative ones are credit notes")
  func rows() throws {
    let read = try revenues("customer;revenue\r\nacme;5\r\n\r\nacme;-1.5\r\n")
    #expect(read.map(\.value) == ["acme", "acme"])
    #expect(read.map(\.amount.nanodollars) == [5_000_000_000, -1_500_000_000])
  }
}
