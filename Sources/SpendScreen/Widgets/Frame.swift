public import SpendText

/// A border with a title on the left and a note on the right of its upper edge.
public struct Frame: Sendable {
  public var title: SafeText
  public var note: SafeText
  public var hasFocus: Bool
  /// Has all four sides also where other frames are open.
  public var isBox: Bool

  public init(title: SafeText, note: SafeText = "", hasFocus: Bool = false, isBox: Bool = false) {
    self.title = title
    self.note = note
    self.hasFocus = hasFocus
    self.isBox = isBox
  }

  /// What a frame encloses in `region`.
  public static func inner(of region: Region, isOpen: Bool) -> Region {
    guard region.height >= 2, region.width >= 2 else { return region }
    guard isOpen else { return region.inset() }
    // A column of air stays between neighbours.
    return Region(
      row: region.row + 1, column: region.column, height: region.height - 1, width: region.width - 1)
  }

  /// Draws the border along the edge of `region` and returns what it encloses. A region too small for
  /// a border is returned whole and left alone.
  @discardableResult
  public func render(onto grid: inout CellGrid, in region: Region) -> Region {
    guard region.height >= 2, region.width >= 2 else { return region }
    let ink = hasFocus ? Ink.focus : .border
    let bottom = region.row + region.height - 1
    let right = region.column + region.width - 1
    let isOpen = grid.hasOpenFrames && !isBox
    for column in region.column...(isOpen ? right - 1 : right) {
      grid.put("─", row: region.row, column: column, ink: ink, in: region)
      if !isOpen { grid.put("─", row: bottom, column: column, ink: ink, in: region) }
    }
    for row in region.row...bottom where !isOpen {
      grid.put("│", row: row, column: region.column, ink: ink, in: region)
      grid.put("│", row: row, column: right, ink: ink, in: region)
    }
    drawTitle(ink, onto: &grid, in: region)
    if isOpen { return Self.inner(of: region, isOpen: true) }
    grid.put("╭", row: region.row, column: region.column, ink: ink, in: region)
    grid.put("╮", row: region.row, column: right, ink: ink, in: region)
    grid.put("╰", row: bottom, column: region.column, ink: ink, in: region)
    grid.put("╯", row: bottom, column: right, ink: ink, in: region)
    return Self.inner(of: region, isOpen: false)
  }

  private func drawTitle(_ ink: Ink, onto grid: inout CellGrid, in region: Region) {
    let (title, note) = (grid.spelled(title), grid.spelled(note))
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
  }
}
