import SpendScreen
import SpendText
import Testing

@Suite struct CellGridTests {
  private func grid(_ width: Int, _ height: Int) -> CellGrid {
    CellGrid(size: ScreenSize(width: width, height: height))
  }

  @Test(
    "what does not fit is left out",
    arguments: [
      ("plain", "spend", 0, "spend"), ("cut at the region's end", "spendtop", 4, "    spen"),
      ("before the region", "spend", -2, "end"), ("a wide letter that fits", "日本", 4, "    日本"),
      ("half a wide letter", "日本", 5, "     日"), ("a carried mark", "e\u{301}x", 0, "e\u{301}x"),
      ("nothing is obeyed", "a\u{1B}[2Jb", 0, "a^[[2Jb"),
    ])
  func writing(_ name: String, text: String, column: Int, expected: String) {
    var grid = grid(10, 2)
    grid.write(SafeText(text), row: 0, column: column, in: Region(row: 0, column: 0, height: 1, width: 8))
    #expect(grid.plainText == expected + "\n\n", "\(name)")
  }

  @Test("half of a wide letter never stays behind")
  func wideLettersAreReplacedWhole() {
    var grid = grid(4, 1)
    grid.write("日本", row: 0, in: grid.region)
    grid.write("x", row: 0, column: 1, in: grid.region)
    #expect(grid.plainText == " x本\n")
    grid.write("y", row: 0, column: 2, in: grid.region)
    #expect(grid.plainText == " xy\n")
  }

  @Test("an ASCII screen has nothing but ASCII")
  func ascii() {
    var grid = grid(24, 6)
    Frame(title: "Größe 日", note: "▲ 3").render(onto: &grid, in: grid.region)
    Gauge(share: 0.55).render(onto: &grid, in: grid.region.inset())
    #expect(grid.ascii.plainText.utf8.allSatisfy { $0 < 0x80 })
  }

  @Test("in ASCII different signs stay different, with the room that they take")
  func signsOfTwoCharacters() {
    var grid = grid(30, 5)
    grid.isASCII = true
    grid.write("≥$5 → $9 ≠ ←", row: 0, in: grid.region)
    StatusLine([.init("≥$5"), .init("next"), .init("→", trailing: true)])
      .render(onto: &grid, in: Region(row: 1, column: 0, height: 1, width: 14))
    Table(columns: [.init("sum", .number), .init("to", .text)], count: 1) { _ in
      [.text("≥$5.00"), .text("1→2")]
    }.render(onto: &grid, in: Region(row: 2, column: 0, height: 2, width: 15))
    #expect(
      grid.ascii.plainText == ">=$5 -> $9 != <-\n>=$5  next  ->\n     sum  to\n >=$5.00  1->2\n\n")
  }

  @Test(
    "regions are cut without loss",
    arguments: [(0, 0), (1, 1), (7, 3), (80, 24), (200, 50)])
  func cutting(width: Int, height: Int) {
    let region = Region(row: 2, column: 3, height: height, width: width)
    let (top, rest) = region.splitTop(5)
    #expect(top.height + rest.height == height)
    let (bottom, above) = region.splitBottom(2)
    #expect(bottom.height + above.height == height)
    #expect(bottom.row + bottom.height == region.row + region.height)
    let columns = region.columns(weights: [3, 2, 2])
    #expect(columns.reduce(0) { $0 + $1.width } == width)
    #expect(region.inset(by: 9).height >= 0)
  }

  @Test("a wide character written over two others keeps both its halves and leaves no half behind")
  func wideOverWide() {
    var grid = CellGrid(size: ScreenSize(width: 8, height: 1))
    grid.write("意味意味", row: 0, in: grid.region)
    grid.write("味x", row: 0, column: 1, in: grid.region)
    #expect(grid.plainText == " 味x意味\n")
    grid.write("意味", row: 0, column: 1, in: grid.region)
    #expect(grid.plainText == " 意味 味\n")
  }
}
