public import SpendText

/// A border with a title.
public struct Frame {
  public var title: SafeText
  public var note: SafeText
  public var isFocused: Bool

  public init(title: SafeText, note: SafeText = SafeText(""), isFocused: Bool = false) {
    self.title = title
    self.note = note
    self.isFocused = isFocused
  }

  /// Draws the border and returns the room inside it.
  @discardableResult
  public func draw(on grid: inout CellGrid, in region: Region, glyphs: GlyphSet) -> Region {
    guard region.width >= 2, region.height >= 2 else {
      return Region(x: region.x, y: region.y, width: 0, height: 0)
    }
    let ink = Ink(isFocused ? .accent : .border)
    for x in region.x + 1..<region.right - 1 {
      grid[x, region.y] = Cell(glyph: glyphs.horizontal, ink: ink)
      grid[x, region.bottom - 1] = Cell(glyph: glyphs.horizontal, ink: ink)
    }
    for y in region.y + 1..<max(region.y + 1, region.bottom - 1) {
      grid[region.x, y] = Cell(glyph: glyphs.vertical, ink: ink)
      grid[region.right - 1, y] = Cell(glyph: glyphs.vertical, ink: ink)
    }
    grid[region.x, region.y] = Cell(glyph: glyphs.corners.topLeft, ink: ink)
    grid[region.right - 1, region.y] = Cell(glyph: glyphs.corners.topRight, ink: ink)
    grid[region.x, region.bottom - 1] = Cell(glyph: glyphs.corners.bottomLeft, ink: ink)
    grid[region.right - 1, region.bottom - 1] = Cell(glyph: glyphs.corners.bottomRight, ink: ink)

    let top = Region(x: region.x + 2, y: region.y, width: region.width - 4, height: 1)
    guard top.width >= 3 else { return region.inside }
    let shown = title.cut(to: top.width - 2)
    grid.put(
      SafeText(" \(shown.string) "), x: top.x, y: top.y, ink: Ink(isFocused ? .accent : .title, bold: true),
      in: top)
    let left = top.width - shown.width - 4
    if note.width > 0, note.width <= left {
      grid.put(
        SafeText(" \(note.string) "), x: top.right - note.width - 2, y: top.y, ink: Ink(.muted), in: top)
    }
    return region.inside
  }
}
