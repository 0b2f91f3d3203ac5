import Foundation
import SpendCore
import SpendDashboard
import SpendScreen
import SpendTestSupport
import Testing

/// Whole screens as text, with the inks below. `RECORD=1` writes them anew and fails.
@Suite struct GoldenScreenTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var size: ScreenSize
    var keys: [Key] = []
    var change: @Sendable (inout DashboardState, inout DashboardOptions) -> Void = { _, _ in }
    var records = SampleTraffic.records()

    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(name: "overview-40x10", size: ScreenSize(width: 40, height: 10)),
    Case(name: "overview-80x24", size: ScreenSize(width: 80, height: 24)),
    Case(name: "overview-120x36", size: ScreenSize(width: 120, height: 36)),
    Case(name: "overview-200x50", size: ScreenSize(width: 200, height: 50)),
    Case(name: "too-small-39x9", size: ScreenSize(width: 39, height: 9)),
    Case(name: "nothing-stored-80x24", size: ScreenSize(width: 80, height: 24), records: []),
    Case(
      name: "drilled-120x36", size: ScreenSize(width: 120, height: 36), keys: [.down, .enter]),
    Case(name: "features-120x36", size: ScreenSize(width: 120, height: 36), keys: [.character("2")]),
    Case(name: "models-120x36", size: ScreenSize(width: 120, height: 36), keys: [.character("3")]),
    Case(name: "latency-120x36", size: ScreenSize(width: 120, height: 36), keys: [.character("7"), .down]),
    Case(name: "latency-80x24", size: ScreenSize(width: 80, height: 24), keys: [.character("7"), .tab]),
    Case(
      name: "help-80x24", size: ScreenSize(width: 80, height: 24), keys: [.character("?")]),
    Case(
      name: "request-120x36", size: ScreenSize(width: 120, height: 36),
      keys: [.character("5"), .down, .enter]),
    Case(
      name: "typing-a-filter-80x24", size: ScreenSize(width: 80, height: 24),
      keys: [.character("/"), .character("m"), .character("=")]),
    Case(
      name: "reading-demo-ascii-80x24", size: ScreenSize(width: 80, height: 24),
      change: { state, options in
        options.isASCII = true
        options.isDemo = true
        var progress = IngestProgress(phase: .reading)
        progress.bytes = 12_400_000_000
        progress.bytesDone = 3_100_000_000
        progress.bytesPerSecond = 410_000_000
        progress.events = 1_240_000
        progress.rejected = 3
        progress.files = 9
        progress.filesDone = 2
        state.progress = progress
      }),
    Case(
      name: "over-budget-120x36", size: ScreenSize(width: 120, height: 36),
      change: { _, options in options.monthlyBudget = 60.dollars }),
  ]

  @Test("screens", arguments: cases)
  func screen(_ one: Case) throws {
    let grid = try Screens.draw(one)
    let text = grid.plainText + String(repeating: "=", count: 20) + "\n" + grid.inkText
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Golden/\(one.name).txt")
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
      Issue.record("\(one.name) was recorded")
      return
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    #expect(text == expected, "\(one.name)")
  }
}

enum Screens {
  /// Draws a case as the loop would: facts first, then keys, each question answered at once.
  static func draw(_ one: GoldenScreenTests.Case) throws -> CellGrid {
    var options = DashboardOptions(zone: .utc)
    options.monthlyBudget = 12_000.dollars
    var state = DashboardState(size: one.size)
    one.change(&state, &options)
    let builder = SnapshotBuilder(
      source: MemorySource(one.records), zone: .utc, budget: options.monthlyBudget)
    let now = SampleTraffic.now
    _ = reduce(&state, .clock(now))
    _ = reduce(&state, .snapshot(try builder.build(for: state.request, at: now)))
    for key in one.keys {
      for case .ask(let request) in reduce(&state, .key(key)) {
        _ = reduce(&state, .snapshot(try builder.build(for: request, at: now)))
      }
    }
    return Renderer.render(state, options)
  }
}
