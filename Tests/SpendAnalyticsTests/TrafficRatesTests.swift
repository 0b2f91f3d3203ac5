import SpendCore
import SpendTestSupport
import Testing

@testable import SpendAnalytics

@Suite("Traffic rates and limits") struct TrafficRatesTests {
  private func record(_ second: Int64, latency: Int32? = nil, output: Int32 = 10) -> EventRecord {
    var record = EventRecord(
      time: Instant(seconds: 600 + second), labels: LabelSet(),
      tokens: TokenCounts(input: 90, output: output),
      cost: nil, costStatus: .unpriced, outcome: .ok)
    record.latencyMilliseconds = latency
    return record
  }

  @Test("requests count in the minute they begin in, concurrency in each minute they run in")
  func minutes() {
    var rates = TrafficRates(TimeWindow(start: Instant(seconds: 600), end: Instant(seconds: 780)))
    for one in [record(0), record(59, latency: 91_000), record(60, latency: 30_000), record(200)] {
      rates.add(one)
    }
    #expect(rates.requests == [2, 1, 0])
    #expect(rates.tokens == [200, 100, 0])
    #expect(rates.output == [20, 10, 0])
    // One second of the first minute; a whole one and a half of the second; half of the third.
    #expect(rates.concurrency.map { ($0 * 60).rounded() } == [1, 90, 30])
  }

  @Test("the window is of whole minutes before now")
  func window() {
    let window = TrafficRates.window(minutes: 60, before: Instant(seconds: 4_259))
    #expect(window.start == Instant(seconds: 600) && window.end == Instant(seconds: 4_200))
  }

  @Test("quantiles are values of minutes, and a limit is held against the busiest one")
  func limits() {
    #expect(TrafficRates.quantile([4, 1, 3, 2], 0.5) == 2)
    #expect(TrafficRates.quantile([4, 1, 3, 2], 0.95) == 4)
    #expect(TrafficRates.quantile([], 1) == 0)
    var rates = TrafficRates(TimeWindow(start: Instant(seconds: 600), end: Instant(seconds: 720)))
    for second in [0, 1, 2, 70] as [Int64] { rates.add(record(second)) }
    let limit = RateLimit(name: "l", filters: [], requestsPerMinute: 4, tokensPerMinute: 1_000)
    #expect(limit.uses(rates).map(\.share) == [0.75, 0.3])
    #expect(limit.uses(rates).map(\.peak) == [3, 300])
  }
}
