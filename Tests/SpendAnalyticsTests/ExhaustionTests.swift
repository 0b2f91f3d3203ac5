import SpendAnalytics
import SpendCore
import SpendTestSupport
import Testing

@Suite struct ExhaustionTests {
  /// Dollars of a minute, so many minutes ago.
  private func recent(_ minutes: (Int) -> Double) -> RecentSpend {
    RecentSpend { seconds in
      Money(nanodollars: Int64((0..<Int(seconds / 60)).reduce(0) { $0 + minutes($1) } * 1e9))
    }
  }

  struct Case: CustomTestStringConvertible {
    var name: String
    /// Dollars of a minute, so many minutes ago.
    var spend: @Sendable (Int) -> Double
    /// Minutes to the exhaustion of $60.
    var least: Double
    var most: Double

    var testDescription: String { name }

    /// $100 a minute for some minutes.
    private static func flood(_ name: String, _ minutes: Range<Int>, _ least: Double, _ most: Double) -> Case
    {
      Case(name: name, spend: { minutes.contains($0) ? 100 : 1 }, least: least, most: most)
    }

    private static func request(minutesAgo: Int) -> Case {
      Case(
        name: "one request of $30 \(minutesAgo) minutes ago", spend: { $0 == minutesAgo ? 30 : 1 }, least: 38,
        most: 60)
    }

    static let all: [Case] = [
      Case(name: "steady", spend: { _ in 1 }, least: 60, most: 60),
      flood("a flood of two minutes", 0..<2, 2.2, 2.4), flood("of three", 0..<3, 1.1, 1.2),
      flood("of five", 0..<5, 0.6, 0.6), flood("of ten", 0..<10, 0.6, 0.6), request(minutesAgo: 0),
      request(minutesAgo: 2), flood("a flood that is over is in the mean of the hour", 10..<40, 1.1, 1.2),
      Case(name: "a request in twenty minutes", spend: { $0 % 20 == 7 ? 20 : 0 }, least: 60, most: 60),
    ]
  }

  @Test("a flood is seen within minutes, and one expensive request is none", arguments: Case.all)
  func minutes(_ one: Case) throws {
    let exhaustion = try #require(Exhaustion(remaining: 60.dollars, recent: recent(one.spend)))
    let minutes = exhaustion.likely / 60
    #expect(minutes >= one.least - 0.06 && minutes <= one.most + 0.06, "\(minutes)")
    #expect(exhaustion.earliest <= exhaustion.likely)
    #expect(exhaustion.latest.map { $0 >= exhaustion.likely } ?? true)
  }

  @Test("without spend there is no end, and nothing overflows")
  func edges() throws {
    #expect(Exhaustion(remaining: 1.dollars, recent: RecentSpend()) == nil)
    let huge = RecentSpend { _ in Money(nanodollars: .max / 2) }
    let exhaustion = try #require(Exhaustion(remaining: Money(nanodollars: .max), recent: huge))
    #expect(exhaustion.likely.isFinite && exhaustion.earliest >= 0)
    #expect(try #require(Exhaustion(remaining: Money(nanodollars: -1), recent: huge)).likely == 0)
  }
}
