import SpendText

/// Rows of cells with columns that stand below each other; the first ones are aligned to the left.
public enum TextTable {
  /// - Parameter labels: columns from the left that hold text, not figures.
  public static func lines(_ rows: [[String]], labels: Int) -> [String] {
    let clean = rows.map { $0.map { SafeText($0) } }
    let count = clean.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      clean.map { $0.indices.contains(column) ? $0[column].width : 0 }.max() ?? 0
    }
    return clean.map { cells in
      var line = ""
      for (index, cell) in cells.enumerated() {
        let padding = String(repeating: " ", count: widths[index] - cell.width)
        if index > 0 { line += "  " }
        line += index < labels ? cell.string + padding : padding + cell.string
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
