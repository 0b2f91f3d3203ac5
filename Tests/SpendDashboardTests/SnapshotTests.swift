import SpendAnalytics
import SpendCore
import SpendTestSupport
import Testing

@testable import SpendDashboard

@Suite struct SnapshotTests {
  private static let berlin = Zone(named: "Europe/Berlin") ?? .utc
  private let records = SampleTraffic.records(days: 35, perDay: 60)
  private let now = SampleTraffic.now

  private func spend(_ window: TimeWindow) -> Money {
    records.filter { window.contains($0.time) }.reduce(.zero) { $0 + ($1.cost ?? .zero) }
  }

  @Test("the parts of a snapshot add up to the same whole", arguments: WindowChoice.allCases, [0, 1, 3])
  func partsAddUp(choice: WindowChoice, stepsBack: Int) throws {
    let request = SnapshotRequest(choice: choice, stepsBack: stepsBack)
    let zone = Self.berlin
    let snapshot = try SnapshotBuilder(source: MemorySource(records, zone: zone), zone: zone)
      .build(for: request, at: now)
    let whole = spend(snapshot.window)
    #expect(snapshot.summary.sums.cost == whole)
    for breakdown in snapshot.breakdowns { #expect(breakdown.total.cost == whole) }
    let before = choice.windowBefore(snapshot.window, zone: zone)
    #expect(snapshot.change.before == spend(before).nanodollars)
    #expect(before.end <= snapshot.window.start)
    // The chart begins at the start of a slice, which may be before the window.
    let first = try #require(snapshot.chart.slices.first)
    let columns = snapshot.chart.series.reduce(Money.zero) { sum, series in
      series.values.reduce(sum) { $0 + Money(nanodollars: $1) }
    }
    #expect(columns == spend(TimeWindow(start: first, end: snapshot.window.end)))
    #expect(snapshot.chart.slices == snapshot.chart.slices.sorted())
    #expect((1...200).contains(snapshot.chart.slices.count), "\(choice) \(stepsBack)")
  }

  @Test("today and the month begin at midnight of the zone")
  func calendar() throws {
    let snapshot = try SnapshotBuilder(source: MemorySource(records, zone: Self.berlin), zone: Self.berlin)
      .build(for: SnapshotRequest(), at: now)
    let midnight = CivilTime(year: 2026, month: 11, day: 20).instant(offsetSeconds: 3_600)
    let first = CivilTime(year: 2026, month: 11, day: 1).instant(offsetSeconds: 3_600)
    let end = now.adding(seconds: 1)
    #expect(snapshot.today.now == spend(TimeWindow(start: midnight, end: end)).nanodollars)
    #expect(snapshot.month == spend(TimeWindow(start: first, end: end)))
    let yesterday = TimeWindow(
      start: midnight.adding(seconds: -86_400),
      end: Instant(microseconds: now.microseconds + 1).adding(seconds: -86_400))
    #expect(abs(snapshot.today.before - spend(yesterday).nanodollars) < 2_000_000_000)
    let forecast = try #require(snapshot.forecast)
    #expect(forecast.low <= forecast.likely && forecast.likely <= forecast.high)
    #expect(forecast.likely > snapshot.month)
  }

  @Test("every figure of a filtered snapshot speaks of the filter")
  func filtered() throws {
    let filter = DimensionFilter(.model, .equals("gpt-5"))
    let snapshot = try SnapshotBuilder(source: MemorySource(records), zone: .utc)
      .build(for: SnapshotRequest(filters: [filter]), at: now)
    let mine = MemorySource(records.filter { $0.labels.model == "gpt-5" })
    let alone = try SnapshotBuilder(source: mine, zone: .utc).build(for: SnapshotRequest(), at: now)
    #expect(snapshot.summary == alone.summary)
    #expect(snapshot.today == alone.today && snapshot.month == alone.month && snapshot.burn == alone.burn)
    #expect(snapshot.requests.allSatisfy { $0.labels.model == "gpt-5" })
  }

  @Test("the month grows with the history that is being read")
  func monthWhileReading() throws {
    let source = MemorySource(Array(records.prefix(10)))
    let builder = SnapshotBuilder(source: source, zone: .utc)
    let first = try builder.build(for: SnapshotRequest(), at: now)
    source.add(Array(records.dropFirst(10)))
    let second = try builder.build(for: SnapshotRequest(), at: now.adding(seconds: 1))
    #expect(first.month < second.month)
    let monthStart = CivilTime(year: 2026, month: 11, day: 1).instant()
    #expect(second.month == spend(TimeWindow(start: monthStart, end: now.adding(seconds: 2))))
  }

  @Test("the past of an unchanged store is asked for once an hour")
  func unchangedPast() throws {
    let source = MemorySource(records)
    let builder = SnapshotBuilder(source: source, zone: .utc)
    let first = try builder.build(for: SnapshotRequest(), at: now)
    let longest = { source.asked.filter { $0.window.seconds > 20 * 86_400 }.count }
    let monthFrom = { source.asked.filter { $0.window.start == Zone.utc.start(of: .month, now) }.count }
    // The features that are told apart, and their hours.
    #expect(longest() == 2 && monthFrom() == 1)
    let second = try builder.build(for: SnapshotRequest(), at: now.adding(seconds: 90))
    #expect(longest() == 2 && monthFrom() == 1)
    #expect(second.month == first.month && second.burn.usualPerHour == first.burn.usualPerHour)
    // Filters, an hour and new events are each a new past; the one before the filters is still known.
    _ = try builder.build(
      for: SnapshotRequest(filters: [DimensionFilter(.model, .equals("gpt-5"))]), at: now)
    _ = try builder.build(for: SnapshotRequest(), at: now)
    _ = try builder.build(for: SnapshotRequest(), at: now.adding(seconds: 3_600))
    #expect(longest() == 6)
    source.add(Array(records.prefix(1)))
    _ = try builder.build(for: SnapshotRequest(), at: now.adding(seconds: 3_601))
    #expect(longest() == 6)
    _ = try builder.build(for: SnapshotRequest(), at: now.adding(seconds: 3_700))
    #expect(longest() == 8)
  }

  @Test("burn is beside what this hour of the week usually takes")
  func usualBurn() throws {
    let snapshot = try SnapshotBuilder(source: MemorySource(records), zone: .utc)
      .build(for: SnapshotRequest(), at: now)
    // Friday 14:00 of the four weeks before, moved to the level of the last week.
    let fridays = (1...4).map { week -> Money in
      let start = Zone.utc.start(of: .hour, now).adding(seconds: -604_800 * Int64(week))
      return spend(TimeWindow(start: start, end: start.adding(seconds: 3_600)))
    }
    let mean = fridays.reduce(Money.zero) { $0 + $1 }.scaled(by: 1, over: 4)
    let usual = try #require(snapshot.burn.usualPerHour)
    #expect(usual > mean.scaled(by: 1, over: 2) && usual < mean.scaled(by: 2, over: 1))
  }

  @Test("windows of a day that clocks change are 23 and 25 hours long")
  func daylightSaving() {
    let day = CivilTime(year: 2026, month: 10, day: 26, hour: 9).instant()
    let window = WindowChoice.today.window(at: day, back: 1, zone: Self.berlin)
    #expect(window.seconds == 25 * 3_600)
  }
}
