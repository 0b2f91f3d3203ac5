public import SpendText

extension SafeText {
  /// Signs that take two characters in ASCII.
  private static let pairs: [Unicode.Scalar: String] = ["≥": ">=", "→": "->", "←": "<-", "≠": "!="]

  /// With the signs that one ASCII character cannot stand for in two. Texts are spelled before they are
  /// measured; single signs are replaced on the finished screen.
  public var spelled: SafeText {
    guard string.unicodeScalars.contains(where: { Self.pairs[$0] != nil }) else { return self }
    return SafeText(string.unicodeScalars.map { Self.pairs[$0] ?? String($0) }.joined())
  }
}

extension CellGrid {
  /// The same screen for terminals and locales that have only ASCII: drawing characters become their
  /// nearest signs, letters that have none become `?`.
  public var ascii: CellGrid {
    var grid = CellGrid(size: size)
    for row in 0..<size.height {
      for column in 0..<size.width {
        let cell = self[row, column]
        let glyph = cell.glyph == Cell.continued ? " " : Self.ascii(cell.glyph)
        grid.put(glyph, row: row, column: column, ink: cell.ink, in: region)
      }
    }
    return grid
  }

  static func ascii(_ glyph: Unicode.Scalar) -> Unicode.Scalar {
    if glyph.isASCII { return glyph }
    if (0x2800...0x28FF).contains(glyph.value) {
      let dots = (glyph.value - 0x2800).nonzeroBitCount
      return dots == 0 ? " " : dots <= 2 ? "." : dots <= 4 ? ":" : "#"
    }
    switch glyph {
    case "╭", "╮", "╰", "╯", "├", "┤", "┼", "┴", "┬", "└", "┌", "┐", "┘": return "+"
    case "─", "━", "–", "—", "╌": return "-"
    case "·": return ":"
    case "┄": return "~"
    case "│", "┃", "┊", "▕", "▏", "▎", "▍": return "|"
    case "▌", "▋", "▊", "▉": return "="
    case "█", "▇": return "#"
    case "▓", "▆": return "*"
    case "●", "◉": return "o"
    case "▒", "▅": return "+"
    case "▄": return "="
    case "▃": return "-"
    case "▂", "░", "○", "◌", "▁": return "."
    case "▚": return "%"
    case "▞": return "x"
    case "▲", "↑": return "^"
    case "▼", "↓": return "v"
    case "▶": return ">"
    case "▸": return "*"
    case "◂", "◀": return "<"
    case "…": return "."
    case "≈": return "~"
    case "×": return "x"
    case "‼", "✗": return "X"
    case "Δ": return "D"
    case "⌫": return "<"
    case "⇧": return "S"
    case "⏎": return "E"
    case "␣": return "_"
    default: return "?"
    }
  }
}
