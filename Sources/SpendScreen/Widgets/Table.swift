public import SpendText

/// Rows under headings. Columns are admitted whole, the most important first; labels may be cut,
/// numbers never are.
public struct Table {
  public struct Column: Sendable {
    public enum Kind: Sendable, Hashable {
      /// Left-aligned text that is cut in narrow tables, to at least this many cells.
      case label(least: Int)
      /// A sentence, which takes the room that is left, at least this many cells, and is cut between words.
      case prose(least: Int)
      /// Right-aligned and as wide as its widest value.
      case number
      /// Left-aligned and as wide as its widest value.
      case text
      /// A drawing, which takes up to `most` cells where there is room to spare.
      case drawing(width: Int, most: Int)
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
    /// A bar with a track up to its limit.
    case gauge(Double, Ink)
    case curve([Double], Ink)

    /// Text for screen readers.
    public var plain: String {
      switch self {
      case .text(let text, _): text.string
      case .bar(let share, _), .gauge(let share, _): "\(Int((share * 100).rounded())) %"
      case .curve: ""
      }
    }

    var width: Int {
      if case .text(let text, _) = self { text.width } else { 0 }
    }

    /// With ASCII signs.
    var spelled: Value {
      if case .text(let text, let ink) = self { .text(text.spelled, ink) } else { self }
    }
  }

  public var columns: [Column]
  public let count: Int
  /// Returns the values of a row, one a column; called for the visible rows and some that set the widths.
  private let row: (Int) -> [Value]
  /// The row that is marked; nil for none.
  public var selection: Int?
  /// First row shown; moved so that the selection is visible.
  public var offset: Int
  /// Column that carries the sign of order.
  public var sorted: (column: Int, descending: Bool)?
  public var hasFocus: Bool
  /// Text shown in an empty table.
  public var emptyText: SafeText
  /// Values are spelled with ASCII signs.
  public var isASCII = false

  /// Rows that set the widths of columns beside the visible ones: widths stay constant while a table of
  /// ordinary length scrolls, and a long table is laid out in part for every frame.
  private static let measuredRows = 100
  /// Labels are shown whole, up to this width, before columns of the priorities after `labelPriority`
  /// are admitted.
  public var longestLabel = 26
  private static let labelPriority = 2
  /// Labels are not wider than this where all columns have room.
  private static let widestLabel = 120
  private static let widestGap = 3

