import ArgumentParser
import SpendAnalytics
import SpendCore
import SpendDashboard
import SpendFormatting
import SpendReports
import SpendScreen
import SpendStore
import SpendTestSupport
import Testing

@testable import spendtop

/// The screen and `report` give the same numbers.
@Suite struct ScreenTests {
  private func events(_ random: inout SeededGenerator) -> [SampleEvent] {
    (0..<300).map { _ in
      var event = SampleEvent(hour: Int.random(in: 0...6, using: &random))
      event.day = Int.random(in: 18...20, using: &random)
      event.feature = ["search", "chat", "tagging", ""][Int.random(in: 0...3, using: &random)]
      event.model = ["gpt-4o", "gpt-5", "house-model"][Int.random(in: 0...2, using: &random)]
      event.tokens = TokenCounts(
        input: Int32.random(in: 1...90_000, using: &random),
        cacheRead: Int32.random(in: 0...9_000, using: &random),
        output: Int32.random(in: 0...4_000, using: &random))
      event.nanodollars =
        event.model == "house-model" ? nil : Int64.random(in: 0...4_000_000_000, using: &random)
      event.outcome = Int.random(in: 0...9, using: &random) == 0 ? .error : .ok
      event.latency = Int32.random(in: 1...9_000, using: &random)
      return event
    }
  }

  @Test("every row of a table is the row of report, whatever is asked", arguments: UInt64(0)..<30)
  func sameNumbers(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let store = try SampleStore(events(&random))
    let dimension: Dimension = [.feature, .model, .queryType][Int.random(in: 0...2, using: &random)]
    var request = SnapshotRequest(dimensions: [dimension, .provider, .format])
    request.choice = [.hour, .sixHours, .day, .week][Int.random(in: 0...3, using: &random)]
    request.measure = Measure.allCases[Int.random(in: 0..<Measure.allCases.count, using: &random)]
    var arguments = ["report", "--by", dimension.rawValue, "--limit", "1000"]
    if Bool.random(using: &random) {
      request.filters = [DimensionFilter(.model, .equals("gpt-5"))]
      arguments += ["--filter", "model=gpt-5"]
    }
    let reading = try SQLiteStore(reading: store.path, zone: .utc)
    let snapshot = try SnapshotBuilder(source: reading, zone: .utc).build(for: request, at: SampleStore.now)
    let seconds =
      ["hour": "1h", "sixHours": "6h", "day": "24h", "week": "7d"][request.choice.rawValue] ?? "24h"
    arguments += ["--since", "-\(seconds)", "--until", "now"]
    let command = try #require(try Spendtop.parseAsRoot(arguments) as? ReportCommand)
    let report = try command.report(store.context())
    let grid = try Renderer.renderOnce(
      reading, request, view: .features, options: DashboardOptions(zone: .utc),
      size: ScreenSize(width: 200, height: 60), now: SampleStore.now)
    let lines = grid.plainText.split(separator: "\n")
    let entries = snapshot.breakdown(dimension).entries
    #expect(entries.count == report.rows.count, "seed \(seed)")
    #expect(
      snapshot.summary.sums.cost == report.total.cost
        && snapshot.summary.sums.requests == report.total.requests)
    let style = MoneyText(for: entries.map(\.sums.cost).max() ?? .zero)
    for row in report.rows {
      let name = row.keys[0].isEmpty ? Dimension.none : row.keys[0]
      let line = try #require(
        lines.first { $0.contains("│ \(name) ") || $0.contains("│▸\(name) ") }, "seed \(seed), \(name)")
      let words = line.split(separator: " ").map(String.init)
      if SpendReport.costText(row.sums) == nil {
        #expect(words.contains("unpriced"), "seed \(seed): \(line)")
      } else {
        #expect(words.contains { $0.hasSuffix(style.text(row.sums.cost)) }, "seed \(seed): \(line)")
      }
      #expect(words.contains(CountText.text(row.sums.requests)), "seed \(seed): \(line)")
      #expect(words.contains(CountText.text(row.sums.promptTokens)), "seed \(seed): \(line)")
      #expect(words.contains(CountText.text(row.sums.output)), "seed \(seed): \(line)")
    }
  }
}
