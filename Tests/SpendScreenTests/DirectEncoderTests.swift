import SpendTestSupport
import SpendText
import Testing

@testable import SpendScreen

@Suite struct DirectEncoderTests {
  private let encoder = DirectEncoder(theme: Theme(depth: .direct))

  /// What a terminal shows after some output: glyphs and the colour sequence of each cell.
  private struct Emulator {
    var cells: [[String]]
    private var row = 0
    private var column = 0
    private var style = ""

    init(_ size: ScreenSize) {
      cells = Array(repeating: Array(repeating: " ", count: size.width), count: size.height)
    }

    mutating func feed(_ text: String) {
      var rest = Substring(text).unicodeScalars
      while let scalar = rest.popFirst() {
        if scalar == "\u{1B}" {
          _ = rest.popFirst()
          let parameters = String(String.UnicodeScalarView(rest.prefix { !("@"..."~").contains($0) }))
          rest = rest.dropFirst(parameters.unicodeScalars.count)
          let command = rest.popFirst()
          if command == "H" {
            let place = parameters.split(separator: ";").compactMap { Int($0) }
            (row, column) = (place[0] - 1, place[1] - 1)
          } else if command == "m" {
            style = parameters
          }
          continue
        }
        let width = TextWidth.of(scalar)
        if width == 0 {
          cells[row][column - 1].unicodeScalars.append(scalar)
          continue
        }
        cells[row][column] = style + String(scalar)
        if width == 2, column + 1 < cells[row].count { cells[row][column + 1] = "" }
        column += width
      }
    }
  }

  private func randomGrid(_ size: ScreenSize, _ random: inout SeededGenerator) -> CellGrid {
    var grid = CellGrid(size: size)
    let words = ["gpt-5", "意味", "e\u{301}té", "$12.50", "█▃", "  "]
    for _ in 0..<Int.random(in: 0...12, using: &random) {
      let tone = Ink.Tone.allCases[Int.random(in: 0..<Ink.Tone.allCases.count, using: &random)]
      grid.write(
        SafeText(words[Int.random(in: 0..<words.count, using: &random)]),
        row: Int.random(in: 0..<size.height, using: &random),
        column: Int.random(in: 0..<size.width, using: &random),
        ink: Ink(tone, bold: Bool.random(using: &random), reversed: Bool.random(using: &random)),
        in: grid.region)
    }
    return grid
  }

  @Test("changes drawn over a frame leave the screen that a whole frame draws", arguments: UInt64(1)...60)
  func differences(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let size = ScreenSize(width: 24, height: 5)
    var shown = randomGrid(size, &random)
    var terminal = Emulator(size)
    terminal.feed(encoder.encode(shown, over: nil))
    for _ in 0..<8 {
      let next = randomGrid(size, &random)
      terminal.feed(encoder.encode(next, over: shown))
      var whole = Emulator(size)
      whole.feed(encoder.encode(next, over: nil))
      #expect(terminal.cells == whole.cells, "seed \(seed)")
      shown = next
    }
  }

  @Test("an unchanged frame sends nothing, and colours have 24 bits")
  func calm() {
    var grid = CellGrid(size: ScreenSize(width: 10, height: 2))
    grid.write("alarm", row: 1, ink: .alarm, in: grid.region)
    #expect(encoder.encode(grid, over: grid) == "")
    #expect(encoder.encode(grid, over: nil).contains("\u{1B}[0;1;38;2;255;110;110malarm"))
  }
}
