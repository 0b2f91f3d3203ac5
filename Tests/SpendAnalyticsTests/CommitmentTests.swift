import SpendAnalytics
import SpendCore
import Testing

@Suite struct CommitmentTests {
  private static let dollar: Int64 = 1_000_000_000

  private func money(_ dollars: Int64) -> Money { Money(nanodollars: dollars * Self.dollar) }

  private func labels(_ provider: String) -> LabelSet {
    var labels = LabelSet()
    labels.provider = provider
    return labels
  }

  /// A dollar an hour at Azure and two at OpenAI, one request each.
  private func usage(_ window: TimeWindow) -> [CommitmentUsage] {
    let hours = window.seconds / 3_600
    return [
      CommitmentUsage(labels: labels("azure"), requests: hours, cost: money(hours)),
      CommitmentUsage(labels: labels("openai"), requests: hours, cost: money(2 * hours)),
    ]
  }

  private func evaluate(_ commitments: [Commitment], now: Instant? = nil) throws -> (
    statuses: [CommitmentStatus], overlaps: [CommitmentEvaluator.Overlap]
  ) {
    let month = try #require(CalendarMonth("2026-09")).window(zone: .utc)
    return try CommitmentEvaluator(commitments, zone: .utc, usage: usage).evaluate(
      month, now: now ?? month.end)
  }

  @Test("cost is spread over time, and utilisation and break-even follow from list prices")
  func provisioned() throws {
    let ptu = Commitment(
      name: "ptu", kind: .provisioned, conditions: [.provider: "az*"], amount: money(900),
      start: CivilTime(year: 2026, month: 9, day: 16).instant())
    let status = try #require(try evaluate([ptu]).statuses.first)
    // Half of the month at $900, with 15 days of $24 at list prices.
    #expect(status.committed == money(450))
    #expect(status.used == money(360) && status.requests == 360)
    #expect(status.utilisation == 0.8)
    #expect(status.saved == money(-90))
    #expect(status.breakEvenRequestsPerMonth == 900)
    #expect(status.left == nil && status.exhaustedAt == nil)
  }

  @Test("credits run out at the rate of the last week")
  func credits() throws {
    let now = CivilTime(year: 2026, month: 9, day: 11).instant()
    let credits = Commitment(
      name: "prepaid", kind: .credits, conditions: [.provider: "openai"], amount: money(500),
      start: CivilTime(year: 2026, month: 9, day: 1).instant())
    let status = try #require(try evaluate([credits], now: now).statuses.first)
    #expect(status.used == money(480) && status.left == money(20) && status.saved == nil)
    #expect(status.exhaustedAt == now.adding(seconds: 10 * 3_600))
  }

  @Test("quotas are rolling, with the time to their limit at the present rate")
  func quotas() throws {
    let plan = Commitment(
      name: "plan", kind: .subscription, conditions: [.provider: "openai"], amount: money(100),
      quotas: [
        .init(seconds: 5 * 3_600, amount: money(16)), .init(seconds: 7 * 86_400, amount: money(336)),
        .init(seconds: 86_400, amount: money(10)),
      ])
    let status = try #require(try evaluate([plan]).statuses.first)
    #expect(status.quotas.map(\.used) == [money(10), money(336), money(48)])
    #expect(status.quotas.map(\.secondsToLimit) == [3 * 3_600, 0, 0])
    #expect(status.quotas[0].share == 0.625)
  }

  @Test("a request that several commitments match counts for the first that holds")
  func overlap() throws {
    let day = CivilTime(year: 2026, month: 9, day: 11).instant()
    let first = Commitment(
      name: "first", kind: .discount, conditions: [.provider: "azure"], amount: money(720), end: day)
    let second = Commitment(name: "second", kind: .discount, conditions: [.provider: "*"], amount: money(720))
    let (statuses, overlaps) = try evaluate([first, second])
    #expect(statuses.map(\.used) == [money(240), money(720 - 240 + 1_440)])
    #expect(overlaps.map(\.first) == ["first"] && overlaps.map(\.second) == ["second"])
    #expect(overlaps.map(\.requests) == [240])
    #expect(statuses.map(\.committed) == [money(240), money(720)])
  }
}
