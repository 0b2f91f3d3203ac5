public import SpendText

/// A screen as a value: what a frame is drawn on and what tests compare.
public struct CellGrid: Hashable, Sendable {
  public let size: ScreenSize
  public private(set) var cells: [Cell]
  /// Combining characters, by index of the cell that carries them; nearly always empty.
  public private(set) var marks: [Int: [Unicode.Scalar]] = [:]

  /// Frames are drawn as a line with a title, without sides and bottom.
  public var hasOpenFrames = false

  /// Texts are spelled with ASCII signs, some of which take two cells.
  public var isASCII = false

  /// A text as it is written and measured.
  public func spelled(_ text: SafeText) -> SafeText { isASCII ? text.spelled : text }

  public init(size: ScreenSize) {
    self.size = size
    cells = Array(repeating: .blank, count: size.width * size.height)
  }

  /// The whole screen.
  public var region: Region { Region(height: size.height, width: size.width) }

  public subscript(row: Int, column: Int) -> Cell {
    region.contains(row: row, column: column) ? cells[row * size.width + column] : .blank
  }

  /// Returns the cells of a row; empty outside the grid.
  public func row(_ row: Int) -> ArraySlice<Cell> {
    guard row >= 0, row < size.height else { return [] }
    return cells[row * size.width..<(row + 1) * size.width]
  }

  /// Writes a text from a place relative to `region` and returns the column behind it.
  ///
  /// What lies outside the region or the screen is left out; of a wide character that only half
  /// fits, a blank is shown.
  @discardableResult
  public mutating func write(
    _ text: SafeText, row: Int, column: Int = 0, ink: Ink = .text, in region: Region
  ) -> Int {
    let bounds = region.intersection(self.region)
    let line = region.row + row
    var at = region.column + column
    for scalar in spelled(text).string.unicodeScalars {
      let width = TextWidth.of(scalar)
      if width == 0 {
        if at > bounds.column, bounds.contains(row: line, column: at - 1) {
          addMark(scalar, row: line, column: at - 1)
        }
        continue
      }
      if width == 1 {
        put(scalar, row: line, column: at, ink: ink, in: bounds)
      } else if bounds.contains(row: line, column: at), bounds.contains(row: line, column: at + 1) {
        put(scalar, row: line, column: at, ink: ink, in: bounds)
        // Its second half may cover the first half of another one.
        put(" ", row: line, column: at + 1, ink: ink, in: bounds)
        set(Cell(Cell.continued, ink), row: line, column: at + 1)
      } else {
        put(" ", row: line, column: at, ink: ink, in: bounds)
        put(" ", row: line, column: at + 1, ink: ink, in: bounds)
      }
      at += width
    }
    return at - region.column
  }

  /// Gives every cell of a region one glyph of our own.
  mutating func fill(_ region: Region, glyph: Unicode.Scalar = " ", ink: Ink = .text) {
    let bounds = region.intersection(self.region)
    for row in bounds.row..<bounds.row + bounds.height {
      for column in bounds.column..<bounds.column + bounds.width {
        put(glyph, row: row, column: column, ink: ink, in: bounds)
      }
    }
  }

  /// Blanks a region, for what is drawn over something else.
  public mutating func clear(_ region: Region, ink: Ink = .text) {
    fill(region, ink: ink)
  }

  /// Puts one glyph of our own, at a place of the screen, if `bounds` contains it.
  mutating func put(_ glyph: Unicode.Scalar, row: Int, column: Int, ink: Ink, in bounds: Region) {
    guard bounds.contains(row: row, column: column), region.contains(row: row, column: column) else { return }
    let old = cells[row * size.width + column]
    if old.glyph == Cell.continued, column > 0 {
      set(Cell(" ", old.ink), row: row, column: column - 1)
    } else if column + 1 < size.width, cells[row * size.width + column + 1].glyph == Cell.continued {
      set(Cell(" ", old.ink), row: row, column: column + 1)
    }
    set(Cell(glyph, ink), row: row, column: column)
  }

  /// Gives all cells of a region the ink of the selection.
  public mutating func select(_ region: Region) {
    let bounds = region.intersection(self.region)
    for row in bounds.row..<bounds.row + bounds.height {
      for column in bounds.column..<bounds.column + bounds.width {
        let index = row * size.width + column
        cells[index] = Cell(cells[index].glyph, .selected)
      }
    }
  }

  /// Reverses the ink of a row of a region.
  public mutating func reverse(row: Int, in region: Region) {
    let bounds = region.intersection(self.region)
    let line = region.row + row
    guard line >= bounds.row, line < bounds.row + bounds.height else { return }
    for column in bounds.column..<bounds.column + bounds.width {
      let index = line * size.width + column
      cells[index] = Cell(cells[index].glyph, cells[index].ink.reversed)
    }
  }

  private mutating func set(_ cell: Cell, row: Int, column: Int) {
    let index = row * size.width + column
    cells[index] = cell
    if !marks.isEmpty { marks[index] = nil }
  }

  private mutating func addMark(_ mark: Unicode.Scalar, row: Int, column: Int) {
    let index = row * size.width + column
    let carrier = cells[index].glyph == Cell.continued && column > 0 ? index - 1 : index
    if marks[carrier, default: []].count < 4 { marks[carrier, default: []].append(mark) }
  }

  /// The screen as lines of text without trailing blanks, each ended by a newline.
  public var plainText: String {
    lines { index, line in
      if cells[index].glyph != Cell.continued { line.unicodeScalars.append(cells[index].glyph) }
      for mark in marks[index] ?? [] { line.unicodeScalars.append(mark) }
    }
  }

  /// The inks as lines of letters, in the shape of `plainText`.
  public var inkText: String {
    lines { index, line in line.append(cells[index].ink.letter) }
  }

  private func lines(_ add: (Int, inout String) -> Void) -> String {
    var text = ""
    for row in 0..<size.height {
      var line = ""
      for column in 0..<size.width { add(row * size.width + column, &line) }
      while line.last == " " { line.removeLast() }
      text += line + "\n"
    }
    return text
  }
}
