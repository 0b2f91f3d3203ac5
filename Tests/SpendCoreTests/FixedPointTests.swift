import SpendCore
import Testing

@Suite struct FixedPointTests {
  @Test(
    "decimal dollars become exact nanodollars",
    arguments: [
      ("0", 0), ("1", 1_000_000_000), ("-1.5", -1_500_000_000), ("0.0009044999999999999", 904_500),
      ("1.2500000000000001e-06", 1_250), ("5.93e-05", 59_300), ("0.0000000005", 0), ("0.0000000015", 2),
      ("0.00000000051", 1), ("9223372036.854775807", Int64.max), ("+2", 2_000_000_000),
      ("1E2", 100_000_000_000),
      (".5", 500_000_000), ("3.", 3_000_000_000), ("0e99999", 0), ("1e-400", 0),
    ])
  func decimalDollars(text: String, nanodollars: Int64) {
    #expect(Money(decimal: text) == Money(nanodollars: nanodollars))
  }

  @Test(
    "what is not a plain decimal number is refused",
    arguments: [
      "", "-", ".", "e5", "1e", "1e+", "NaN", "inf", "1,000", " 1", "0x10", "1.2.3", "9223372037", "1e300",
      String(repeating: "1", count: 65),
    ])
  func refused(text: String) {
    #expect(Money(decimal: text) == nil)
  }

  @Test("every amount survives a round trip through text")
  func roundTrip() {
    var state: UInt64 = 42
    for _ in 0..<10_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let money = Money(nanodollars: Int64(bitPattern: state) >> Int64(state % 60))
      #expect(Money(decimal: money.decimalString) == money)
      #expect(Money(decimal: money.decimalString(places: 12)) == money)
    }
  }

  @Test("list prices are whole picodollars a token")
  func listPrices() {
    #expect(UnitPrice(usdPerMillion: "0.003625")?.picodollars == 3_625)
    #expect(UnitPrice(usdPerMillion: "600")?.picodollars == 600_000_000)
    #expect(UnitPrice(usdPerUnit: "0.01")?.picodollars == 10_000_000_000)
    #expect(UnitPrice(picodollars: 75_000).usdPerMillion == "0.075")
  }

  @Test("sums stay at the end of the range instead of trapping")
  func saturates() {
    #expect(Money(nanodollars: .max) + Money(nanodollars: 1) == Money(nanodollars: .max))
    #expect(Money(nanodollars: .min) - Money(nanodollars: 1) == Money(nanodollars: .min))
  }
}
