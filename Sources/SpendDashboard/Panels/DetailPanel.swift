import SpendScreen
import SpendText

/// Wrapped lines in a frame: details of a selected row, and of others where there is room.
struct DetailPanel {
  let title: SafeText
  let lines: [Popup.Line]
  /// Rows whose details follow, in this order, as far as they fit.
  var others: [Int] = []
  var details: (Int) -> [Popup.Line] = { _ in [] }

  /// Lines for which a blank line and details of another row begin.
  private static let leastRows = 3

  func render(onto grid: inout CellGrid, in region: Region) {
    let inner = Frame(title: title, note: "").render(onto: &grid, in: region)
    var row = write(lines, from: 0, onto: &grid, in: inner)
    for other in others where row + 1 + Self.leastRows <= inner.height {
      row = write(details(other), from: row + 1, onto: &grid, in: inner)
    }
  }

  /// Returns the row below the last line.
  private func write(_ lines: [Popup.Line], from first: Int, onto grid: inout CellGrid, in inner: Region)
    -> Int
  {
    var row = first
    for line in lines where row < inner.height {
      for text in TextWrapping.lines(
        grid.spelled(line.text), width: inner.width - 2, rows: inner.height - row)
      {
        grid.write(text, row: row, column: 1, ink: line.ink, in: inner)
        row += 1
      }
    }
    return row
  }

  /// The rows after the selected one, then those before it.
  static func others(_ selected: Int?, count: Int) -> [Int] {
    guard let selected else { return [] }
    return Array(selected + 1..<max(selected + 1, count)) + Array(0..<min(selected, count))
  }
}
