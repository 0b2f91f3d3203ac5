import SpendAnalytics
import SpendCore
import SpendDashboard
import SpendFormatting
import SpendScreen
import SpendTestSupport
import Testing

/// What has no price is never shown as nothing.
@Suite struct UnpricedScreenTests {
  private static let records = SampleTraffic.records().map { record in
    var record = record
    record.cost = nil
    record.costStatus = .unpriced
    return record
  }

  private static let views: [[Key]] =
    "123456789".map { [Key.character($0)] } + [
      [.character("5"), .enter], [.character("6"), .tab], [.character("1"), .character("z")],
      GoldenScreenTests.typing("view features; pivot model"), [.character("2"), .enter],
    ]

  @Test("no screen shows $0 where nothing has a price", arguments: views)
  func nothingPriced(keys: [Key]) throws {
    for size in [ScreenSize(width: 80, height: 24), ScreenSize(width: 200, height: 50)] {
      let one = GoldenScreenTests.Case(
        name: "unpriced", size: size, keys: keys,
        change: { _, options in
          options.budgets = [
            Budget(name: "all", amount: 500.dollars, period: .calendar(.month)),
            Budget(
              name: "per-model", amount: 200.dollars, period: .rolling(seconds: 604_800), splitBy: .model),
          ]
        }, records: Self.records)
      // Where nothing was asked lately, nothing was spent lately.
      let text = try Screens.draw(one).plainText.replacing("BURN $0.00/h", with: "")
      #expect(!text.contains("$0.00") && !text.contains("$0 "), "\(text)")
    }
  }

  @Test("a chart without prices shows how much traffic there is")
  func chart() throws {
    for keys in [[Key.character("1")], [.character("2"), .enter]] {
      let one = GoldenScreenTests.Case(
        name: "unpriced", size: ScreenSize(width: 120, height: 36), keys: keys, records: Self.records)
      #expect(try Screens.draw(one).plainText.contains(" without a price. Press m for tokens"))
    }
  }

  @Test("a sum says what is not known of it wherever it stands")
  func signs() {
    let dozen = Money(nanodollars: 12_400_000_000)
    #expect(MoneyText.spend(dozen, isLowerBound: false) == "$12.40")
    #expect(MoneyText.spend(dozen, isLowerBound: true) == "≥$12.40")
    #expect(MoneyText.spend(dozen, isLowerBound: false, isEstimated: true) == "~$12.40")
    #expect(MoneyText.spend(dozen, isLowerBound: true, isEstimated: true) == "≥$12.40")
    #expect(MoneyText.spend(.zero, isLowerBound: true) == "unpriced")
    #expect(MoneyText.spend(.zero, isLowerBound: false) == "$0.00")
  }
}
