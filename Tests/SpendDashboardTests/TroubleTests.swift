import SpendCore
import SpendScreen
import SpendTestSupport
import Testing

@testable import SpendDashboard

/// Files without figures are named on the screen.
@Suite struct TroubleTests {
  private func state(_ logs: [SourceReport], _ records: [EventRecord] = []) throws -> DashboardState {
    var state = DashboardState(size: ScreenSize(width: 120, height: 36), now: SampleTraffic.now)
    let source = MemorySource(records)
    source.logs = logs
    let builder = SnapshotBuilder(source: source, zone: .utc)
    _ = reduce(&state, .snapshot(try builder.build(for: state.request, at: SampleTraffic.now)))
    return state
  }

  private func text(_ state: DashboardState) -> String {
    Renderer.render(state, DashboardOptions(zone: .utc)).plainText
  }

  private var unknown: SourceReport {
    var report = SourceReport(path: "/var/log/app.log", state: .live)
    report.lines = 50
    return report
  }

  @Test("an unrecognised file is counted, with the next step")
  func unrecognised() throws {
    let line = "0 of 50 lines recognised in app.log · run spendtop doctor /var/log/app.log"
    var state = try state([unknown])
    #expect(text(state).contains(line))
    // Read and put away.
    _ = reduce(&state, .key(.escape))
    #expect(!text(state).contains(line))
  }

  @Test("files that cannot be read come first")
  func unreadable() throws {
    var state = try state([unknown])
    var progress = IngestProgress(phase: .live)
    progress.files = 2
    progress.failures = [
      .init(path: "/var/log/a.jsonl", reason: "Permission denied"),
      .init(path: "/var/log/b.jsonl", reason: "Permission denied"),
    ]
    _ = reduce(&state, .progress(progress))
    #expect(text(state).contains("Cannot read a.jsonl: Permission denied and 1 more"))
    _ = reduce(&state, .key(.character("9")))
    #expect(text(state).contains("cannot read /var/log/b.jsonl: Permission denied"))
  }

  @Test("files are read until their ends and followed from then on", arguments: [0, 1, 306])
  func following(files: Int) throws {
    var state = try state([], SampleTraffic.records(days: 1))
    _ = reduce(&state, .key(.character("9")))
    var progress = IngestProgress(phase: .reading)
    progress.files = files
    progress.bytesPerSecond = 2_000_000
    let shown = files == 0 ? "no files" : files == 1 ? "1 file" : "306 files"
    _ = reduce(&state, .progress(progress))
    #expect(text(state).contains("reading \(shown), 2.00 MB/s"))
    progress.phase = .live
    progress.bytesPerSecond = 0
    _ = reduce(&state, .progress(progress))
    #expect(text(state).contains("following \(shown) "))
  }

  @Test("the panels of Sources stay where they are while logs with and without problems are selected")
  func steadyPanels() throws {
    let source = MemorySource(SampleTraffic.records(days: 1))
    source.logs = (0..<60).map { SourceReport(path: "/var/log/\($0).jsonl", state: .live) }
    source.logs[3].lines = 50
    source.logs[5].lines = 50
    source.logs[5].rejected = 9
    var state = try state(source.logs)
    _ = reduce(&state, .key(.character("9")))
    let builder = SnapshotBuilder(source: source, zone: .utc)
    _ = reduce(&state, .snapshot(try builder.build(for: state.request, at: SampleTraffic.now)))
    let snapshot = try #require(state.snapshot)
    #expect(state.panels[.sources].count(snapshot, state) == 60)
    let height = state.layout.chart.height
    #expect(height >= 8)
    for row in 0..<60 {
      state.select(row)
      #expect(state.layout.chart.height == height, "\(row)")
    }
    state.select(try #require(snapshot.logs.sources.firstIndex { $0.path == "/var/log/3.jsonl" }))
    #expect(text(state).contains("0 of 50 lines recognised in /var/log/3.jsonl"))
  }

  @Test("the end of a path is shown in Sources, all of it where there is room")
  func longPaths() throws {
    let path = "/home/dev/.claude/projects/-home-dev-shop-api/02f033e6-047a-1da6-51a1-9b2a7323b5f0.jsonl"
    let source = MemorySource(SampleTraffic.records(days: 1))
    source.logs = [SourceReport(path: path, state: .live)]
    var state = try state(source.logs)
    _ = reduce(&state, .key(.character("9")))
    let builder = SnapshotBuilder(source: source, zone: .utc)
    _ = reduce(&state, .snapshot(try builder.build(for: state.request, at: SampleTraffic.now)))
    _ = reduce(&state, .resized(ScreenSize(width: 80, height: 24)))
    #expect(text(state).contains("…/02f033e6-047a-1da6-51a1-9b2a7323b5f0.jsonl"))
    _ = reduce(&state, .resized(ScreenSize(width: 200, height: 50)))
    #expect(text(state).contains(path))
  }

  @Test("lines of no known format are counted in the header")
  func unrecognisedLines() throws {
    var partly = unknown
    partly.events = 30
    partly.unrecognised = 1_250
    let shown = text(try state([partly], SampleTraffic.records(days: 1)))
    #expect(shown.split(separator: "\n")[2].contains("unrecognised 1.25k"))
    #expect(!text(try state([], SampleTraffic.records(days: 1))).contains("unrecognised"))
  }

  @Test("a change that new prices would make is a line that stays until Escape, and is kept in Sources")
  func notice() throws {
    let line = "812 stored requests would cost $9.10 instead of $8.00; try: spendtop prices reprice --all"
    var state = try state([], SampleTraffic.records(days: 1))
    _ = reduce(&state, .noticed(line))
    #expect(text(state).contains("! " + line))
    _ = reduce(&state, .key(.escape))
    #expect(!text(state).contains(line))
    state.priceBook = "as of 2026-11-02, 18 days old"
    _ = reduce(&state, .key(.character("9")))
    #expect(text(state).contains("812 stored requests would cost $9.10"))
    #expect(text(state).contains("prices as of 2026-11-02, 18 days old"))
  }

  @Test("healthy files say nothing")
  func healthy() throws {
    var report = unknown
    report.events = 50
    #expect(try state([report]).trouble == nil)
  }

  @Test("of many logs, those with trouble come first, and all are counted")
  func manyLogs() throws {
    let source = MemorySource([], zone: .utc)
    let numbers = (0..<2 * LogFacts.mostSources + 7)
    source.logs = numbers.map { number in
      var report = SourceReport(path: "/log/\(1_000_000 + number * 7_919 % numbers.count)", state: .live)
      report.rejected = number == 9_000 ? 3 : 0
      report.error = number == numbers.count - 1 ? "cut off" : nil
      return report
    }
    let facts = try LogFacts(source)
    #expect(facts.sourceCount == numbers.count)
    #expect(facts.sources.count == LogFacts.mostSources)
    #expect(facts.sources[0].error == "cut off" && facts.sources[1].rejected == 3)
    let rest = source.logs.filter { $0.error == nil && $0.rejected == 0 }.map(\.path).sorted()
    #expect(facts.sources.dropFirst(2).map(\.path) == Array(rest.prefix(LogFacts.mostSources - 2)))
  }
}
