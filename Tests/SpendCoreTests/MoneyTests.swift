import SpendCore
import Testing

@Suite("Amounts as people type them") struct MoneyTests {
  @Test(
    "an amount may have a dollar sign, with the sign of the number before it",
    arguments: [
      ("5", 5_000_000_000), ("$5", 5_000_000_000), ("$12.50", 12_500_000_000), ("-$3", -3_000_000_000),
      ("+$3", 3_000_000_000), ("-0.25", -250_000_000), ("$.5", 500_000_000), ("$0.0000000015", 2),
      ("$1e-3", 1_000_000),
    ] as [(String, Int64)])
  func amounts(text: String, nanodollars: Int64) {
    #expect(Money(dollars: text) == Money(nanodollars: nanodollars))
  }

  @Test(
    "any other text is no amount",
    arguments: [
      "", "$", "-$", "$-5", "$+5", "--$5", "-$-5", "$$5", "5$", "$ 5", " $5", "$5 ", "$1,234.50", "1,5", "€5",
      "five",
      "$99999999999",
    ])
  func others(text: String) {
    #expect(Money(dollars: text) == nil)
  }
}
