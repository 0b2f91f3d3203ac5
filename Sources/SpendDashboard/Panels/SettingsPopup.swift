import SpendScreen
import SpendText

/// The settings of the screen, one a row, with the keys that change them.
struct SettingsPopup {
  let form: SettingsForm
  let settings: ScreenSettings

  private static let width = 74
  private static let names = 10

  private func box(_ region: Region) -> Region {
    region.centred(height: SettingsForm.rows.count + 3, width: Self.width)
  }

  func render(onto grid: inout CellGrid, in region: Region) {
    let box = box(region)
    grid.clear(box)
    let inner = Frame(title: "Settings", note: "", hasFocus: true, isBox: true).render(onto: &grid, in: box)
    let (bottom, body) = inner.splitBottom(1)
    let first = Table.offset(
      0, selection: form.selection, count: SettingsForm.rows.count, height: body.height)
    for (row, line) in SettingsForm.rows.dropFirst(first).prefix(body.height).enumerated() {
      let isSelected = first + row == form.selection
      let (name, value, help) = text(line)
      grid.write(isSelected ? "▸" : " ", row: row, ink: .focus, in: body)
      grid.write(name, row: row, column: 1, ink: isSelected ? .focus : .text, in: body)
      let end = grid.write(value, row: row, column: Self.names, ink: .title, in: body)
      let column = max(end + 2, 2 * Self.names + 8)
      grid.write(
        TextCutting.prose(help, to: body.width - column - 1), row: row, column: column, ink: .muted, in: body)
      if isSelected { grid.reverse(row: row, in: body) }
    }
    StatusLine([
      .init("← → change", .muted, priority: 0), .init("⏎ save", .muted, priority: 1),
      .init("Esc cancel", .muted, priority: 2),
    ]).render(
      onto: &grid,
      in: Region(
        row: bottom.row, column: bottom.column + 1, height: bottom.height, width: max(0, bottom.width - 2)))
  }

  private func text(_ row: SettingsForm.Row) -> (name: SafeText, value: SafeText, help: SafeText) {
    switch row {
    case .palette: ("theme", "◂ \(SafeText(settings.palette.name)) ▸", SafeText(settings.palette.help))
    case .density:
      (
        "density", "◂ \(SafeText(settings.density.rawValue)) ▸",
        settings.density == .normal ? "panels with a border" : "panels with a title line"
      )
    case .range: ("range", "◂ \(SafeText(settings.range.title)) ▸", "time range at the start")
    case .column(let column):
      (
        column == TableColumn.allCases.first ? "columns" : "",
        settings.hiddenColumns.contains(column)
          ? "[ ] \(SafeText(column.rawValue))" : "[x] \(SafeText(column.rawValue))", SafeText(column.help)
      )
    }
  }

  /// The row at a cell of the screen; nil beside the form.
  func row(row: Int, column: Int, on size: ScreenSize) -> Int? {
    let inner = box(Region(height: size.height, width: size.width)).inset()
    let body = inner.splitBottom(1).rest
    guard body.contains(row: row, column: column) else { return nil }
    let first = Table.offset(
      0, selection: form.selection, count: SettingsForm.rows.count, height: body.height)
    let index = first + row - body.row
    return SettingsForm.rows.indices.contains(index) ? index : nil
  }
}
