public import SpendText

/// Rows under headings. Columns are admitted whole, the most important first; labels may be cut,
/// numbers never are.
public struct Table: Sendable {
  public struct Column: Sendable {
    public enum Kind: Sendable, Hashable {
      /// Left-aligned text that takes the room that is left, at least this many cells.
      case label(least: Int)
      /// Right-aligned and as wide as its widest value.
      case number
      /// Left-aligned and as wide as its widest value.
      case text
      /// A drawing of fixed width.
      case drawing(width: Int)
    }

    public var title: SafeText
    public var kind: Kind
    /// 0 is kept longest.
    public var priority: Int
    /// Least width of a number or text column, so that it keeps still while values change.
    public var least: Int

    public init(_ title: SafeText, _ kind: Kind, priority: Int = 0, least: Int = 0) {
      self.title = title
      self.kind = kind
      self.priority = priority
      self.least = least
    }
  }

  public enum Value: Sendable {
    case text(SafeText, Ink = .text)
    /// A bar of a share between 0 and 1.
    case bar(Double, Ink)
    case curve([Double], Ink)

    var width: Int {
      if case .text(let text, _) = self { text.width } else { 0 }
    }
  }

  public var columns: [Column]
  public var rows: [[Value]]
  /// The row that is marked; nil for none.
  public var selection: Int?
  /// First row shown; moved so that the selection is visible.
  public var offset: Int
  /// Column that carries the sign of order.
  public var sorted: (column: Int, descending: Bool)?
  public var hasFocus: Bool
  /// What is said instead of rows when there are none.
  public var emptyText: SafeText

  public init(
    columns: [Column], rows: [[Value]], selection: Int? = nil, offset: Int = 0,
    sorted: (column: Int, descending: Bool)? = nil, hasFocus: Bool = false, emptyText: SafeText = ""
  ) {
    self.columns = columns
    self.rows = rows
    self.selection = selection
    self.offset = offset
    self.sorted = sorted
    self.hasFocus = hasFocus
    self.emptyText = emptyText
  }

  /// The first row to show so that `selection` is among `height` rows, moving as little as possible.
  public static func offset(_ offset: Int, selection: Int?, count: Int, height: Int) -> Int {
    guard height > 0 else { return 0 }
    var first = min(max(0, offset), max(0, count - height))
    if let selection {
      if selection < first { first = max(0, selection) }
      if selection >= first + height { first = selection - height + 1 }
    }
    return first
  }

  public func render(onto grid: inout CellGrid, in region: Region) {
    guard !region.isEmpty else { return }
    let (head, body) = region.splitTop(1)
    let first = Self.offset(offset, selection: selection, count: rows.count, height: body.height)
    let visible = rows.isEmpty ? [] : Array(rows[first..<min(rows.count, first + body.height)])
    let places = layout(width: region.width, rows: visible)

    for place in places {
      let title = heading(place.index)
      let inset = isRight(place.index) ? place.width - title.width : 0
      grid.write(
        title.cut(to: place.width), row: 0, column: place.column + max(0, inset), ink: .muted, in: head)
    }
    if rows.isEmpty {
      grid.write(emptyText.cut(to: region.width - 1), row: 0, column: 1, ink: .muted, in: body)
    }
    for (row, values) in visible.enumerated() {
      for place in places where place.index < values.count {
        draw(values[place.index], at: place, row: row, onto: &grid, in: body)
      }
      if first + row == selection {
        if hasFocus {
          grid.reverse(row: row, in: body)
        }
        grid.put("▸", row: body.row + row, column: body.column, ink: hasFocus ? .selected : .focus, in: body)
      }
    }
  }

  private func draw(_ value: Value, at place: Place, row: Int, onto grid: inout CellGrid, in body: Region) {
    let cell = Region(row: body.row + row, column: body.column + place.column, height: 1, width: place.width)
      .intersection(body)
    switch value {
    case .text(let text, let ink):
      let inset = isRight(place.index) ? max(0, place.width - text.width) : 0
      grid.write(text.cut(to: place.width), row: 0, column: inset, ink: ink, in: cell)
    case .bar(let share, let ink):
      Gauge.bar(share, ink: ink, onto: &grid, in: cell)
    case .curve(let values, let ink):
      Sparkline(values: values, ink: ink).render(onto: &grid, in: cell)
    }
  }

  struct Place: Equatable {
    var index: Int
    var column: Int
    var width: Int
  }

  /// Where each admitted column lies. One cell on the left is kept for the sign of selection,
  /// one on the right for the eye.
  func layout(width: Int, rows: [[Value]]) -> [Place] {
    let margin = 1
    let gap = 1
    let widths = columns.indices.map { neededWidth($0, rows: rows) }
    var kept: Set<Int> = []
    var used = 2 * margin
    let byImportance = columns.indices.sorted { (columns[$0].priority, $0) < (columns[$1].priority, $1) }
    for index in byImportance {
      let wanted = widths[index] + (kept.isEmpty ? 0 : gap)
      if used + wanted <= width {
        kept.insert(index)
        used += wanted
      }
    }
    let labels = kept.filter { if case .label = columns[$0].kind { true } else { false } }.sorted()
    var spare = labels.isEmpty ? 0 : max(0, width - used)
    var column = margin
    var places: [Place] = []
    for index in kept.sorted() {
      var cells = widths[index]
      if labels.contains(index) {
        let ahead = labels.filter { $0 >= index }.count
        let extra = spare / ahead
        spare -= extra
        cells += extra
      }
      places.append(Place(index: index, column: column, width: cells))
      column += cells + gap
    }
    return places
  }

  private func neededWidth(_ index: Int, rows: [[Value]]) -> Int {
    switch columns[index].kind {
    case .label(let least): return least
    case .drawing(let width): return width
    case .number, .text:
      let widest = rows.reduce(0) { max($0, index < $1.count ? $1[index].width : 0) }
      // Room for the sign of order is always kept: sorting must not move the columns.
      return max(columns[index].least, widest, columns[index].title.width + 1)
    }
  }

  private func isRight(_ index: Int) -> Bool { columns[index].kind == .number }

  private func heading(_ index: Int) -> SafeText {
    guard let sorted, sorted.column == index else { return columns[index].title }
    return "\(columns[index].title)\(sorted.descending ? "▼" : "▲")"
  }
}
