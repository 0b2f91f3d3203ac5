import SpendCore
import Testing

@testable import SpendAnalytics

@Suite("Planned costs") struct PlannedCostTests {
  /// Nanodollars of a request, with the digits that shares add.
  private static let nanodollar: Int128 = 1_000_000_000_000

  @Test(
    "a year is rounded once, half up, after its growth is compounded",
    arguments: [
      // 365 twelfths of the sum of 11^0 … 11^11.
      (1, 10_000_000, 9_546_052_979_190),
      // $50 a day: 24,207.29658317267….
      (50_000_000_000, 50_000, 24_207_296_583_173),
      // Nothing after the first month.
      (1, -1_000_000, 30), (3, 100_000, 1_951),
      (2, 0, 730), (50_000_000_000, 0, 18_250_000_000_000),
    ] as [(Int128, Int64, Int64)])
  func year(perDay: Int128, growth: Int64, expected: Int64) {
    let cost = PlannedCost(
      perRequest: perDay * Self.nanodollar, dailyMillionths: 1_000_000, growth: Share(millionths: growth))
    #expect(cost.perYear == Money(nanodollars: expected))
  }

  @Test("a half is rounded up, and less is not")
  func halves() {
    let half = PlannedCost(
      perRequest: Self.nanodollar / 2, dailyMillionths: 1_000_000, growth: .none)
    #expect(half.perRequest == Money(nanodollars: 1) && half.perDay == Money(nanodollars: 1))
    #expect(half.perMonth == Money(nanodollars: 15) && half.perYear == Money(nanodollars: 183))
    let less = PlannedCost(perRequest: Self.nanodollar / 2 - 1, dailyMillionths: 1_000_000, growth: .none)
    #expect(less.perRequest == .zero && less.perMonth == Money(nanodollars: 15))
    #expect(less.perYear == Money(nanodollars: 182))
  }

  @Test("amounts beyond the range stay at its end, also where they grow tenfold a month")
  func overflow() {
    let cost = PlannedCost(
      perRequest: Int128.max / 4, dailyMillionths: 10_000_000_000_000_000,
      growth: Share(millionths: 10_000_000))
    #expect(
      [cost.perRequest, cost.perDay, cost.perMonth, cost.perYear].allSatisfy { $0.nanodollars == .max })
    #expect(cost.isBeyondRange)
    #expect(
      !PlannedCost(perRequest: Self.nanodollar, dailyMillionths: 1_000_000, growth: .none).isBeyondRange)
  }

  @Test("a fraction of a request a day costs its fraction")
  func fraction() {
    for (millionths, month) in [
      (400_000, 30_120_000_000), (1_333_333, 100_399_974_900), (13_333_330, 1_003_999_749_000),
    ] as [(Int64, Int64)] {
      let cost = PlannedCost(
        perRequest: 2_510_000_000 * 1_000_000_000_000, dailyMillionths: millionths, growth: .none)
      #expect(cost.perMonth.nanodollars == month)
    }
  }

  @Test("hosting is rounded once from its month")
  func hosted() {
    let hosting = SelfHosting(
      model: "m", gpus: 1, gpu: "A100", perGPUHour: .zero, tokensPerSecond: 1_000,
      utilisation: Share(millionths: 500_000), overheadPerMonth: Money(nanodollars: 1_000_000_000_000))
    let workload = Workload(requestsPerDay: 7, promptTokens: 500, outputTokens: 300...300)
    let cost = HostedCost(workload, on: hosting)
    #expect(cost.perDay == Money(nanodollars: 33_333_333_333))
    #expect(cost.perRequest == Money(nanodollars: 4_761_904_762))
    #expect(cost.perYear == Money(nanodollars: 12_166_666_666_667))
  }
}
