import SpendAnalytics
import SpendCore
import SpendFormatting
import SpendScreen
import SpendTestSupport
import Testing

@testable import SpendDashboard

/// Keys, menus, the palette and the mouse.
@Suite struct KeyTests {
  private let builder = SnapshotBuilder(source: MemorySource(SampleTraffic.records()), zone: .utc)

  private func state(width: Int = 120, height: Int = 36) throws -> DashboardState {
    var state = DashboardState(size: ScreenSize(width: width, height: height), now: SampleTraffic.now)
    try answer(&state)
    return state
  }

  private func answer(_ state: inout DashboardState) throws {
    _ = reduce(&state, .snapshot(try builder.build(for: state.request, at: SampleTraffic.now)))
  }

  /// Presses keys; every question is answered at once.
  @discardableResult
  private func press(_ keys: [Key], _ state: inout DashboardState) throws -> [Effect] {
    var all: [Effect] = []
    for key in keys {
      let effects = reduce(&state, .key(key))
      if effects.contains(where: { if case .ask = $0 { true } else { false } }) { try answer(&state) }
      all += effects
    }
    return all
  }

  private func typed(_ text: String) -> [Key] { text.map { .character($0) } + [.enter] }

  struct Line: Sendable, CustomTestStringConvertible {
    var text: String
    var holds: @Sendable (DashboardState) -> Bool
    var testDescription: String { text }

    init(_ text: String, _ holds: @escaping @Sendable (DashboardState) -> Bool) {
      self.text = text
      self.holds = holds
    }
  }

  @Test(
    "commands of the palette",
    arguments: [
      Line("view models") { $0.view == .models }, Line("window 7d") { $0.request.choice == .week },
      Line("measure tokens") { $0.request.measure == .tokens && $0.list(.first).order == .tokens },
      Line("group team") { $0.request.dimensions[0] == .team },
      Line("pivot model") { $0.request.pivot == .model && $0.view == .features },
      Line("sort errors") { $0.list(.first).order == .errors },
      Line("filter cost>0.1") { $0.request.figures == [FigureFilter(.cost, .above, 100_000_000)] },
      Line("since -3d") { $0.request.span?.seconds == 3 * 86_400 },
      Line("since -3d -1d") { $0.request.span?.seconds == 2 * 86_400 },
      Line("at -2h") { $0.request.asOf == SampleTraffic.now.adding(seconds: -7_200) },
      Line("chart week") { $0.chartForm == .week }, Line("log") { $0.isLogScale },
      Line("window 7d") { $0.request.choice == .week },
      Line("meas tokens") { $0.request.measure == .tokens },
      Line("view models; window 7d; measure requests") { $0.view == .models && $0.request.choice == .week },
    ])
  func palette(line: Line) throws {
    var state = try state()
    try press([.character(":")] + typed(line.text), &state)
    #expect(line.holds(state), "\(line.text): \(state.message ?? "")")
    #expect(state.prompt == nil)
  }

  @Test(
    "a line that cannot be run stays for correction, with the reason",
    arguments: ["vi feat", "view cow", "cow", "since -1d -3d", "zoom in", "save overview"])
  func refused(line: String) throws {
    var state = try state()
    let before = state.request
    try press([.character(":")] + typed(line), &state)
    #expect(state.prompt?.typed == line && state.prompt?.problem != nil)
    #expect(state.request == before && state.view == .overview)
    try press([.control("u")] + typed("view models"), &state)
    #expect(state.prompt == nil && state.view == .models)
  }

  @Test("the palette recalls earlier lines")
  func history() throws {
    var state = try state()
    for line in ["view models", "range 7d"] { try press([.character(":")] + typed(line), &state) }
    try press([.character(":"), .up], &state)
    #expect(state.prompt?.typed == "range 7d")
    try press([.up, .up], &state)
    #expect(state.prompt?.typed == "view models")
    try press([.down, .down], &state)
    #expect(state.prompt?.typed == "")
  }

  @Test("a filter narrows the screen while it is typed, and Escape takes that back")
  func narrowing() throws {
    var state = try state()
    let all = state.entries(.first).count
    try press([.character("/")] + "se".map { .character($0) }, &state)
    #expect(state.request.filters == [DimensionFilter(.feature, .matches("se"))])
    #expect(state.entries(.first).count < all)
    // An unfinished pattern keeps what was found.
    try press([.character("(")], &state)
    #expect(state.request.filters == [DimensionFilter(.feature, .matches("se"))])
    try press([.escape], &state)
    #expect(state.request.filters.isEmpty && state.entries(.first).count == all)
    try press([.character("/")] + typed("se"), &state)
    #expect(state.request.filters == [DimensionFilter(.feature, .matches("se"))] && state.prompt == nil)
    // Conditions on single requests wait for Enter.
    try press([.character("/")] + "cost>0.1".map { .character($0) }, &state)
    #expect(state.request.figures.isEmpty)
    try press([.enter], &state)
    #expect(state.request.figures.count == 1)
    try press([.escape, .escape], &state)
    #expect(!state.request.isFiltered && state.view == .overview)
  }

