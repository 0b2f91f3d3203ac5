public import SpendText

/// One row of segments. When the row is too narrow, whole segments are left out, the least important
/// first: none is ever cut.
public struct StatusLine: Sendable {
  public struct Segment: Sendable {
    public var text: SafeText
    public var ink: Ink
    /// 0 is kept longest.
    public var priority: Int
    /// Pushed to the right end of the row.
    public var isTrailing: Bool

    public init(_ text: SafeText, _ ink: Ink = .text, priority: Int = 0, trailing: Bool = false) {
      self.text = text
      self.ink = ink
      self.priority = priority
      isTrailing = trailing
    }
  }

  public var segments: [Segment]
  /// Blanks between two segments.
  public var gap: Int

  public init(_ segments: [Segment], gap: Int = 2) {
    self.segments = segments.filter { $0.text.width > 0 }
    self.gap = gap
  }

  /// Draws the row into the first row of `region`.
  public func render(onto grid: inout CellGrid, in region: Region) {
    guard !region.isEmpty else { return }
    let segments = segments.map {
      Segment(grid.spelled($0.text), $0.ink, priority: $0.priority, trailing: $0.isTrailing)
    }
    StatusLine(segments, gap: gap).draw(onto: &grid, in: region)
  }

  private func draw(onto grid: inout CellGrid, in region: Region) {
    let kept = admitted(width: region.width)
    var column = 0
    for index in kept where !segments[index].isTrailing {
      grid.write(segments[index].text, row: 0, column: column, ink: segments[index].ink, in: region)
      column += segments[index].text.width + gap
    }
    let trailing = kept.filter { segments[$0].isTrailing }
    column = region.width - width(of: trailing)
    for index in trailing {
      grid.write(segments[index].text, row: 0, column: column, ink: segments[index].ink, in: region)
      column += segments[index].text.width + gap
    }
  }

  /// The segment drawn at a column of a row of this width; nil between them.
  public func segment(at column: Int, width: Int) -> Int? {
    var start = 0
    for index in admitted(width: width) where !segments[index].isTrailing {
      let end = start + segments[index].text.width
      if (start..<end).contains(column) { return index }
      start = end + gap
    }
    return nil
  }

  /// Indexes of the segments that fit, in their order.
  func admitted(width: Int) -> [Int] {
    var kept: [Int] = []
    let byImportance = segments.indices.sorted {
      (segments[$0].priority, $0) < (segments[$1].priority, $1)
    }
    for index in byImportance where self.width(of: kept + [index]) <= width { kept.append(index) }
    return kept.sorted()
  }

  private func width(of indexes: [Int]) -> Int {
    indexes.reduce(0) { $0 + segments[$1].text.width } + gap * max(0, indexes.count - 1)
  }
}
