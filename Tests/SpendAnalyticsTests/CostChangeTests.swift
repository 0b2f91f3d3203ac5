import SpendAnalytics
import SpendCore
import SpendTestSupport
import Testing

@Suite struct CostChangeTests {
  private func sums(requests: Int64, tokens: Int64, nanodollars: Int64, unpriced: Int64 = 0) -> SpendSums {
    var sums = SpendSums()
    sums.requests = requests
    sums.input = tokens
    sums.cost = Money(nanodollars: nanodollars)
    sums.unpricedRequests = unpriced
    return sums
  }

  private func parts(_ change: CostChange) -> [Int64] {
    [change.volume, change.tokensPerRequest, change.price, change.mix].map(\.nanodollars)
  }

  @Test("each cause alone is found alone")
  func single() {
    let before = sums(requests: 10, tokens: 1_000, nanodollars: 2_000)
    func change(_ after: SpendSums) -> [Int64] { parts(CostChange(models: [(before, after)])) }
    #expect(change(sums(requests: 20, tokens: 2_000, nanodollars: 4_000)) == [2_000, 0, 0, 0])
    #expect(change(sums(requests: 10, tokens: 1_500, nanodollars: 3_000)) == [0, 1_000, 0, 0])
    #expect(change(sums(requests: 10, tokens: 1_000, nanodollars: 1_000)) == [0, 0, -1_000, 0])
    #expect(change(before) == [0, 0, 0, 0])
  }

  @Test("requests that move to a more expensive model are mix")
  func mix() {
    // $1 and $10 a request: five of ten requests move, which costs 45 more.
    let cheap = (
      before: sums(requests: 10, tokens: 100, nanodollars: 10),
      after: sums(requests: 5, tokens: 50, nanodollars: 5)
    )
    let dear = (
      before: sums(requests: 10, tokens: 100, nanodollars: 100),
      after: sums(requests: 15, tokens: 150, nanodollars: 150)
    )
    #expect(parts(CostChange(models: [cheap, dear])) == [0, 0, 0, 45])
  }

  @Test("a new row is volume, a new model of a known row is mix, a row that ended is volume")
  func appearance() {
    let none = SpendSums()
    let some = sums(requests: 4, tokens: 40, nanodollars: 80)
    #expect(parts(CostChange(models: [(none, some)])) == [80, 0, 0, 0])
    #expect(parts(CostChange(models: [(some, none)])) == [-80, 0, 0, 0])
    // Eight requests instead of four at 20 each are 80 more; the new model costs 5 a request, not 20.
    let new = sums(requests: 4, tokens: 40, nanodollars: 20)
    #expect(parts(CostChange(models: [(some, some), (none, new)])) == [80, 0, 0, -60])
  }

  @Test("unpriced requests change nothing, and requests without tokens have no token part")
  func gaps() {
    let before = sums(requests: 10, tokens: 100, nanodollars: 100)
    var after = sums(requests: 20, tokens: 100, nanodollars: 100, unpriced: 10)
    #expect(parts(CostChange(models: [(before, after)])) == [0, 0, 0, 0])
    after.unpricedTokens = 40
    #expect(parts(CostChange(models: [(before, after)])) == [0, -40, 40, 0])
    let images = sums(requests: 2, tokens: 0, nanodollars: 80)
    let dearer = sums(requests: 2, tokens: 0, nanodollars: 90)
    #expect(parts(CostChange(models: [(images, dearer)])) == [0, 0, 10, 0])
  }

  @Test(
    "the parts add up to the difference to the nanodollar, for any histories", arguments: [UInt64](1...40))
  func exact(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    func rows() -> [SpendRow] {
      (0..<Int.random(in: 0...30, using: &random)).map { _ in
        let requests = Int64.random(in: 0...1_000_000, using: &random)
        return SpendRow(
          keys: [
            "f\(Int.random(in: 0...4, using: &random))", "p", "m\(Int.random(in: 0...3, using: &random))",
          ],
          sums: sums(
            requests: requests, tokens: Int64.random(in: 0...9_000_000_000, using: &random),
            nanodollars: Int64.random(in: -1_000...90_000_000_000_000, using: &random),
            unpriced: Int64.random(in: 0...requests, using: &random)))
      }
    }
    let (before, after) = (rows(), rows())
    let comparison = SpendComparison(before: before, after: after, dimensions: 1)
    for row in comparison.rows {
      #expect(row.change.total == row.after.cost - row.before.cost, "seed \(seed)")
    }
    #expect(comparison.change.total == comparison.after.cost - comparison.before.cost, "seed \(seed)")
    let cost = after.reduce(Money.zero) { $0 + $1.sums.cost }
    #expect(comparison.after.cost == cost, "seed \(seed)")
    // The order of the rows does not matter.
    let other = SpendComparison(
      before: before.reversed(), after: after.shuffled(using: &random), dimensions: 1)
    #expect(other.rows.map(\.keys) == comparison.rows.map(\.keys), "seed \(seed)")
    #expect(other.change == comparison.change, "seed \(seed)")
  }

  @Test("costs per unit are exact, and absent where there is no unit")
  func units() {
    var sums = sums(requests: 8, tokens: 3_000_000, nanodollars: 12_000_000_000)
    sums.errors = 2
    var sessions = OwnerCosts.Owners()
    sessions.count = 3
    sessions.cost = sums.cost
    let units = UnitCosts(sums, sessions: sessions, customers: OwnerCosts.Owners())
    #expect(units.perRequest?.nanodollars == 1_500_000_000)
    #expect(units.perThousandRequests?.nanodollars == 1_500_000_000_000)
    #expect(units.perMillionTokens?.nanodollars == 4_000_000_000)
    #expect(units.perSuccessfulRequest?.nanodollars == 2_000_000_000)
    #expect(units.perSession?.nanodollars == 4_000_000_000)
    #expect(units.perCustomer == nil)
    sums.unpricedRequests = 1
    #expect(UnitCosts(sums).perSuccessfulRequest == nil)
    #expect(UnitCosts(SpendSums()).perRequest == nil)
    #expect(UnitCosts.divided(Money(nanodollars: -5), by: 2)?.nanodollars == -3)
  }
}
