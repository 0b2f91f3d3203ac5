public import SpendText

/// Rows of columns: labels are cut, numbers never. Columns are admitted whole, in the order of their
/// priority, while the width lasts.
public struct TableView {
  public struct Column: Sendable {
    public var title: SafeText
    public var isNumber: Bool
    /// Smaller ones are admitted first.
    public var priority: Int
    /// Cells it takes at least, whatever its contents.
    public var width: Int
    public var isSorted: Bool

    public init(_ title: SafeText, number: Bool = true, priority: Int, width: Int = 0, isSorted: Bool = false)
    {
      self.title = title
      isNumber = number
      self.priority = priority
      self.width = width
      self.isSorted = isSorted
    }
  }

  public struct CellText: Sendable {
    public var text: SafeText
    public var ink: Ink

    public init(_ text: SafeText, _ ink: Ink = .plain) {
      self.text = text
      self.ink = ink
    }
  }

  public var columns: [Column]
  public var rows: [[CellText]]
  /// The selected row, nil for none.
  public var selection: Int?
  public var isFocused: Bool

  public init(columns: [Column], rows: [[CellText]], selection: Int?, isFocused: Bool) {
    self.columns = columns
    self.rows = rows
    self.selection = selection
    self.isFocused = isFocused
  }

  /// Cells of the first label that numbers of low priority must leave.
  private static let leastLabel = 16

  /// The first row that is shown when `height` rows fit, so that the selection is among them.
  public static func firstRow(selection: Int?, count: Int, height: Int) -> Int {
    guard let selection, selection >= height else { return 0 }
    return min(selection - height + 1, max(0, count - height))
  }

  public func draw(on grid: inout CellGrid, in region: Region, glyphs: GlyphSet) {
    guard region.height >= 1, region.width >= 4, !columns.isEmpty else { return }
    let shown = admitted(region.width - 1)
    let (header, body) = region.split(top: 1)
    draw(header.y, shown, grid: &grid, region) { column in
      let definition = columns[column]
      let mark = definition.isSorted ? SafeText(definition.title.string + glyphs.down) : definition.title
      return CellText(mark, Ink(.muted, bold: definition.isSorted))
    }
    let first = Self.firstRow(selection: selection, count: rows.count, height: body.height)
    for line in 0..<body.height where first + line < rows.count {
      let row = first + line
      draw(body.y + line, shown, grid: &grid, region) { column in
        column < rows[row].count ? rows[row][column] : CellText(SafeText(""))
      }
      guard row == selection else { continue }
      grid.put(
        SafeText(glyphs.pointer), x: region.x, y: body.y + line, ink: Ink(.accent, bold: true), in: region)
      if isFocused { grid.shade(row: body.y + line, in: region, bold: true, reversed: true) }
    }
  }

  private struct Placed {
    var column: Int
    var x: Int
    var width: Int
  }

  /// Which columns fit, and where.
  private func admitted(_ room: Int) -> [Placed] {
    var widths = columns.indices.map { column in
      let widest = rows.reduce(columns[column].title.width + (columns[column].isSorted ? 1 : 0)) {
        most, row in
        column < row.count ? max(most, row[column].text.width) : most
      }
      return max(widest, columns[column].width)
    }
    let label = columns.firstIndex { !$0.isNumber }
    let leastLabel = min(Self.leastLabel, max(8, room / 3))
    var taken: [Int] = []
    var used = 0
    for column in columns.indices.sorted(by: { (columns[$0].priority, $0) < (columns[$1].priority, $1) }) {
      let least = column == label ? min(widths[column], leastLabel) : widths[column]
      guard used + least + (taken.isEmpty ? 0 : 1) <= room else { continue }
      used += least + (taken.isEmpty ? 0 : 1)
      taken.append(column)
    }
    if let label, taken.contains(label) {
      // What is left goes to the label, up to what it needs; more of it only pushes numbers apart.
      let others = used - min(widths[label], leastLabel)
      widths[label] = max(min(widths[label], leastLabel), room - others)
    }
    var placed: [Placed] = []
    var x = 1
    for column in taken.sorted() {
      placed.append(Placed(column: column, x: x, width: widths[column]))
      x += widths[column] + 1
    }
    return placed
  }

  private func draw(
    _ y: Int, _ shown: [Placed], grid: inout CellGrid, _ region: Region, cell: (Int) -> CellText
  ) {
    for place in shown {
      let content = cell(place.column)
      let text = content.text.cut(to: place.width)
      let shift = columns[place.column].isNumber ? place.width - text.width : 0
      grid.put(text, x: region.x + place.x + shift, y: y, ink: content.ink, in: region)
    }
  }
}
