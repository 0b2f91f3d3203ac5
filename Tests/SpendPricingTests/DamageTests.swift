import SpendCore
import Testing

@testable import SpendPricing

/// A book that was edited badly says so; what can be read of it is used.
@Suite struct DamageTests {
  private static let good = "1\tacme\tanvil-1\t\t\t\t\tin=1 out=2\tsingle\ta list\t2026-11-20\t"

  @Test(
    "rows that can not be read",
    arguments: [
      "x\tacme\tanvil-2\t\t\t\t\tin=1 out=2", "2\tacme\tanvil-2", "2\tacme\tanvil-2\t\t2026-13-01\t\t\tin=1",
      "2\tacme\tanvil-2\t\t\t2026-02-30\t\tin=1", "2\tacme\tanvil-2\t\t\t\t25:00-26:00\tin=1",
      "2\tacme\tanvil-2\t\t\t\t\tin=cheap", "2\tacme\tanvil-2\t\t\t\t\tprice=1",
      "2\tacme\tanvil-2\t\t\t\t\tin",
      "2\tacme\tanvil-2\t\t\t\t\tin=1e30", "1\tacme\tanvil-2\t\t\t\t\tin=1",
    ])
  func damage(line: String) {
    let book = PriceBook(Array("# a book\n\(Self.good)\n\(line)\n".utf8))
    #expect(book.damages.count == 1)
    #expect(book.rows(provider: "acme", name: "anvil-1")?.rows.count == 1)
  }

  @Test("the book inside the program is whole")
  func builtin() {
    #expect(PriceCatalog.builtin.damages.isEmpty)
  }
}
