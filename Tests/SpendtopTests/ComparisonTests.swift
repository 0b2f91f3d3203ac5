import ArgumentParser
import Foundation
import SpendCore
import SpendReports
import Testing

@testable import spendtop

@Suite struct ComparisonTests {
  private func comparison(_ store: SampleStore, zone: Zone = .utc, _ arguments: [String]) throws
    -> ComparisonReport
  {
    let command = try #require(try Spendtop.parseAsRoot(["report"] + arguments) as? ReportCommand)
    try command.refuseCombinations()
    return try command.comparison(store.context(zone: zone), with: try #require(command.compare))
  }

  @Test("days of equal length, with the causes of the change")
  func table() throws {
    let store = try SampleStore([
      SampleEvent(hour: 1, day: 19), SampleEvent(hour: 2, day: 19), SampleEvent(hour: 3),
      SampleEvent(hour: 4, feature: "chat", nanodollars: 9_000_000),
      SampleEvent(hour: 5, feature: "chat", model: "house-model", nanodollars: nil),
    ])
    let report = try comparison(
      store, ["--by", "feature", "--since", "2026-11-20", "--until", "2026-11-21", "--compare", "yesterday"])
    #expect(
      report.sheet.csv == """
        feature,before_usd,after_usd,change_usd,change,volume_usd,tokens_per_request_usd,price_usd,mix_usd,\
        requests_before,requests_after,cost_per_request_before_usd,cost_per_request_after_usd
        chat,0,0.009,0.009,,0.009,0,0,0,0,2,,0.009
        search,0.009,0.0045,-0.0045,-0.500000,-0.0045,0,0,0,2,1,0.0045,0.0045
        """)
    #expect(
      report.sheet.notes == [
        "before: 2026-11-19 00:00 to 2026-11-20 00:00; after: 2026-11-20 00:00 to 2026-11-21 00:00",
        "after: 1 unpriced requests are not part of the cost (spendtop doctor)",
      ])
    #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(report.json.utf8)) }
    #expect(
      report.json.contains(
        "\"total\":{\"before_usd\":\"0.009\",\"after_usd\":\"0.0135\",\"change_usd\":\"0.0045\""))
  }

  @Test("a day that the clocks change keeps its clock times")
  func clockChange() throws {
    let berlin = try #require(Zone(named: "Europe/Berlin"))
    let day = TimeWindow(
      start: berlin.instant(CivilTime(year: 2026, month: 10, day: 25)),
      end: berlin.instant(CivilTime(year: 2026, month: 10, day: 26)))
    let before = try ComparisonRange.daysEarlier(1).window(before: day, zone: berlin)
    #expect(before.seconds == 86_400 && day.seconds == 90_000)
    #expect(try ComparisonRange.previous.window(before: day, zone: berlin).seconds == 90_000)
  }

  @Test(
    "ranges that touch are compared, up to now as well",
    arguments: [
      ["--since", "7d", "--compare", "last-week"], ["--since", "24h", "--compare", "yesterday"],
      ["--since", "1d", "--compare", "yesterday"],
    ])
  func touching(arguments: [String]) throws {
    let report = try comparison(try SampleStore([SampleEvent(hour: 3)]), arguments)
    #expect(report.before.end <= report.after.start)
  }

  @Test(
    "one clear message",
    arguments: [
      (["--compare", "tomorrow"], "is not a time range"),
      (["--compare", "2026-11-20.."], "not a time range"),
      (["--compare", "2026-11-20..2026-11-19"], "ends before it begins"),
      (["--compare", "2026-11-19..nonsense"], "cannot read the time"),
      (["--since", "3d", "--compare", "yesterday"], "overlap"),
      (["--bucket", "day", "--compare", "previous"], "--bucket does not apply"),
      (["--limit", "-1", "--compare", "previous"], "--limit is negative"),
    ] as [([String], String)])
  func refusals(arguments: [String], says: String) throws {
    let store = try SampleStore()
    let error = #expect(throws: UserMessage.self) { try comparison(store, arguments) }
    #expect(try #require(error).description.contains(says), "\(error?.description ?? "")")
  }
}
