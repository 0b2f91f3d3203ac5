import SpendCore
import SpendScreen
import SpendTestSupport
import SpendText
import Testing

@testable import SpendDashboard

/// Every panel stays in its region, at every size from 0×0 to 200×60.
@Suite struct RegionTests {
  private static let margin = 2
  private static let paper = SafeText(String(repeating: "#", count: 210))

  /// Calls `draw` with a region of every size and looks whether a mark outside was touched. The sizes
  /// near nothing are all tried, of the others each width and each height in turn.
  private func everySize(_ name: String, _ draw: (inout CellGrid, Region) -> Void) {
    for width in 0...200 {
      for height in 0...60 where width <= 4 || height <= 2 || (width + 3 * height) % 61 == 0 {
        var grid = CellGrid(
          size: ScreenSize(width: width + 2 * Self.margin, height: height + 2 * Self.margin))
        for row in 0..<grid.size.height { grid.write(Self.paper, row: row, in: grid.region) }
        let region = Region(row: Self.margin, column: Self.margin, height: height, width: width)
        draw(&grid, region)
        var touched = 0
        for row in 0..<grid.size.height {
          for column in 0..<grid.size.width
          where !region.contains(row: row, column: column) && grid[row, column].glyph != "#" {
            touched += 1
          }
        }
        if touched > 0 { Issue.record("\(name) at \(width)×\(height) touches \(touched) cells outside") }
      }
    }
  }

  private func state(_ line: String = "") throws -> DashboardState {
    var state = DashboardState(size: ScreenSize(width: 120, height: 36), now: SampleTraffic.now)
    let source = MemorySource(SampleTraffic.records(days: 14, perDay: 60))
    source.logs = SampleTraffic.logs
    source.rejects = SampleTraffic.rejects
    let builder = SnapshotBuilder(
      source: source, zone: .utc, budget: 60.dollars,
      budgets: [Budget(name: "all", amount: 60.dollars, period: .calendar(.month), splitBy: .model)])
    _ = run(&state, line)
    _ = reduce(&state, .snapshot(try builder.build(for: state.request, at: SampleTraffic.now)))
    return state
  }

  private var options: DashboardOptions {
    var options = DashboardOptions(zone: .utc)
    options.isDemo = true
    return options
  }

  @Test("tables", arguments: ["", "pivot model", "view latency"])
  func tables(line: String) throws {
    let state = try state(line)
    everySize(line) { BreakdownPanel(panel: .first, state: state).render(onto: &$0, in: $1) }
  }

  @Test("charts", arguments: ["", "chart area", "chart lines", "chart week", "measure latency", "log"])
  func charts(line: String) throws {
    let state = try state(line)
    let options = options
    everySize(line) { ChartPanel(state: state, options: options).render(onto: &$0, in: $1) }
  }

  @Test("lists and what is said of their rows", arguments: ["alerts", "savings", "sources"])
  func lists(view: String) throws {
    let state = try state("view " + view)
    let options = options
    let panel = try #require(state.view.panel)
    everySize(view) { ListPanel(panel: panel, state: state).render(onto: &$0, in: $1) }
    everySize(view) { DetailPanel(state: state, options: options).render(onto: &$0, in: $1) }
  }

  @Test("requests, histograms, header, footer and progress")
  func others() throws {
    var state = try state("view latency; filter cost>0.0001")
    let options = options
    everySize("requests") { RequestsPanel(state: state, options: options).render(onto: &$0, in: $1) }
    everySize("histogram") { HistogramPanel(state: state).render(onto: &$0, in: $1) }
    for sizeClass: Layout.Class in [.compact, .medium, .large] {
      everySize("header") {
        Header(state: state, options: options, sizeClass: sizeClass).render(onto: &$0, in: $1)
      }
    }
    everySize("footer") { Footer(state: state).render(onto: &$0, in: $1) }
    var progress = IngestProgress(phase: .reading)
    progress.bytes = 12_400_000_000
    progress.bytesDone = 3_100_000_000
    progress.events = 9
    everySize("progress") { ProgressPanel(progress: progress).render(onto: &$0, in: $1) }
    state.prompt = Prompt(.command)
    let prompt = Prompt(.command)
    everySize("completions") { CompletionPopup(prompt: prompt, state: state).render(onto: &$0, in: $1) }
    let menu = Menu("Window", WindowChoice.allCases.map { .init(text: $0.title, action: .choose($0)) })
    everySize("menu") { MenuPopup(menu).render(onto: &$0, in: $1) }
    everySize("help") { HelpPopup.popup(state, offset: 3).render(onto: &$0, in: $1) }
  }
}
