import SpendAnalytics
import SpendAlerts
import SpendCore
import SpendFormatting
import SpendScreen
import SpendTestSupport
import SpendText
import Testing

@testable import SpendDashboard

/// The rules of the screen, each by its number.
@Suite struct ScreenRuleTests {
  private static let now = SampleTraffic.now

  private func shown(
    _ records: [EventRecord] = SampleTraffic.records(), line: String = "", width: Int = 120, height: Int = 36,
    _ change: (inout DashboardState, inout DashboardOptions) -> Void = { _, _ in }
  ) throws -> (state: DashboardState, grid: CellGrid) {
    var state = DashboardState(size: ScreenSize(width: width, height: height), now: Self.now)
    var options = DashboardOptions(zone: .utc)
    _ = run(&state, line)
    let builder = SnapshotBuilder(source: MemorySource(records), zone: .utc)
    _ = reduce(&state, .snapshot(try builder.build(for: state.request, at: Self.now)))
    state.message = nil
    change(&state, &options)
    return (state, Renderer.render(state, options))
  }

  private func rows(_ grid: CellGrid) -> [String] {
    grid.plainText.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  @Test("rule 1: an amount is whole or not there, at every width", arguments: 40...200)
  func neverClipped(width: Int) throws {
    let (state, grid) = try shown(line: "view features", width: width, height: 30)
    let entries = state.entries(.first)
    let style = MoneyText(for: try #require(entries.first).sums.cost)
    let text = rows(grid)
    for entry in entries where !entry.key.isEmpty {
      let name = label(entry.key).cut(to: 9).string.dropLast()
      let row = try #require(text.first { $0.contains("│ \(name)") || $0.contains("▸\(name)") })
      #expect(row.contains(style.text(entry.sums.cost)), "\(width): \(row)")
      // What follows a sign of money is a whole amount: digits, a point, and the digits of its style.
      for amount in row.split(separator: "$").dropFirst() {
        let digits = amount.prefix { $0.isNumber || $0 == "." || $0 == "," }
        #expect(digits.contains(".") && digits.last != ".", "\(width): \(row)")
      }
    }
    let isCut = text.contains { $0.contains(where: \.isNumber) && $0.contains("…") && $0.contains("$…") }
    #expect(!isCut)
  }

  @Test("rule 2: points of a column stand below each other, and widths keep still while values change")
  func aligned() throws {
    let (state, grid) = try shown(line: "view models")
    let text = rows(grid).map(Array.init)
    let panel = try #require(state.layout.panels.first).region
    let heading = text[panel.row + 1]
    var points: Set<Int> = []
    for row in 0..<state.entries(.second).count {
      let line = text[panel.row + 2 + row]
      if let sign = line.firstIndex(of: "$"), let point = line[sign...].firstIndex(of: ".") {
        points.insert(point)
      }
    }
    #expect(points.count == 1)
    // A tenth more of everything: the columns stay where they are.
    let more = SampleTraffic.records().map { record in
      var record = record
      record.cost = record.cost.map { Money(nanodollars: $0.nanodollars * 11 / 10) }
      return record
    }
    let (_, later) = try shown(more, line: "view models")
    #expect(rows(later).map(Array.init)[panel.row + 1] == heading)
  }

  @Test("rule 4: the selection stays on its item when the order changes, and new events arrive")
  func selection() throws {
    var (state, _) = try shown()
    _ = reduce(&state, .key(.down))
    _ = reduce(&state, .key(.down))
    let key = state.list(.first).key
    for order in SortOrder.allCases {
      state.lists[.first]?.order = order
      state.settle(.first)
      let row = try #require(state.selection(.first))
      #expect(state.rowKeys(.first)[row] == key, "\(order)")
    }
  }

  @Test("rule 5: without UTF-8 every sign is ASCII, in every view and form", arguments: View.allCases)
  func ascii(view: View) throws {
    for line in ["view \(view.name)", "view \(view.name); chart area", "view \(view.name); chart week; log"] {
      let (_, grid) = try shown(line: line) { _, options in options.isASCII = true }
      let strange = grid.plainText.unicodeScalars.filter { !$0.isASCII }
      #expect(strange.isEmpty, "\(line)")
    }
  }

  @Test(
    "rule 5: in ASCII at least and an arrow differ, and the month stays in the header", arguments: [80, 120])
  func signs(width: Int) throws {
    let (_, unicode) = try shown(width: width)
    let (_, grid) = try shown(width: width) { _, options in options.isASCII = true }
    #expect(unicode.plainText.contains("→"))
    let header = rows(grid).prefix(3).joined(separator: "\n")
    #expect(header.contains("MONTH >=$") && header.contains("-> $"), "\(header)")
    #expect(!header.contains("≥") && !header.contains(" > "), "\(header)")
  }

  @Test("rule 5: what an ink says is also written: alarms and warnings have signs or words")
  func withoutColour() throws {
    let records = SampleTraffic.records()
    let over = BudgetStatus(
      budget: Budget(name: "b", amount: 1.dollars, period: .calendar(.month)),
      window: TimeWindow(start: Self.now, end: Self.now.adding(seconds: 60)), now: Self.now, spent: 2.dollars)
    let (_, grid) = try shown(records, line: "view alerts") { state, _ in
      state.snapshot?.budgets = [over]
    }
    #expect(grid.plainText.contains("‼ over"))
    let (_, first) = try shown(records)
    let text = first.plainText
    #expect(text.contains("▲") && text.contains("▼"))
    #expect(text.contains("unpriced"))
    let (_, mono) = try shown(records) { _, options in options.theme.depth = .mono }
    for fill in ["▓", "▒", "░"] { #expect(mono.plainText.contains(fill)) }
  }

  @Test("rule 6: equal facts make an equal frame, so that nothing is sent")
  func calm() throws {
    let (state, grid) = try shown()
    var again = state
    var snapshot = try #require(state.snapshot)
    snapshot.takenAt = Self.now.adding(seconds: 5)
    _ = reduce(&again, .snapshot(snapshot))
    _ = reduce(&again, .clock(Self.now.adding(seconds: 1)))
    #expect(Renderer.render(again, DashboardOptions(zone: .utc)) == grid)
  }

  @Test("rule 7: no text from a log reaches a cell unchanged by SafeText", arguments: UInt64(0)..<60)
  func hostile(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let scalars: [Unicode.Scalar] = [
      "\u{1B}", "\u{9B}", "\u{7}", "\u{8}", "\r", "\n", "\t", "\u{0}", "\u{7F}", "\u{85}", "\u{202E}",
      "\u{2066}",
      "\u{200B}", "\u{FEFF}", "[", "]", "2", "J", ";", "a", "意", "\u{0301}", "\u{1F468}", "\u{200D}",
      "\u{E0041}",
    ]
    func word() -> String {
      var text = ""
      for _ in 0..<Int.random(in: 0...40, using: &random) {
        text.unicodeScalars.append(scalars[Int.random(in: 0..<scalars.count, using: &random)])
      }
      return text
    }
    let records = SampleTraffic.records(days: 1, perDay: 30).map { record in
      var record = record
      record.labels.feature = word()
      record.labels.model = word()
      record.labels.queryType = word()
      record.requestID = word()
      record.user = word()
      record.path = word()
      return record
    }
    for line in ["", "view models; pivot feature", "view requests", "view sources", "filter user=\(word())"] {
      var (state, grid) = try shown(records, line: line)
      check(grid, seed)
      state.focus = .requests
      _ = reduce(&state, .key(.enter))
      check(Renderer.render(state, DashboardOptions(zone: .utc)), seed)
    }
  }

  private func check(_ grid: CellGrid, _ seed: UInt64) {
    for cell in grid.cells where cell.glyph != Cell.continued {
      let value = cell.glyph.value
      let isControl = value < 0x20 || (0x7F..<0xA0).contains(value)
      let isFormat = [0x200B, 0x200D, 0xFEFF, 0x202E, 0x2066].contains(value) || value >= 0xE0000
      if isControl || isFormat { Issue.record("seed \(seed): U+\(String(value, radix: 16))") }
    }
  }

  @Test("rule 10: figures that have grown old say so, in the ink of a warning")
  func stale() throws {
    let old = SampleTraffic.records(now: Self.now.adding(seconds: -7_200))
    let (_, grid) = try shown(old)
    #expect(rows(grid)[0].contains("○ last event 2 h ago"))
    let column = try #require(Array(rows(grid)[0]).firstIndex(of: "○"))
    #expect(grid[0, column].ink == .warning)
    let (_, broken) = try shown(old) { state, _ in state.snapshot?.problem = "cannot read the database" }
    #expect(rows(broken)[0].contains("cannot read the database, figures of 14:32:07"))
    let (_, stalled) = try shown { state, _ in state.progress.phase = .stalled }
    #expect(rows(stalled)[0].contains("✗ cannot write to database"))
  }
}
