public import SpendText

/// Rows and columns of shaded cells: the darker, the more. Reads without colour.
public struct HeatMap: Sendable {
  /// Names of the rows, and of the columns; of those, the ones that have room.
  public var rows: [SafeText]
  public var columns: [SafeText]
  /// Values by row.
  public var values: [[Double]]
  public var ink: Ink
  /// Names the values of the lightest and of the darkest shade.
  public var label: @Sendable (Double) -> SafeText

  public init(
    rows: [SafeText], columns: [SafeText], values: [[Double]], ink: Ink = .series(0),
    label: @escaping @Sendable (Double) -> SafeText
  ) {
    self.rows = rows
    self.columns = columns
    self.values = values
    self.ink = ink
    self.label = label
  }

  /// Shades from the smallest value above zero to the largest; zero is blank.
  static let shades: [Unicode.Scalar] = ["·", "░", "▒", "▓", "█"]
  private static let widestCell = 5

  public func render(onto grid: inout CellGrid, in region: Region) {
    let highest = values.joined().filter(\.isFinite).max() ?? 0
    guard !columns.isEmpty, highest > 0, region.height >= 2 else { return }
    let names = rows.reduce(0) { max($0, $1.width) } + 2
    let cell = min(Self.widestCell, (region.width - names) / columns.count)
    guard cell >= 1 else { return }
    let shownRows = min(rows.count, region.height - 1)
    for row in 0..<shownRows {
      grid.write(rows[row], row: row, column: 1, ink: .muted, in: region)
      for column in columns.indices where column < values[row].count {
        let value = values[row][column]
        guard value > 0, value.isFinite else { continue }
        let level = min(Self.shades.count - 1, Int(value / highest * Double(Self.shades.count)))
        let place = Region(
          row: region.row + row, column: region.column + names + column * cell, height: 1, width: cell)
        grid.fill(place.intersection(region), glyph: Self.shades[level], ink: ink)
      }
    }
    var free = 0
    for (column, name) in columns.enumerated() where column * cell >= free {
      guard names + column * cell + name.width <= region.width else { continue }
      grid.write(name, row: shownRows, column: names + column * cell, ink: .muted, in: region)
      free = column * cell + name.width + 1
    }
    drawLegend(highest, after: names + columns.count * cell + 3, onto: &grid, in: region)
  }

  private func drawLegend(_ highest: Double, after column: Int, onto grid: inout CellGrid, in region: Region)
  {
    let count = Double(Self.shades.count)
    let texts = Self.shades.indices.map { label(highest * Double($0) / count) }
    let width = texts.reduce(0) { max($0, $1.width) }
    guard column + width + 6 <= region.width else { return }
    for (level, text) in texts.enumerated() where level < region.height {
      let row = region.row + level
      grid.fill(
        Region(row: row, column: region.column + column, height: 1, width: 2).intersection(region),
        glyph: Self.shades[level], ink: ink)
      grid.write(level == 0 ? ">0" : "≥ \(text)", row: level, column: column + 3, ink: .muted, in: region)
    }
  }
}
