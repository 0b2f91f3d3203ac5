public import SpendText

/// A border with a title on the left and a note on the right of its upper edge.
public struct Frame: Sendable {
  public var title: SafeText
  public var note: SafeText
  public var hasFocus: Bool

  public init(title: SafeText, note: SafeText = "", hasFocus: Bool = false) {
    self.title = title
    self.note = note
    self.hasFocus = hasFocus
  }

  /// Draws the border along the edge of `region` and returns what it encloses. A region too small for
  /// a border is returned whole and left alone.
  @discardableResult
  public func render(onto grid: inout CellGrid, in region: Region) -> Region {
    guard region.height >= 2, region.width >= 2 else { return region }
    let ink = hasFocus ? Ink.focus : .border
    let bottom = region.row + region.height - 1
    let right = region.column + region.width - 1
    for column in region.column...right {
      grid.put("─", row: region.row, column: column, ink: ink, in: region)
      grid.put("─", row: bottom, column: column, ink: ink, in: region)
    }
    for row in region.row...bottom {
      grid.put("│", row: row, column: region.column, ink: ink, in: region)
      grid.put("│", row: row, column: right, ink: ink, in: region)
    }
    grid.put("╭", row: region.row, column: region.column, ink: ink, in: region)
    grid.put("╮", row: region.row, column: right, ink: ink, in: region)
    grid.put("╰", row: bottom, column: region.column, ink: ink, in: region)
    grid.put("╯", row: bottom, column: right, ink: ink, in: region)

    let room = region.width - 4
    let shown = title.cut(to: room - 2)
    if shown.width > 0 {
      grid.write(" \(shown) ", row: 0, column: 2, ink: hasFocus ? .focus : .title, in: region)
    }
    let left = room - shown.width - 3
    if note.width > 0, note.width + 2 <= left {
      grid.write(
        " \(note) ", row: 0, column: region.width - 3 - note.width - 1, ink: .muted,
        in: region)
    }
    return region.inset()
  }
}
