public import SpendText

/// One cell of a screen.
public struct Cell: Hashable, Sendable {
  /// What stands in it; nil for the right half of a wide character.
  public var glyph: Unicode.Scalar?
  public var ink: Ink

  public static let blank = Cell(glyph: " ", ink: .plain)
}

/// A screen as a value: what panels draw on, terminals show and tests compare.
public struct CellGrid: Hashable, Sendable {
  public let width: Int
  public let height: Int
  public private(set) var cells: [Cell]

  public init(width: Int, height: Int) {
    self.width = max(0, width)
    self.height = max(0, height)
    cells = [Cell](repeating: .blank, count: self.width * self.height)
  }

  public subscript(x: Int, y: Int) -> Cell {
    get { cells[y * width + x] }
    set {
      guard x >= 0, y >= 0, x < width, y < height else { return }
      cells[y * width + x] = newValue
    }
  }

  public var bounds: Region { Region(x: 0, y: 0, width: width, height: height) }

  /// The screen as text, one line a row, without spaces at the ends.
  public var plainText: String {
    (0..<height).map { y in
      var line = String.UnicodeScalarView()
      for x in 0..<width {
        if let glyph = self[x, y].glyph { line.append(glyph) }
      }
      while line.last == " " { line.removeLast() }
      return String(line)
    }.joined(separator: "\n")
  }

  /// Writes text from a cell on, cut at the right border of `region`. Returns the cells it took.
  @discardableResult
  public mutating func put(_ text: SafeText, x: Int, y: Int, ink: Ink = .plain, in region: Region) -> Int {
    put(scalars: text.string.unicodeScalars, x: x, y: y, ink: ink, in: region)
  }

  /// Writes the program's own words.
  @discardableResult
  public mutating func put(_ text: StaticString, x: Int, y: Int, ink: Ink = .plain, in region: Region) -> Int
  {
    put(SafeText("\(text)"), x: x, y: y, ink: ink, in: region)
  }

  private mutating func put(
    scalars: String.UnicodeScalarView, x: Int, y: Int, ink: Ink, in region: Region
  ) -> Int {
    guard y >= region.y, y < region.bottom, y >= 0, y < height else { return 0 }
    var column = x
    for scalar in scalars {
      let width = TextWidth.of(scalar)
      guard width > 0 else { continue }
      guard column + width <= min(region.right, self.width) else { break }
      if column >= max(0, region.x) {
        self[column, y] = Cell(glyph: scalar, ink: ink)
        if width == 2 { self[column + 1, y] = Cell(glyph: nil, ink: ink) }
      }
      column += width
    }
    return column - x
  }

  public mutating func fill(_ region: Region, with glyph: Unicode.Scalar = " ", ink: Ink = .plain) {
    for y in max(0, region.y)..<max(max(0, region.y), min(region.bottom, height)) {
      for x in max(0, region.x)..<max(max(0, region.x), min(region.right, width)) {
        self[x, y] = Cell(glyph: glyph, ink: ink)
      }
    }
  }

  /// Gives the cells of a row another look, keeping what stands in them.
  public mutating func shade(row y: Int, in region: Region, bold: Bool, reversed: Bool) {
    guard y >= 0, y < height else { return }
    for x in max(0, region.x)..<max(max(0, region.x), min(region.right, width)) {
      self[x, y].ink.isBold = bold || self[x, y].ink.isBold
      self[x, y].ink.isReversed = reversed
    }
  }
}

/// A part of a screen.
public struct Region: Hashable, Sendable {
  public var x: Int
  public var y: Int
  public var width: Int
  public var height: Int

  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = max(0, width)
    self.height = max(0, height)
  }

  public var right: Int { x + width }
  public var bottom: Int { y + height }
  public var isEmpty: Bool { width == 0 || height == 0 }

  /// Without a border of one cell.
  public var inside: Region { Region(x: x + 1, y: y + 1, width: width - 2, height: height - 2) }

  /// The upper `rows` and what is below them.
  public func split(top rows: Int) -> (top: Region, rest: Region) {
    let rows = min(max(0, rows), height)
    return (
      Region(x: x, y: y, width: width, height: rows),
      Region(x: x, y: y + rows, width: width, height: height - rows)
    )
  }

  /// The left `columns` and what is right of them.
  public func split(left columns: Int) -> (left: Region, rest: Region) {
    let columns = min(max(0, columns), width)
    return (
      Region(x: x, y: y, width: columns, height: height),
      Region(x: x + columns, y: y, width: width - columns, height: height)
    )
  }

  /// A region of a size in the middle of this one, never larger than it.
  public func centred(width: Int, height: Int) -> Region {
    let w = min(width, self.width)
    let h = min(height, self.height)
    return Region(x: x + (self.width - w) / 2, y: y + (self.height - h) / 2, width: w, height: h)
  }
}
