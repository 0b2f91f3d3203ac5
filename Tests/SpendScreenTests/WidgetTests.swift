import SpendScreen
import SpendTestSupport
import SpendText
import Testing

@Suite struct WidgetTests {
  private func drawn(_ width: Int, _ height: Int, _ draw: (inout CellGrid, Region) -> Void) -> String {
    var grid = CellGrid(size: ScreenSize(width: width, height: height))
    draw(&grid, grid.region)
    return grid.plainText
  }

  private let table: Table = {
    let rows: [[Table.Value]] = [
      [.text("search"), .text("$182.40"), .bar(0.5, .text), .text("777k"), .text("4.1 %")],
      [.text("a-very-long-feature-name"), .text("$9.12"), .bar(0.02, .text), .text("1.2M"), .text("0 %")],
    ]
    var table = Table(
      columns: [
        .init("feature", .label(least: 8)), .init("cost", .number),
        .init("share", .drawing(width: 5, most: 10), priority: 2),
        .init("reqs", .number, priority: 1), .init("errors", .number, priority: 3),
      ],
      count: rows.count, selection: 1
    ) { rows[$0] }
    table.sorted = (1, true)
    return table
  }()

  @Test("a table keeps whole columns, and drops minor ones before it cuts a label")
  func tableWidths() {
    #expect(
      drawn(36, 3) { table.render(onto: &$0, in: $1) }
        == """
         feature          cost▼ share  reqs
         search         $182.40 ██▌    777k
        ▸a-very-long-f…   $9.12 ▏      1.2M

        """)
    #expect(
      drawn(46, 3) { table.render(onto: &$0, in: $1) }
        == """
         feature                    cost▼ share  reqs
         search                   $182.40 ██▌    777k
        ▸a-very-long-feature-name   $9.12 ▏      1.2M

        """)
  }

  @Test("room to spare goes between the columns, then into drawings, and never apart from the names")
  func wideTable() {
    #expect(
      drawn(90, 3) { table.render(onto: &$0, in: $1) }
        == """
         feature                      cost▼   share         reqs    errors
         search                     $182.40   █████         777k     4.1 %
        ▸a-very-long-feature-name     $9.12   ▎             1.2M       0 %

        """)
  }

  @Test("every number a table shows is shown whole", arguments: 0...60)
  func numbersAreNeverCut(width: Int) {
    let text = drawn(width, 3) { table.render(onto: &$0, in: $1) }
    for number in ["$182.40", "777k"] {
      let shown = text.contains(number)
      let partly = (2..<number.count).contains { text.contains(number.prefix($0)) }
      #expect(shown || !partly, "\(number) at \(width)")
    }
  }

  @Test("a label longer than usual is shown whole where all columns have room")
  func wholeLabels() {
    let name = "a-name-of-more-than-twenty-six-letters"
    let table = Table(columns: [.init("name", .label(least: 8)), .init("cost", .number)], count: 1) { _ in
      [.text(SafeText(name)), .text("$1.00")]
    }
    #expect(drawn(60, 2) { table.render(onto: &$0, in: $1) }.contains(name))
    #expect(drawn(30, 2) { table.render(onto: &$0, in: $1) }.contains("… $1.00"))
  }

  @Test("the marked row leaves the gaps of a curve as they are, and paints those behind a bar")
  func markedDrawings() {
    let table = Table(
      columns: [
        .init("n", .text), .init("curve", .drawing(width: 6, most: 6)),
        .init("bar", .drawing(width: 6, most: 6)),
      ], count: 1, selection: 0, hasFocus: true
    ) { _ in [.text("x"), .curve([1, 0, 0, 2, 0, 0], .good), .bar(0.5, .good)] }
    var grid = CellGrid(size: ScreenSize(width: 18, height: 2))
    table.render(onto: &grid, in: grid.region)
    #expect(grid.plainText.split(separator: "\n")[1].hasPrefix("▸x  ▄  ▇   ███"))
    #expect(grid.inkText.split(separator: "\n", omittingEmptySubsequences: false)[1] == "RRRRg  g  RgggRRRR")
  }

  @Test("an empty table has a row for each sentence that does not fit beside the one before")
  func emptyTable() {
    let table = Table(
      columns: [.init("name", .label(least: 4))], count: 0,
      emptyText: "No matches. Press \\ to clear filters. Or wait."
    ) { _ in [] }
    func rows(_ width: Int) -> [Substring] {
      drawn(width, 5) { table.render(onto: &$0, in: $1) }.split(separator: "\n").dropFirst().map { $0 }
    }
    #expect(rows(60) == [" No matches. Press \\ to clear filters. Or wait."])
    #expect(rows(30) == [" No matches.", " Press \\ to clear filters.", " Or wait."])
    #expect(rows(16) == [" No matches.", " Press \\ to…", " Or wait."])
  }

  @Test("a column of sentences takes the room that is left, and is cut between words")
  func sentences() {
    let table = Table(
      columns: [.init("name", .label(least: 4)), .init("what", .prose(least: 10), priority: 3)], count: 1
    ) { _ in [.text("all"), .text("exhausted in 8 min (7 min–15 min) at $2 an hour")] }
    func row(_ width: Int) -> String {
      String(drawn(width, 2) { table.render(onto: &$0, in: $1) }.split(separator: "\n")[1])
    }
    #expect(row(80).hasSuffix("exhausted in 8 min (7 min–15 min) at $2 an hour"))
    #expect(row(42).hasSuffix("  exhausted in 8 min…"))
    #expect(row(32).hasSuffix("  exhausted in 8 min…"))
  }

  @Test(
    "a sentence ends with a whole word, and not with a separator or an open bracket",
    arguments: [
      ("one two three", 13, "one two three"), ("one two three", 12, "one two…"),
      ("one two three", 8, "one two…"), ("one two three", 7, "one…"), ("one · two", 8, "one…"),
      ("used 80 % ($1 of $2), then", 18, "used 80 %…"), ("used ($1), then more", 16, "used ($1), then…"),
      ("used ($1), then", 12, "used ($1)…"), ("unbreakable", 6, "unbre…"), ("one two", 0, ""),
    ])
  func sentenceEnds(text: String, width: Int, expected: String) {
    #expect(TextCutting.prose(SafeText(text), to: width).string == expected)
  }

  @Test(
    "a path keeps its end",
    arguments: [
      ("/home/dev/shop", 14, "/home/dev/shop"), ("/home/dev/shop", 13, "…/dev/shop"),
      ("/home/dev/shop", 8, "…/shop"), ("/home/dev/shop", 5, "…/sh…"), ("a/b/c", 4, "…/c"),
      ("/home", 0, ""),
    ])
  func pathEnds(path: String, width: Int, expected: String) {
    #expect(TextCutting.path(SafeText(path), to: width).string == expected)
    let table = Table(columns: [.init("file", .label(least: width))], count: 1) { _ in [.text(SafeText(path))]
    }
    if width > 5 {
      #expect(drawn(width + 2, 2) { table.render(onto: &$0, in: $1) }.contains(expected))
    }
  }

  @Test(
    "a list scrolls no more than it must",
    arguments: [
      ("nothing selected", 3, nil, 10, 4, 3), ("above", 3, 1, 10, 4, 1), ("below", 0, 5, 10, 4, 2),
      ("the list has shrunk", 8, 2, 3, 4, 0), ("no height", 5, 2, 9, 0, 0), ("in view", 2, 4, 10, 4, 2),
    ] as [(String, Int, Int?, Int, Int, Int)])
  func scrolling(_ name: String, offset: Int, selection: Int?, count: Int, height: Int, expected: Int) {
    #expect(
      Table.offset(offset, selection: selection, count: count, height: height) == expected, "\(name)")
  }

  @Test(
    "a status line drops whole segments, the least important first",
    arguments: [
      (30, "now  spend  much     right\n"), (14, "now  much\n"), (4, "much\n"), (3, "now\n"), (2, "\n"),
    ])
  func segments(width: Int, expected: String) {
    let line = StatusLine([
      .init("now", priority: 1), .init("spend", priority: 2), .init("much", priority: 0),
      .init("right", priority: 3, trailing: true),
    ])
    let text = drawn(width, 1) { line.render(onto: &$0, in: $1) }
    #expect(text.split(separator: " ") == expected.split(separator: " "))
  }

  @Test(
    "a scale ends on a round number",
    arguments: [
      (0.0, 1.0), (0.9, 1), (1, 1), (1.2, 1.5), (2.1, 2.5), (14.2, 15), (260, 300), (0.0031, 0.004),
    ])
  func scaleEnds(value: Double, expected: Double) {
    #expect(abs(ChartScale.roundedUp(value) - expected) < 1e-9)
  }

  @Test("a chart has a scale, columns and times")
  func chart() {
    let chart = BarChart(series: [[1, 2, 4, 8], [0, 0, 0, 2]], ticks: [(0, "12:00"), (2, "14:00")]) {
      SafeText(String(Int($0)))
    }
    #expect(
      drawn(24, 7) { chart.render(onto: &$0, in: $1) } == """
        10 ┤               █████
           │               █████
         5 ┤               █████
           │          ██████████
           │▄▄▄▄▄███████████████
         0 ┴┬─────────┬─────────
            12:00     14:00

        """)
  }

  @Test("no widget writes outside its region", arguments: UInt64(0)..<300)
  func staysInside(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let size = ScreenSize(
      width: Int.random(in: 0...90, using: &random), height: Int.random(in: 0...30, using: &random))
    var grid = CellGrid(size: size)
    for row in 0..<size.height {
      grid.write(SafeText(String(repeating: "x", count: size.width)), row: row, in: grid.region)
    }
    let before = grid
    let region = Region(
      row: Int.random(in: -2...20, using: &random), column: Int.random(in: -2...60, using: &random),
      height: Int.random(in: 0...20, using: &random), width: Int.random(in: 0...60, using: &random))
    let values = (0..<Int.random(in: 0...120, using: &random)).map { _ in
      Double.random(in: -1...9, using: &random)
    }
    switch seed % 7 {
    case 0: Frame(title: "日本 title", note: "note").render(onto: &grid, in: region)
    case 1: table.render(onto: &grid, in: region)
    case 2: Gauge(share: Double.random(in: -1...3, using: &random)).render(onto: &grid, in: region)
    case 3: Sparkline(values: values + [.nan, .infinity]).render(onto: &grid, in: region)
    case 4:
      BarChart(series: [values, values], ticks: [(1, "12:00"), (90, "13:00")]) { SafeText("$\(Int($0))") }
        .render(onto: &grid, in: region)
    case 5: StatusLine([.init("one"), .init("two", trailing: true)]).render(onto: &grid, in: region)
    default:
      Popup(title: "help", lines: (0..<30).map { .init(SafeText("line \($0) 日本")) }, offset: 3)
        .render(onto: &grid, in: region)
    }
    for row in 0..<size.height {
      for column in 0..<size.width where !region.contains(row: row, column: column) {
        #expect(grid[row, column] == before[row, column], "seed \(seed), row \(row), column \(column)")
      }
    }
  }

  @Test("a gauge has a mark at its limit, inside the bar once the limit is passed")
  func gaugeLimit() {
    func bar(_ share: Double) -> String {
      var grid = CellGrid(size: ScreenSize(width: 10, height: 1))
      Gauge(share: share).render(onto: &grid, in: grid.region)
      return grid.plainText
    }
    #expect(bar(0) == "░░░░░░░░░▏\n")
    #expect(bar(1) == "█████████▏\n")
    #expect(bar(2) == "█████┃████\n")
    #expect(bar(1.25) == "████████┃█\n")
    // The track goes on behind a part of a cell.
    var grid = CellGrid(size: ScreenSize(width: 10, height: 1))
    Gauge(share: 0.5).render(onto: &grid, in: grid.region)
    #expect(grid[0, 4].glyph == "▌" && grid[0, 4].ink.background == .border)
  }
}
