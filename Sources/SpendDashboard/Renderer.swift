import SpendAggregate
public import SpendCore
public import SpendScreen
import SpendText

/// What does not change while the dashboard runs.
public struct DashboardOptions: Sendable {
  public var zone: Zone
  public var isDemo = false
  public var isASCII = false

  public init(zone: Zone) {
    self.zone = zone
  }

  var glyphs: GlyphSet { isASCII ? .ascii : .unicode }
}

/// Draws a frame. A function of its arguments.
public enum Renderer {
  static let leastWidth = 40
  static let leastHeight = 10

  public static func render(
    _ snapshot: DashboardSnapshot?, _ state: DashboardState, _ progress: IngestProgress,
    _ options: DashboardOptions,
    width: Int, height: Int, now: Instant
  ) -> CellGrid {
    var grid = CellGrid(width: width, height: height)
    guard width >= leastWidth, height >= leastHeight else {
      grid.put(
        SafeText("terminal too small: \(width)×\(height), needs \(leastWidth)×\(leastHeight)"), x: 0, y: 0,
        ink: Ink(.warning), in: grid.bounds)
      return grid
    }
    let glyphs = options.glyphs
    let (top, rest) = grid.bounds.split(top: Header.rows(width: width, height: height))
    Header.draw(snapshot, state, progress, options, now: now, on: &grid, in: top)
    let (body, footer) = rest.split(top: rest.height - 1)
    if let snapshot {
      draw(snapshot, state, glyphs, on: &grid, in: body)
    } else {
      grid.put("reading the database …", x: 2, y: body.y + 1, ink: Ink(.muted), in: body)
    }
    Footer.draw(state, progress, on: &grid, in: footer)
    if state.showsHelp { Help.draw(on: &grid, glyphs: glyphs) }
    return grid
  }

  private static func draw(
    _ snapshot: DashboardSnapshot, _ state: DashboardState, _ glyphs: GlyphSet, on grid: inout CellGrid,
    in body: Region
  ) {
    if state.isZoomed {
      panel(state.focus, snapshot, state, glyphs, on: &grid, in: body)
      return
    }
    var rest = body
    if body.height >= 12 {
      let rows = body.height >= 40 ? 14 : body.height >= 28 ? 9 : 7
      let (chart, below) = rest.split(top: rows)
      self.chart(snapshot, glyphs, on: &grid, in: chart)
      rest = below
    }
    guard body.width >= 110 else {
      // One table at a time; Tab goes through them.
      let tall = rest.height >= 18
      let (table, requests) = rest.split(top: tall ? rest.height - 7 : rest.height)
      panel(
        tall && state.focus == .requests ? .features : state.focus, snapshot, state, glyphs, on: &grid,
        in: table)
      if tall { panel(.requests, snapshot, state, glyphs, on: &grid, in: requests) }
      return
    }
    let longest = [snapshot.features, snapshot.models, snapshot.queryTypes].map(\.rows.count).max() ?? 0
    let wanted = min(longest + 3, max(8, rest.height * 3 / 5))
    let (tables, requests) = rest.split(top: rest.height >= 14 ? wanted : rest.height)
    let widths = [tables.width * 38 / 100, tables.width * 34 / 100]
    let (left, others) = tables.split(left: widths[0])
    let (middle, right) = others.split(left: widths[1])
    panel(.features, snapshot, state, glyphs, on: &grid, in: left)
    panel(.models, snapshot, state, glyphs, on: &grid, in: middle)
    panel(.queryTypes, snapshot, state, glyphs, on: &grid, in: right)
    if requests.height >= 4 { panel(.requests, snapshot, state, glyphs, on: &grid, in: requests) }
  }

  private static func panel(
    _ panel: DashboardState.Panel, _ snapshot: DashboardSnapshot, _ state: DashboardState, _ glyphs: GlyphSet,
    on grid: inout CellGrid, in region: Region
  ) {
    let isFocused = state.focus == panel
    if panel == .requests {
      let room = Frame(
        title: SafeText("Requests"), note: SafeText(state.isPaused ? "paused" : "newest first"),
        isFocused: isFocused
      ).draw(on: &grid, in: region, glyphs: glyphs)
      RequestsPanel.table(snapshot, state, glyphs).draw(on: &grid, in: room, glyphs: glyphs)
      return
    }
    let name: String =
      switch panel {
      case .features, .requests: "Feature"
      case .models: "Model"
      case .queryTypes: "Query type"
      }
    let count = Panels.breakdown(panel, snapshot).rows.count
    let search = isFocused && !state.search.isEmpty ? "/\(state.search)" : ""
    let room = Frame(title: SafeText("\(name) \(count)"), note: SafeText(search), isFocused: isFocused)
      .draw(on: &grid, in: region, glyphs: glyphs)
    Panels.table(panel, snapshot, state, glyphs).draw(on: &grid, in: room, glyphs: glyphs)
  }

  private static func chart(
    _ snapshot: DashboardSnapshot, _ glyphs: GlyphSet, on grid: inout CellGrid, in region: Region
  ) {
    let most = snapshot.chart.map(\.cost).max() ?? .zero
    let span = snapshot.request.span
    let room = Frame(
      title: SafeText("Spend per \(span.bucketTitle)"), note: SafeText("max \(MoneyText.short(most))")
    ).draw(on: &grid, in: region, glyphs: glyphs)
    guard snapshot.total.requests > 0 else {
      var text = "no requests in this window"
      if let last = snapshot.health.lastEvent {
        text += "; the newest is of \(last.rfc3339.prefix(10)), t changes the window"
      }
      grid.put(SafeText(text), x: room.x + 2, y: room.y + room.height / 2, ink: Ink(.muted), in: room)
      return
    }
    let days = span.bucket == .day || span == .week
    var marks: [(index: Int, text: SafeText)] = []
    var last = SafeText("")
    for (index, bar) in snapshot.chart.enumerated() {
      let local = snapshot.zone.civil(bar.start)
      let isMark =
        days
        ? (span == .week ? local.hour == 0 : index.isMultiple(of: 5))
        : local.minute == 0 && (span == .day || span == .today ? local.hour.isMultiple(of: 3) : true)
      guard isMark else { continue }
      let text = ClockText.mark(bar.start, snapshot.zone, days: days)
      if text.string != last.string { marks.append((index, text)) }
      last = text
    }
    BarChart(values: snapshot.chart.map(\.cost.nanodollars), marks: marks) {
      SafeText(MoneyText.short(Money(nanodollars: $0)))
    }.draw(on: &grid, in: room, glyphs: glyphs)
  }
}
