import SpendScreen
import SpendText

/// Wrapped lines in a frame: details of a selected row.
struct DetailPanel {
  let title: SafeText
  let lines: [Popup.Line]

  func render(onto grid: inout CellGrid, in region: Region) {
    let inner = Frame(title: title, note: "").render(onto: &grid, in: region)
    var row = 0
    for line in lines where row < inner.height {
      let wrapped = TextWrapping.lines(line.text, width: inner.width - 2, rows: inner.height - row)
      for text in wrapped {
        grid.write(text, row: row, column: 1, ink: line.ink, in: inner)
        row += 1
      }
    }
  }
}