  public init(
    columns: [Column], count: Int, selection: Int? = nil, offset: Int = 0, hasFocus: Bool = false,
    emptyText: SafeText = "", row: @escaping (Int) -> [Value]
  ) {
    self.columns = columns
    self.count = count
    self.row = row
    self.selection = selection
    self.offset = offset
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

  /// The column that is drawn at a place of a region's rows; nil between columns.
  public func column(at place: Int, in region: Region) -> Int? {
    let (_, _, places) = arrange(in: region)
    return places.first { ($0.column..<$0.column + $0.width).contains(place) }?.index
  }

  /// First row and values of the rows that are shown, and where the columns lie.
  private func arrange(in region: Region) -> (first: Int, visible: [[Value]], places: [Place]) {
    let height = max(0, region.height - 1)
    let first = Self.offset(offset, selection: selection, count: count, height: height)
    let shown = first..<min(count, first + height)
    let visible = shown.map(values)
    let measured = (0..<min(count, Self.measuredRows)).filter { !shown.contains($0) }.map(values)
    return (first, visible, layout(width: region.width, rows: visible + measured))
  }

  private func values(_ index: Int) -> [Value] { isASCII ? row(index).map(\.spelled) : row(index) }

  public func render(onto grid: inout CellGrid, in region: Region) {
    guard !region.isEmpty else { return }
    var table = self
    table.isASCII = grid.isASCII
    table.draw(onto: &grid, in: region)
  }

  private func draw(onto grid: inout CellGrid, in region: Region) {
    let (head, body) = region.splitTop(1)
    let (first, visible, places) = arrange(in: region)

    for place in places {
      let title = heading(place.index)
      let inset = isRight(place.index) ? place.width - title.width : 0
      grid.write(
        title.cut(to: place.width), row: 0, column: place.column + max(0, inset), ink: .muted, in: head)
    }
    if count == 0 {
      for (row, line) in emptyLines(width: region.width - 2).enumerated() {
        grid.write(line, row: row, column: 1, ink: .muted, in: body)
      }
    }
    let middleCut = columnsCutInTheMiddle(visible, places)
    for (row, values) in visible.enumerated() {
      for place in places where place.index < values.count {
        var value = values[place.index]
        if middleCut.contains(place.index), case .text(let text, let ink) = value, !Self.isPath(text) {
          value = .text(Self.middle(of: text, width: place.width), ink)
        }
        draw(value, at: place, row: row, onto: &grid, in: body)
      }
      if first + row == selection {
        if hasFocus { mark(row, values, places: places, onto: &grid, in: body) }
        grid.put("▸", row: body.row + row, column: body.column, ink: hasFocus ? .selected : .focus, in: body)
      }
    }
  }

  /// The text of an empty table, with a row for each sentence where they do not fit into one.
  private func emptyLines(width: Int) -> [SafeText] {
    if emptyText.width <= width { return [emptyText] }
    var sentences: [String] = []
    for word in emptyText.string.split(separator: " ") {
      if let last = sentences.last, !last.hasSuffix(".") {
        sentences[sentences.count - 1] = last + " " + word
      } else {
        sentences.append(String(word))
      }
    }
    return sentences.map { TextCutting.prose(SafeText($0), to: width) }
  }

  /// Shows the whole row in one ink; the cells of a bar keep theirs, for a bar exchanged with its background
  /// shows the opposite. A curve keeps all of its cells: a marked gap would look like a peak.
  private func mark(
    _ row: Int, _ values: [Value], places: [Place], onto grid: inout CellGrid, in body: Region
  ) {
    let drawings = places.filter { if case .drawing = columns[$0.index].kind { true } else { false } }
    for column in 0..<body.width {
      if let drawing = drawings.first(where: { ($0.column..<$0.column + $0.width).contains(column) }) {
        let isCurve = if case .curve = values[drawing.index] { true } else { false }
        if isCurve || grid[body.row + row, body.column + column].glyph != " " { continue }
      }
      let cell = Region(row: body.row + row, column: body.column + column, height: 1, width: 1)
      grid.select(cell.intersection(body))
    }
  }

  private func draw(_ value: Value, at place: Place, row: Int, onto grid: inout CellGrid, in body: Region) {
    let cell = Region(row: body.row + row, column: body.column + place.column, height: 1, width: place.width)
      .intersection(body)
    switch value {
    case .text(let text, let ink):
      let inset = isRight(place.index) ? max(0, place.width - text.width) : 0
      let isProse = if case .prose = columns[place.index].kind { true } else { false }
      grid.write(
        isProse ? TextCutting.prose(text, to: place.width) : Self.cut(text, to: place.width), row: 0,
        column: inset, ink: ink, in: cell)
    case .bar(let share, let ink):
      Gauge.bar(share, ink: ink, onto: &grid, in: cell)
    case .gauge(let share, let ink):
      Gauge(share: share, ink: ink).render(onto: &grid, in: cell)
    case .curve(let values, let ink):
      Sparkline(values: values, ink: ink).render(onto: &grid, in: cell)
    }
  }

  /// Columns with labels that would be the same once their ends are cut off.
  private func columnsCutInTheMiddle(_ rows: [[Value]], _ places: [Place]) -> Set<Int> {
    var found: Set<Int> = []
    for place in places {
      guard case .label = columns[place.index].kind else { continue }
      var whole: [String: String] = [:]
      for row in rows where place.index < row.count {
        guard case .text(let text, _) = row[place.index], text.width > place.width,
          !Self.isPath(text)
        else { continue }
        let short = text.cut(to: place.width).string
        if let other = whole[short], other != text.string { found.insert(place.index) }
        whole[short] = text.string
      }
    }
    return found
  }

  /// The beginning and the end of a label that is too long.
  static func middle(of text: SafeText, width: Int) -> SafeText {
    guard text.width > width, width >= 5 else { return text.cut(to: width) }
    let head = text.cut(to: width / 2 + 1)
    var tail = ""
    for character in text.string.reversed() {
      let longer = String(character) + tail
      if head.width + SafeText(longer).width > width { break }
      tail = longer
    }
    return "\(head)\(SafeText(tail))"
  }

  /// The end of a path tells it apart from others.
  private static func isPath(_ text: SafeText) -> Bool { text.string.hasPrefix("/") }

  /// A label that is too long ends before a number that would be cut.
  private static func cut(_ text: SafeText, to width: Int) -> SafeText {
    if isPath(text) { return TextCutting.path(text, to: width) }
    let short = text.cut(to: width)
    guard text.width > width, let space = short.string.lastIndex(of: " "),
      short.string[space...].contains(where: \.isNumber)
    else { return short }
    return "\(SafeText(String(short.string[..<space]))) …"
  }

  struct Place: Equatable {
    var index: Int
    var column: Int
    var width: Int
  }

  /// Positions of the visible columns. One cell on the left is reserved for the selection mark, one on
  /// the right as margin.
  func layout(width: Int, rows: [[Value]]) -> [Place] {
    let margin = 1
    var widths = columns.indices.map { neededWidth($0, rows: rows) }
    var kept: [Int] = []
    var used = 2 * margin
    func widenLabels(to longest: Int) {
      for index in kept {
        guard case .label = columns[index].kind else { continue }
        let extra = min(width - used, wholeLabel(index, rows: rows, longest: longest) - widths[index])
        guard extra > 0 else { continue }
        widths[index] += extra
        used += extra
      }
    }
    let byImportance = columns.indices.sorted { (columns[$0].priority, $0) < (columns[$1].priority, $1) }
    for index in byImportance {
      if columns[index].priority > Self.labelPriority { widenLabels(to: longestLabel) }
      let wanted = widths[index] + (kept.isEmpty ? 0 : 1)
      if used + wanted <= width {
        kept.append(index)
        used += wanted
      }
    }
    widenLabels(to: max(longestLabel, Self.widestLabel))
    kept.sort()
    var spare = max(0, width - used)
    let gaps = max(1, kept.count - 1)
    // Sentences need the room more than the gaps do.
    let isCut = kept.contains { index in
      if case .prose = columns[index].kind {
        widths[index] + spare < wholeLabel(index, rows: rows, longest: .max)
      } else {
        false
      }
    }
    let gap = 1 + min((isCut ? Self.widestGap - 1 : Self.widestGap) - 1, spare / gaps)
    spare -= (gap - 1) * (kept.count - 1)
    var column = margin
    var places: [Place] = []
    for index in kept {
      if case .prose = columns[index].kind {
        let extra = min(spare, max(0, wholeLabel(index, rows: rows, longest: .max) - widths[index]))
        widths[index] += extra
        spare -= extra
      }
      if case .drawing(_, let most) = columns[index].kind {
        let extra = min(max(0, spare), max(0, most - widths[index]))
        widths[index] += extra
        spare -= extra
      }
      places.append(Place(index: index, column: column, width: widths[index]))
      column += widths[index] + gap
    }
    return places
  }

  /// Cells that the longest label of a column takes, as far as it is to be shown.
  private func wholeLabel(_ index: Int, rows: [[Value]], longest: Int) -> Int {
    let widest = rows.reduce(0) { max($0, index < $1.count ? $1[index].width : 0) }
    return min(longest, max(widest, columns[index].title.width + 1))
  }

  private func neededWidth(_ index: Int, rows: [[Value]]) -> Int {
    switch columns[index].kind {
    case .label(let least), .prose(let least): return least
    case .drawing(let width, _): return width
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
