import SpendText

/// Writes the changed cells of a grid as control sequences of xterm, with 24-bit colours.
public struct DirectEncoder {
  private let theme: Theme

  /// Unchanged cells between two changed ones that are sent again, because moving the cursor takes as many
  /// bytes.
  private static let longestBridge = 4

  public init(theme: Theme) { self.theme = theme }

  /// Returns the bytes that turn `shown` into `grid`; empty when they are equal. Without `shown`, or with one
  /// of another size, the screen must be blank.
  public func encode(_ grid: CellGrid, over shown: CellGrid?) -> String {
    let old = shown?.size == grid.size ? shown : nil
    var text = ""
    var ink: Ink?
    for row in 0..<grid.size.height {
      for span in changes(row, grid, old) {
        var isPlaced = false
        for column in span {
          let cell = grid[row, column]
          if cell.glyph == Cell.continued { continue }
          if !isPlaced { text += "\u{1B}[\(row + 1);\(column + 1)H" }
          if cell.ink != ink {
            text += sequence(theme.style(cell.ink))
            ink = cell.ink
          }
          text.unicodeScalars.append(cell.glyph)
          let marks = grid.marks[row * grid.size.width + column] ?? []
          for mark in marks { text.unicodeScalars.append(mark) }
          // Terminals disagree about the width of some letters: what follows is placed again.
          isPlaced = cell.glyph.value < 0x300 || (0x2000...0x28FF).contains(cell.glyph.value)
          if !marks.isEmpty || grid[row, column + 1].glyph == Cell.continued { isPlaced = false }
        }
      }
    }
    // In one piece (synchronized output, mode 2026); terminals without it ignore the mode.
    return text.isEmpty ? "" : "\u{1B}[?2026h" + text + "\u{1B}[0m\u{1B}[?2026l"
  }

  /// Spans of columns whose cells differ from those of `old`.
  private func changes(_ row: Int, _ grid: CellGrid, _ old: CellGrid?) -> [Range<Int>] {
    let width = grid.size.width
    guard let old else { return width > 0 ? [0..<width] : [] }
    if old.marks.isEmpty, grid.marks.isEmpty, old.row(row) == grid.row(row) { return [] }
    var spans: [Range<Int>] = []
    for column in 0..<width {
      let index = row * width + column
      guard grid[row, column] != old[row, column] || grid.marks[index] != old.marks[index] else { continue }
      // A wide character is sent from its first half on, and over the whole of the one that was there.
      let halves = [grid, old].contains { $0[row, column].glyph == Cell.continued }
      let start = halves ? max(0, column - 1) : column
      if let last = spans.last, start <= last.upperBound + Self.longestBridge {
        spans[spans.count - 1] = last.lowerBound..<max(last.upperBound, column + 1)
      } else {
        spans.append(start..<column + 1)
      }
    }
    return spans
  }

  private func sequence(_ style: Theme.Style) -> String {
    var codes = ["0"]
    if style.isBold { codes.append("1") }
    if style.isDim { codes.append("2") }
    if style.isReversed { codes.append("7") }
    if let colour = style.foreground { codes.append(Self.code(colour, 38)) }
    if let colour = style.background { codes.append(Self.code(colour, 48)) }
    return "\u{1B}[" + codes.joined(separator: ";") + "m"
  }

  private static func code(_ colour: Theme.Colour, _ ground: Int) -> String {
    switch colour {
    case .index(let number): "\(ground);5;\(number)"
    case .rgb(let rgb): "\(ground);2;\(rgb >> 16 & 0xFF);\(rgb >> 8 & 0xFF);\(rgb & 0xFF)"
    }
  }
}
