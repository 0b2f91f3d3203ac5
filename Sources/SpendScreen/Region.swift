/// A rectangle of cells. Never negative: whatever is taken from it, what remains may be empty but is legal.
public struct Region: Hashable, Sendable {
  public let row: Int
  public let column: Int
  public let height: Int
  public let width: Int

  public init(row: Int = 0, column: Int = 0, height: Int, width: Int) {
    self.row = row
    self.column = column
    self.height = max(0, height)
    self.width = max(0, width)
  }

  public var isEmpty: Bool { height == 0 || width == 0 }

  public func contains(row: Int, column: Int) -> Bool {
    row >= self.row && row < self.row + height && column >= self.column && column < self.column + width
  }

  /// The region without a margin of `cells` on every side.
  public func inset(by cells: Int = 1) -> Region {
    Region(row: row + cells, column: column + cells, height: height - 2 * cells, width: width - 2 * cells)
  }

  /// The first `rows` rows, and the rest.
  public func splitTop(_ rows: Int) -> (top: Region, rest: Region) {
    let taken = min(max(0, rows), height)
    return (
      Region(row: row, column: column, height: taken, width: width),
      Region(row: row + taken, column: column, height: height - taken, width: width)
    )
  }

  /// The last `rows` rows, and what is above them.
  public func splitBottom(_ rows: Int) -> (bottom: Region, rest: Region) {
    let (rest, bottom) = splitTop(height - min(max(0, rows), height))
    return (bottom, rest)
  }

  /// The first `columns` columns, and the rest.
  public func splitLeft(_ columns: Int) -> (left: Region, rest: Region) {
    let taken = min(max(0, columns), width)
    return (
      Region(row: row, column: column, height: height, width: taken),
      Region(row: row, column: column + taken, height: height, width: width - taken)
    )
  }

  /// The region cut into columns whose widths follow `weights`; together they fill it exactly.
  public func columns(weights: [Int]) -> [Region] {
    let total = weights.reduce(0, +)
    guard total > 0 else { return [] }
    var parts: [Region] = []
    var passed = 0
    var weight = 0
    for part in weights {
      weight += part
      let end = width * weight / total
      parts.append(Region(row: row, column: column + passed, height: height, width: end - passed))
      passed = end
    }
    return parts
  }

  /// A region of the given size in the middle, no larger than this one.
  public func centred(height wantedHeight: Int, width wantedWidth: Int) -> Region {
    let h = min(wantedHeight, height)
    let w = min(wantedWidth, width)
    return Region(row: row + (height - h) / 2, column: column + (width - w) / 2, height: h, width: w)
  }

  /// Intersection of two regions.
  public func intersection(_ other: Region) -> Region {
    let top = max(row, other.row)
    let left = max(column, other.column)
    let bottom = min(row + height, other.row + other.height)
    let right = min(column + width, other.column + other.width)
    return Region(row: top, column: left, height: bottom - top, width: right - left)
  }
}
