import CNCurses
import Glibc
import SpendScreen

/// Writes rows of a grid to a window of curses, in the tones of a theme.
struct RowWriter {
  let window: UnsafeMutablePointer<WINDOW>
  let theme: Theme
  let isUTF8: Bool
  var pairs: ColourPairs

  /// Writes a row as runs of one ink. A character whose width is uncertain on the terminal ends its run, so
  /// that the next run is placed by column and never shifts.
  mutating func write(_ row: Int, of grid: CellGrid) {
    let cells = Array(grid.row(row))
    var run: [wchar_t] = []
    var start = 0
    var column = 0
    while column < cells.count {
      let cell = cells[column]
      if run.isEmpty { start = column }
      column += 1
      if cell.glyph == Cell.continued {
        // Its first half has covered it.
        put(&run, at: row, start, cell.ink)
        continue
      }
      let isWide = column < cells.count && cells[column].glyph == Cell.continued
      let marks = grid.marks[row * grid.size.width + column - 1] ?? []
      if isUTF8 {
        run.append(wchar_t(bitPattern: cell.glyph.value))
        run += marks.map { wchar_t(bitPattern: $0.value) }
      } else {
        run.append(cell.glyph.isASCII ? wchar_t(cell.glyph.value) : 0x3F)
        if isWide { run.append(0x20) }
      }
      let endsRun = isWide || !marks.isEmpty || column == cells.count || cells[column].ink != cell.ink
      if endsRun || Self.isUncertain(cell.glyph) { put(&run, at: row, start, cell.ink) }
    }
  }

  private mutating func put(_ run: inout [wchar_t], at row: Int, _ column: Int, _ ink: Ink) {
    if run.isEmpty { return }
    let style = theme.style(ink)
    let flags = (style.isBold ? 1 : 0) | (style.isDim ? 2 : 0) | (style.isReversed ? 4 : 0)
    let pair = pairs.pair(style)
    _ = nc_put(window, Int32(row), Int32(column), run, Int32(run.count), Int32(flags), pair)
    run.removeAll(keepingCapacity: true)
  }

  /// Letters beyond the drawing characters: terminals disagree about the width of some.
  private static func isUncertain(_ glyph: Unicode.Scalar) -> Bool {
    glyph.value > 0x2FF && !(0x2000...0x28FF).contains(glyph.value)
  }
}
