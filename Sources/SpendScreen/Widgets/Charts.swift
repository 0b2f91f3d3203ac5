public import SpendText

/// Bars side by side, growing upwards, with a scale on the left and times below.
public struct BarChart {
  /// Heights in any unit.
  public var values: [Int64]
  /// Texts under the bars: index of the bar and the text.
  public var marks: [(index: Int, text: SafeText)]
  public var scale: (Int64) -> SafeText

  public init(values: [Int64], marks: [(index: Int, text: SafeText)], scale: @escaping (Int64) -> SafeText) {
    self.values = values
    self.marks = marks
    self.scale = scale
  }

  public func draw(on grid: inout CellGrid, in region: Region, glyphs: GlyphSet) {
    guard region.height >= 2, region.width >= 10, !values.isEmpty else { return }
    let most = values.max() ?? 0
    let top = scale(most)
    let half = scale(most / 2)
    let labelWidth = max(top.width, half.width, 1)
    let rows = region.height - 1
    let plot = Region(
      x: region.x + labelWidth + 1, y: region.y, width: region.width - labelWidth - 1, height: rows)
    guard plot.width > 0 else { return }
    func label(_ text: SafeText, _ y: Int) {
      grid.put(text, x: region.x + labelWidth - text.width, y: y, ink: Ink(.muted), in: region)
    }
    label(top, region.y)
    if rows >= 5 { label(half, region.y + rows / 2) }
    label(SafeText("0"), region.y + rows - 1)

    for column in 0..<plot.width {
      let level = Self.level(values, column: column, of: plot.width, most: most, steps: rows * 8)
      for row in 0..<rows {
        let filled = level - (rows - 1 - row) * 8
        guard filled > 0 else { continue }
        grid[plot.x + column, plot.y + row] = Cell(glyph: glyphs.rising[min(8, filled) - 1], ink: Ink(.bar))
      }
    }
    var free = plot.x
    for mark in marks {
      let x = plot.x + mark.index * plot.width / values.count
      guard x >= free, x + mark.text.width <= plot.right else { continue }
      grid.put(mark.text, x: x, y: region.bottom - 1, ink: Ink(.muted), in: region)
      free = x + mark.text.width + 2
    }
  }

  /// The height of a column, in eighths of a row: the largest value that falls into it, so that no
  /// spike is lost. Anything above zero shows.
  private static func level(_ values: [Int64], column: Int, of width: Int, most: Int64, steps: Int) -> Int {
    guard most > 0 else { return 0 }
    let first = column * values.count / width
    let last = max(first, (column + 1) * values.count / width - 1)
    let value = values[first...min(last, values.count - 1)].max() ?? 0
    guard value > 0 else { return 0 }
    return max(1, Int(Int128(value) * Int128(steps) / Int128(most)))
  }
}

/// A share as a bar of eighths.
public enum Gauge {
  public static func text(permille: Int64, width: Int, glyphs: GlyphSet, track: Bool) -> SafeText {
    let eighths = Int(max(0, min(1_000, permille))) * width * 8 / 1_000
    var text = String.UnicodeScalarView()
    for column in 0..<width {
      let filled = eighths - column * 8
      if filled >= 8 {
        text.append(glyphs.growing[7])
      } else if filled > 0 {
        text.append(glyphs.growing[filled - 1])
      } else {
        text.append(track ? glyphs.track : " ")
      }
    }
    return SafeText(String(text))
  }
}
