import SpendScreen
import SpendText

/// Wrapped lines in a frame: details of a selected row.
struct DetailPanel {
  let title: SafeText
  let lines: [Popup.Line]

  func render(onto grid: inout CellGrid, in region: Region) {
    let inner = Frame(title: title, note: "").render(onto: &grid, in: region)
    let wrapped = lines.flatMap { line in
      TextWrapping.lines(line.text, width: inner.width - 2).map { Popup.Line($0, line.ink) }
    }
    for (row, line) in wrapped.prefix(inner.height).enumerated() {
      grid.write(line.text, row: row, column: 1, ink: line.ink, in: inner)
    }
  }
}
