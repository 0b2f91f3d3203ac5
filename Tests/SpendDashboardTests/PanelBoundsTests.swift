import Foundation
import SpendAnalytics
import SpendCore
import SpendScreen
import SpendTestSupport
import SpendText
import Testing

@testable import SpendDashboard

/// Every panel stays in its region, at every size from 0×0 to 300×80.
@Suite struct PanelBoundsTests {
  private static let margin = 2
  private static let paper = SafeText(String(repeating: "#", count: 310))

  /// `SPENDTOP_EXHAUSTIVE=1` tries all sizes there are.
  private static let isExhaustive = ProcessInfo.processInfo.environment["SPENDTOP_EXHAUSTIVE"] == "1"

  /// Calls `draw` with a region of every size and looks whether a mark outside was touched. The sizes
  /// near nothing are all tried, of the others each width and each height in turn.
  private func everySize(_ name: String, _ draw: (inout CellGrid, Region) -> Void) {
    for width in 0...300 {
      for height in 0...80
      where Self.isExhaustive || width <= 4 || height <= 2 || (width + 3 * height) % 121 == 0 {
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
    state.planner = .builtin
    _ = run(&state, line)
    _ = reduce(&state, .snapshot(try builder.build(for: state.request, at: SampleTraffic.now)))
    return state
  }

  private var options: DashboardOptions {
    var options = DashboardOptions(zone: .utc)
    options.isDemo = true
    return options
  }

  @Test(
    "every panel of every view stays in its region, and the whole screen is drawn", arguments: View.allCases)
  func views(view: View) throws {
    var state = try state("view " + view.name)
    state.snapshot?.alerts = GoldenScreenTests.firing
    let options = options
    var number = view.name.utf8.reduce(0) { $0 + Int($1) }
    for width in 0...300 {
      for height in 0...80 {
        number += 1
        let edges = [
          (40, 10), (39, 9), (72, 20), (80, 24), (100, 24), (100, 40), (109, 50), (150, 30), (200, 50),
          (300, 80),
        ]
        let isEdge = edges.contains {
          $0 == (width, height)
        }
        guard Self.isExhaustive || isEdge || number % 197 == 0 else { continue }
        _ = reduce(&state, .resized(ScreenSize(width: width, height: height)))
        let grid = Renderer.render(state, options)
        #expect(grid.size == state.size)
        for (name, region, draw) in Self.panels(state, options) where !region.isEmpty {
          var marked = CellGrid(size: state.size)
          for row in 0..<height { marked.write(Self.paper, row: row, in: marked.region) }
          draw(&marked, region)
          let outside = (0..<height).flatMap { row in (0..<width).map { (row, $0) } }
            .filter { !region.contains(row: $0.0, column: $0.1) && marked[$0.0, $0.1].glyph != "#" }
          if !outside.isEmpty {
            Issue.record("\(name) of \(view) at \(width)×\(height) touches \(outside.count) cells outside")
          }
        }
      }
    }
  }

  private typealias Drawn = (name: String, region: Region, draw: (inout CellGrid, Region) -> Void)

  private static func panels(_ state: DashboardState, _ options: DashboardOptions) -> [Drawn] {
    let layout = state.layout
    guard layout.sizeClass != .tooSmall else { return [] }
    let chart: Drawn =
      switch state.definition.upper {
      case .histogram: ("histogram", layout.chart, { HistogramPanel(state: state).render(onto: &$0, in: $1) })
      case .detail: ("detail", layout.chart, { detail(state, options, onto: &$0, in: $1) })
      case .chart, .none:
        ("chart", layout.chart, { ChartPanel(state: state, options: options).render(onto: &$0, in: $1) })
      }
    let lists: [Drawn] = layout.panels.map { panel, region in
      (panel.name, region, { list(panel, state, options, onto: &$0, in: $1) })
    }
    return [
      (
        "header", layout.header,
        {
          Header(state: state, options: options, sizeClass: layout.sizeClass).render(onto: &$0, in: $1)
        }
      ), chart,
      ("footer", layout.footer, { Footer(state: state).render(onto: &$0, in: $1) }),
    ] + lists
      + layout.extras.map { extra, region in
        ("\(extra)", region, { draw(extra, state, options, onto: &$0, in: $1) })
      }
  }

  private static func draw(
    _ extra: Layout.Extra, _ state: DashboardState, _ options: DashboardOptions, onto grid: inout CellGrid,
    in region: Region
  ) {
    switch extra {
    case .alerts: AlertStrip(alerts: state.standing).render(onto: &grid, in: region)
    case .movers:
      MoversPanel(movers: state.snapshot.map { Mover.all($0) } ?? []).render(onto: &grid, in: region)
    case .selection: SelectionPanel(state: state, options: options).render(onto: &grid, in: region)
    case .week: ChartPanel(state: state, options: options).drawWeek(onto: &grid, in: region)
    }
  }

  private static func list(
    _ id: PanelID, _ state: DashboardState, _ options: DashboardOptions, onto grid: inout CellGrid,
    in region: Region
  ) {
    guard let snapshot = state.snapshot else { return }
    let panel = state.panels[id]
    panel.draw(
      panel.rows(snapshot, state), PanelFrame(region: region, state: state, options: options), onto: &grid)
  }

  private static func detail(
    _ state: DashboardState, _ options: DashboardOptions, onto grid: inout CellGrid, in region: Region
  ) {
    state.panels[state.focus].drawDetail(
      PanelFrame(region: region, state: state, options: options), onto: &grid)
  }

  @Test("drawings beside the panels", arguments: Layout.Extra.allCases)
  func extras(extra: Layout.Extra) throws {
    var state = try state()
    state.snapshot?.alerts = GoldenScreenTests.firing
    let options = options
    everySize("\(extra)") { Self.draw(extra, state, options, onto: &$0, in: $1) }
  }

  @Test("open frames stay in their regions, and popups over them are boxes")
  func compact() throws {
    var state = try state()
    state.settings.density = .compact
    let options = options
    everySize("open frame") { grid, region in
      grid.hasOpenFrames = true
      Self.list(.first, state, options, onto: &grid, in: region)
    }
    let form = SettingsForm(state.settings)
    everySize("settings") { SettingsPopup(form: form, settings: state.settings).render(onto: &$0, in: $1) }
  }

  @Test("tables", arguments: ["", "pivot model", "view latency"])
  func tables(line: String) throws {
    let state = try state(line)
    let options = options
    everySize(line) { Self.list(.first, state, options, onto: &$0, in: $1) }
  }

  @Test("charts", arguments: ["", "chart area", "chart lines", "chart week", "measure latency", "log"])
  func charts(line: String) throws {
    let state = try state(line)
    let options = options
    everySize(line) { ChartPanel(state: state, options: options).render(onto: &$0, in: $1) }
  }

  @Test("lists and what is said of their rows", arguments: ["alerts", "savings", "sources", "plan"])
  func lists(view: String) throws {
    let state = try state("view " + view)
    let options = options
    let panel = state.definition.panels[0]
    everySize(view) { Self.list(panel, state, options, onto: &$0, in: $1) }
    everySize(view) { Self.detail(state, options, onto: &$0, in: $1) }
  }

  @Test("requests, histograms, header, footer and progress")
  func others() throws {
    var state = try state("view latency; filter cost>0.0001")
    let options = options
    everySize("requests") { Self.list(.requests, state, options, onto: &$0, in: $1) }
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
    let menu = Menu("Time range", WindowChoice.allCases.map { .init(text: $0.title, action: .choose($0)) })
    everySize("menu") { MenuPopup(menu).render(onto: &$0, in: $1) }
    var help = Help()
    help.offset = 3
    everySize("help") { HelpPopup(state: state, help: help).render(onto: &$0, in: $1) }
  }
}
