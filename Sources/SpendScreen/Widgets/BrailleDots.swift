import SpendText

/// A plot of dots, two wide and four high a cell; a cell has the ink of what was drawn there last.
struct BrailleDots {
  let width: Int
  let height: Int
  private let region: Region
  private var masks: [UInt8]
  private var inks: [Ink]
  private let seriesInks: [Ink]

  /// Bits of the dots of a cell (Unicode, "Braille Patterns"), rows from the bottom.
  private static let bits: [[UInt8]] = [[0x40, 0x80], [0x04, 0x20], [0x02, 0x10], [0x01, 0x08]]

  init(_ region: Region, inks seriesInks: [Ink] = []) {
    self.region = region
    self.seriesInks = seriesInks
    width = region.width * 2
    height = region.height * 4
    masks = Array(repeating: 0, count: region.width * region.height)
    inks = Array(repeating: .text, count: masks.count)
  }

  /// `y` counts from the bottom.
  mutating func set(x: Int, y: Int, series: Int) {
    guard x >= 0, x < width, y >= 0, y < height else { return }
    let cell = (region.height - 1 - y / 4) * region.width + x / 2
    masks[cell] |= Self.bits[y % 4][x % 2]
    inks[cell] = series < seriesInks.count ? seriesInks[series] : .series(series)
  }

  func render(onto grid: inout CellGrid) {
    for (cell, mask) in masks.enumerated() where mask != 0 {
      guard let glyph = Unicode.Scalar(0x2800 + UInt32(mask)) else { continue }
      grid.put(
        glyph, row: region.row + cell / region.width, column: region.column + cell % region.width,
        ink: inks[cell], in: region)
    }
  }
}
