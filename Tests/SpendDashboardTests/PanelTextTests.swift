import SpendAnalytics
import SpendCore
import SpendScreen
import SpendTestSupport
import Testing

@testable import SpendDashboard

/// Columns and rows of panels that follow what is recorded.
@Suite struct PanelTextTests {
  private func text(
    _ records: [EventRecord], width: Int = 120, keys: [Key],
    change: @escaping @Sendable (inout DashboardState, inout DashboardOptions) -> Void = { _, _ in }
  ) throws -> String {
    let size = ScreenSize(width: width, height: 36)
    return try Screens.draw(
      GoldenScreenTests.Case(name: "text", size: size, keys: keys, change: change, records: records)
    ).plainText
  }

  @Test("failures without a class are counted as such beside the others")
  func unclassified() throws {
    let records = SampleTraffic.records(days: 1).map { record in
      var record = record
      record.labels.error = ""
      return record
    }
    let failures = records.count {
      $0.outcome == .error && $0.time > SampleTraffic.now.adding(seconds: -86_400)
    }
    try #require(failures > 0)
    let shown = try text(records, keys: [.character("7")])
    let row = try #require(shown.split(separator: "\n").first { $0.contains("Unclassified") })
    #expect(row.contains(" \(failures) ") && !shown.contains("No errors"))
    let classified = try text(SampleTraffic.records(days: 1), keys: [.character("7")])
    #expect(!classified.contains("Unclassified") && !classified.contains("No errors"))
  }

  @Test("requests without a feature show the dimension of the first table")
  func dimensionOfRequests() throws {
    let records = SampleTraffic.records(days: 1).map { record in
      var record = record
      record.labels.feature = ""
      record.labels.project = "/home/dev/shop-api"
      return record
    }
    func head(_ records: [EventRecord], _ dimension: Dimension) throws -> Substring? {
      try text(records, width: 80, keys: [.character("5")]) { state, _ in
        state.request.dimensions = [dimension, .model, .queryType]
      }
      .split(separator: "\n").first { $0.contains("time ") && $0.contains("model") }
    }
    #expect(try head(records, .project)?.contains("project") == true)
    #expect(try head(records, .project)?.contains("feature") == false)
    #expect(try head(records, .team)?.contains("feature") == true)
    #expect(try head(SampleTraffic.records(days: 1), .project)?.contains("feature") == true)
  }

  @Test(
    "a burn rate beside a day that was mostly not recorded has no factor",
    arguments: [1, 10, 13, 20] as [Int64])
  func newDatabase(hours: Int64) throws {
    let young = SampleTraffic.records(days: 1, perDay: 1_440).filter {
      $0.time > SampleTraffic.now.adding(seconds: -3_600 * hours)
    }
    let header = try #require(try text(young, keys: []).split(separator: "\n").first { $0.contains("BURN") })
    let burn = header[header.firstRange(of: "BURN")!.lowerBound...].prefix { $0 != "M" }
    #expect(burn.contains("×") == (hours > 12), "\(burn)")
  }

  @Test("percentiles that a long range does not read have no column")
  func longRange() throws {
    func head(_ choice: WindowChoice) throws -> Substring {
      try #require(
        try text(SampleTraffic.records(), width: 200, keys: [.character("2")]) { state, _ in
          state.request.choice = choice
        }.split(separator: "\n").first { $0.contains("reqs") })
    }
    #expect(try head(.day).contains("p95"))
    #expect(try !head(.week).contains("p95"))
  }

  @Test("a chosen clock before the newest event is a moment, not a wrong clock")
  func chosenClock() throws {
    let later = SampleTraffic.records(days: 1, now: SampleTraffic.now.adding(seconds: 40_000))
    func header(isChosen: Bool) throws -> String {
      try text(later, width: 160, keys: []) { _, options in options.hasChosenClock = isChosen }
    }
    #expect(try header(isChosen: true).contains("as of 20 Nov 14:32 UTC"))
    #expect(try header(isChosen: false).contains("clock skew?"))
  }

  @Test("a chart without matches names the filters, not the time range")
  func noMatches() throws {
    let shown = try text(SampleTraffic.records(days: 1), keys: GoldenScreenTests.typing("filter model=none"))
    #expect(!shown.contains("Press t to change it"))
    #expect(shown.split(separator: "No matches.").count > 2)
  }

  @Test(
    "one week of history is not a mean of weeks", arguments: [(5, "── 1 week ─"), (30, "mean of 5 weeks")])
  func weeks(days: Int, expected: String) throws {
    let shown = try text(SampleTraffic.records(days: days), keys: GoldenScreenTests.typing("chart week"))
    #expect(shown.contains(expected) && !shown.contains("1 weeks"), "\(shown)")
  }

  @Test("every description of the settings ends with a word", arguments: [80, 120])
  func settings(width: Int) throws {
    let shown = try text(SampleTraffic.records(days: 1), width: width, keys: [.character(",")])
    #expect(shown.contains("dark background, safe for colour blindness "))
    #expect(shown.contains("time to first token, 95th percentile "))
  }

  @Test("a request is described in the words of the rest of the screen")
  func requestWords() throws {
    let shown = try text(
      SampleTraffic.records(), keys: [.character("5"), .down, .enter],
      change: { _, options in options.explain = GoldenScreenTests.explanation })
    for word in ["query type ", "recorded ", "  cache read "] { #expect(shown.contains(word), "\(word)") }
    for word in ["query_type", "booked", "cache_read"] { #expect(!shown.contains(word), "\(word)") }
  }

  @Test("a budget that the last hour's rate exhausts shows when, as its alert does")
  func runsOut() throws {
    let spent = SampleTraffic.records(days: 1).filter { $0.time > SampleTraffic.now.adding(seconds: -3_600) }
    try #require(spent.contains { ($0.cost ?? .zero) > .zero })
    let status = try SnapshotBuilder(
      source: MemorySource(spent), zone: .utc,
      budgets: [Budget(name: "all", amount: 400.dollars, period: .calendar(.month))]
    ).build(
      for: {
        var request = SnapshotRequest(); request.needsBudgets = true; return request
      }(),
      at: SampleTraffic.now
    ).budgets[0]
    let exhaustion = try #require(status.exhaustion)
    let shown = try text(spent, keys: [.character("6")]) { _, options in
      options.budgets = [Budget(name: "all", amount: 400.dollars, period: .calendar(.month))]
    }
    let row = try #require(shown.split(separator: "\n").first { $0.contains("▸all ") })
    #expect(status.willExhaust && exhaustion.likely > 0)
    #expect(row.contains("‼ in ") && !row.contains("within budget"), "\(row)")
    // Its gauge has the colour of the sign.
    #expect(status.severity == nil && BudgetsPanel.ink(status) == .alarm)
  }
}