  @Test("Escape from a drill-down leads back to the view, the panel and the filters it began from")
  func wayBack() throws {
    var state = try state()
    try press([.character("2"), .down, .enter, .enter], &state)
    #expect(state.request.filters.count == 2)
    try press([.escape], &state)
    #expect(state.view == .models && state.request.filters.count == 1)
    try press([.escape], &state)
    #expect(state.view == .features && state.focus == .first && state.request.filters.isEmpty)
    try press([.escape], &state)
    #expect(state.view == .overview)
  }

  @Test("the help is searched by typing")
  func helpSearch() throws {
    var state = try state(width: 80, height: 24)
    try press([.character("?")] + "silence".map { .character($0) }, &state)
    let text = Renderer.render(state, DashboardOptions(zone: .utc)).plainText
    #expect(text.contains("Silence for an hour") && !text.contains("Pause updates"))
    try press([.escape, .escape], &state)
    #expect(state.overlay == nil)
  }

  @Test("every view is named at the bottom, and a press on its name shows it", arguments: [80, 120, 200])
  func tabs(width: Int) throws {
    var state = try state(width: width, height: 36)
    let rows = Renderer.render(state, DashboardOptions(zone: .utc)).plainText.split(separator: "\n").map(
      Array.init)
    let views = PanelRegistry.standard.views.filter { $0.key != nil }.map(\.view)
    #expect(views.count == 9)
    for (index, _) in views.enumerated() {
      let column = try #require(
        rows[34].indices.first { String(rows[34][$0...]).hasPrefix("\(index + 1) ") })
      try press([.mouse(MousePress(.press, row: 34, column: column))], &state)
      #expect(state.view == views[index])
      try press([.character("1")], &state)
    }
  }

  @Test(
    "the footer offers Tab wherever it leads to another panel, at every width", arguments: [72, 80, 120, 200])
  func panelKey(width: Int) throws {
    var state = try state(width: width, height: 24)
    for definition in PanelRegistry.standard.views {
      guard let key = definition.key else { continue }
      try press([.character(key)], &state)
      let text = Renderer.render(state, DashboardOptions(zone: .utc)).plainText
      let footer = try #require(text.split(separator: "\n").last)
      #expect(footer.contains("Tab panel") == (definition.panels.count > 1), "\(footer)")
      #expect(footer.hasSuffix("q quit") && footer.contains("? help"), "\(footer)")
    }
  }

  @Test("Tab completes names, and what can follow them")
  func completion() throws {
    var state = try state()
    try press([.character(":"), .character("m"), .tab], &state)
    #expect(state.prompt?.typed == "metric ")
    try press([.tab, .tab], &state)
    #expect(state.prompt?.text(state) == "metric tokens")
    try press([.enter], &state)
    #expect(state.request.measure == .tokens)
    try press([.character("/"), .character("f"), .character("e"), .tab, .tab], &state)
    #expect(state.prompt?.text(state).hasPrefix("feature=") == true)
    try press([.escape], &state)
    #expect(state.prompt == nil && state.request.filters.isEmpty)
  }

  @Test("what is pasted is typed")
  func paste() throws {
    var state = try state()
    try press([.character("/"), .paste("model=gpt-5"), .enter], &state)
    #expect(state.request.filters == [DimensionFilter(.model, .equals("gpt-5"))])
    // Without a prompt a paste is no row of keys.
    #expect(try press([.paste("qqq")], &state).isEmpty)
  }

  @Test("m goes through all measures, and back to spend")
  func measures() throws {
    var state = try state()
    var seen: [Measure] = []
    for _ in Measure.allCases {
      try press([.character("m")], &state)
      seen.append(state.request.measure)
    }
    #expect(seen == [.tokens, .requests, .latency, .errors, .spend])
    #expect(state.list(.first).order == .cost)
  }

  @Test("- goes to the view before, and back")
  func lastView() throws {
    var state = try state()
    try press([.character("3"), .character("5"), .character("-")], &state)
    #expect(state.view == .models)
    try press([.character("-")], &state)
    #expect(state.view == .requests)
  }

  @Test("a menu chooses with arrows, with the mouse, and not at all with Escape")
  func menus() throws {
    var state = try state()
    try press([.character("S"), .down, .enter], &state)
    #expect(state.list(.first).order == .change)
    try press([.character("S"), .escape], &state)
    #expect(state.overlay == nil && state.list(.first).order == .change)
    try press([.character("T")], &state)
    let grid = Renderer.render(state, DashboardOptions(zone: .utc))
    let rows = grid.plainText.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
    let row = try #require(rows.firstIndex { String($0).contains("│ last 7 d") })
    let column = try #require(rows[row].indices.first { String(rows[row][$0...]).hasPrefix("last 7 d") })
    try press([.mouse(MousePress(.press, row: row, column: column))], &state)
    #expect(state.request.choice == .week)
  }

  @Test("a press on a heading orders by it, one more turns it round; one on the footer is its key")
  func mouse() throws {
    var state = try state()
    let grid = Renderer.render(state, DashboardOptions(zone: .utc))
    let rows = grid.plainText.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
    let panel = try #require(state.layout.panels.first { $0.panel == .first }).region
    let heading = rows[panel.row + 1]
    let column = try #require(heading.indices.first { String(heading[$0...]).hasPrefix("reqs") })
    try press([.mouse(MousePress(.press, row: panel.row + 1, column: column))], &state)
    #expect(state.list(.first).order == .requests && !state.list(.first).isReversed)
    try press([.mouse(MousePress(.press, row: panel.row + 1, column: column))], &state)
    #expect(state.list(.first).isReversed)
    state.message = nil
    let footer = rows[35]
    let help = try #require(footer.indices.first { String(footer[$0...]).hasPrefix("? help") })
    try press([.mouse(MousePress(.press, row: 35, column: help))], &state)
    guard case .help = state.overlay else {
      Issue.record("the help is not open")
      return
    }
  }

  @Test("keys can be given other commands, and only known ones")
  func remapping() throws {
    var state = try state()
    state.keymap = try Keymap(changes: [("F5", "view models; window 7d"), ("x", "quit"), ("q", "")])
    #expect(try press([.character("q")], &state).isEmpty)
    try press([.function(5)], &state)
    #expect(state.view == .models && state.request.choice == .week)
    #expect(try press([.character("x")], &state) == [.quit])
    #expect(throws: UserMessage.self) { try Keymap(changes: [("F5", "cow")]) }
    #expect(throws: UserMessage.self) { try Keymap(changes: [("F99", "quit")]) }
  }

  @Test("a saved view brings the same question back", arguments: UInt64(0)..<40)
  func savedViews(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var state = try state()
    let keys: [Key] = "mmtgGSc2345\n\n[]".map { $0 == "\n" ? .enter : .character($0) } + [.down, .down, .tab]
    for _ in 0..<20 { try press([keys[Int.random(in: 0..<keys.count, using: &random)]], &state) }
    state.overlay = nil
    try press([.character("0")] + [.character(":")] + typed("filter cost>0.01"), &state)
    let line = SavedView.line(state)
    var other = try self.state()
    other.savedViews["mine"] = line
    try press([.character(":")] + typed("open mine"), &other)
    // The other tables are not part of a view of one.
    var expected = state.request
    expected.dimensions = other.request.dimensions
    expected.chartPlace = other.request.chartPlace
    #expect(other.request == expected, "seed \(seed): \(line) \(other.message ?? "")")
    #expect(other.view == state.view && other.chartForm == state.chartForm)
  }

  @Test("an export has all rows and columns, and no formula for a spreadsheet")
  func exports() throws {
    var state = try state()
    let effects = try press([.character("e"), .enter], &state)
    guard case .export(let name, let text) = effects.last else {
      Issue.record("nothing was exported")
      return
    }
    #expect(name == "spendtop-feature-20261120-143207.csv")
    let lines = text.split(separator: "\n")
    #expect(lines.count == state.entries(.first).count + 1)
    #expect(lines[0].hasPrefix("feature,cost_usd,requests"))
    let cells = ["=cmd()", "-1.5", "a,\"b\""].map(ViewExport.cell)
    #expect(DelimitedText.csv.line(cells) == "\"'=cmd()\",-1.5,\"a,\"\"b\"\"\"")
    #expect(JSONWriter.string("a\"\u{1}\n") == "\"a\\\"\\u0001\\n\"")
    #expect(ViewExport(state).text(.markdown).contains("| :-- | --:"))
    #expect(
      ViewExport(state).text(.json).hasPrefix("{\"schema\":1,\"currency\":\"USD\",\"since\":\"2026-11-19T"))
    let copied = try press([.character("y")], &state)
    #expect(copied == [.copy(ViewExport(state).selectedRow ?? "")])
    let exported = ViewExport(state).text(.csv)
    let cost = lines[1].split(separator: ",")[1]

    // Copied is what the screen shows; exported are dollars.
    state.currency = ShownCurrency(code: "EUR", rate: "2") { $0 + $0 }
    guard case .copy(let row) = try press([.character("y")], &state).last else {
      Issue.record("nothing was copied")
      return
    }
    #expect(row.contains(" EUR\t") && !row.contains("\t\(cost)\t"))
    #expect(ViewExport(state).text(.csv) == exported)
  }

  @Test("time goes back by windows of the chosen kind, and to a moment")
  func timeTravel() throws {
    var state = try state()
    try press([.character("["), .character("[")], &state)
    #expect(state.snapshot?.window.end == SampleTraffic.now.adding(seconds: -2 * 86_400).next)
    try press([.character(":")] + typed("at -7d"), &state)
    #expect(
      state.snapshot?.window.end
        == SampleTraffic.now.adding(seconds: -7 * 86_400 - 2 * 86_400 + 2 * 86_400).next)
    try press([.character("0")], &state)
    #expect(state.request.asOf == nil && state.request.stepsBack == 0)
  }
}

extension Instant {
  /// Windows end just behind the moment they are asked at.
  fileprivate var next: Instant { Instant(microseconds: microseconds + 1) }
}
