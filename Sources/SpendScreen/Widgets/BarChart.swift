public import SpendText

/// Stacked columns over time with a scale on the left and times below.
public struct BarChart: Sendable {
  /// Values of each series, oldest first; all series are equally long. The first lies at the bottom.
  public var series: [[Double]]
  /// What a height is called on the scale; given the value at its top.
  public var label: @Sendable (Double) -> SafeText
  /// Times below the columns: place of the value they belong to, and text.
  public var ticks: [(index: Int, text: SafeText)]
  /// Patterns of the series, see `Theme.fills`.
  public var fills: [Unicode.Scalar]

  public init(
    series: [[Double]], ticks: [(index: Int, text: SafeText)] = [], fills: [Unicode.Scalar] = ["█"],
    label: @escaping @Sendable (Double) -> SafeText
  ) {
    self.series = series
    self.ticks = ticks
    self.fills = fills
    self.label = label
  }

  /// The smallest of 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8 × 10ⁿ that is not below `value`: where a scale ends well.
  public static func roundedUp(_ value: Double) -> Double {
    guard value > 0, value.isFinite else { return 1 }
    var step = 1.0
    while step < value { step *= 10 }
    while step / 10 >= value { step /= 10 }
    for part in [0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.8] where step * part >= value {
      return step * part
    }
    return step
  }

  public func render(onto grid: inout CellGrid, in region: Region) {
    let count = series.map(\.count).max() ?? 0
    guard count > 0, region.height >= 1, region.width >= 4 else { return }
    let totals = (0..<count).map { index in
      series.reduce(0) { $0 + (index < $1.count && $1[index].isFinite ? max(0, $1[index]) : 0) }
    }
    let top = Self.roundedUp(totals.max() ?? 0)
    let hasAxis = region.height >= 3
    let plotHeight = hasAxis ? region.height - 2 : region.height
    let scale = [label(top), label(top / 2), "0"]
    let scaleWidth = (scale.map(\.width).max() ?? 0) + 2
    let hasScale = region.width >= scaleWidth + 12 && hasAxis
    let (left, right) = region.splitLeft(hasScale ? scaleWidth : 0)
    let (plot, below) = right.splitTop(plotHeight)

    drawColumns(top: top, onto: &grid, in: plot)
    if hasScale { drawScale(scale, plotHeight: plotHeight, onto: &grid, in: left) }
    if hasAxis { drawTicks(count: count, onto: &grid, in: below) }
  }

  private func drawColumns(top: Double, onto grid: inout CellGrid, in plot: Region) {
    let shown = series.map { Resampling.mean($0, count: plot.width) }
    for column in 0..<plot.width {
      var passed = 0.0
      let tops = shown.map { values -> Double in
        passed += column < values.count ? values[column] : 0
        return passed / top * Double(plot.height)
      }
      guard let whole = tops.last, whole > 0 else { continue }
      for row in 0..<plot.height {
        let floor = Double(row)
        let filled = min(1, whole - floor)
        if filled <= 0 { break }
        let number = tops.firstIndex { $0 >= floor + filled / 2 } ?? 0
        var glyph = fills[number % max(1, fills.count)]
        if filled < 1 {
          let level = Int((filled * 8).rounded())
          if level == 0 && row > 0 { break }
          if level < 8 { glyph = Sparkline.levels[max(1, level)] }
        }
        grid.put(
          glyph, row: plot.row + plot.height - 1 - row, column: plot.column + column, ink: .series(number),
          in: plot)
      }
    }
  }

  private func drawScale(_ scale: [SafeText], plotHeight: Int, onto grid: inout CellGrid, in left: Region) {
    func mark(_ text: SafeText, row: Int, corner: Unicode.Scalar) {
      grid.write(text, row: row, column: left.width - 2 - text.width, ink: .muted, in: left)
      grid.put(corner, row: left.row + row, column: left.column + left.width - 1, ink: .border, in: left)
    }
    for row in 0..<plotHeight { mark("", row: row, corner: "│") }
    mark(scale[0], row: 0, corner: "┤")
    if plotHeight >= 5 { mark(scale[1], row: plotHeight / 2, corner: "┤") }
    mark(scale[2], row: plotHeight, corner: "┴")
  }

  private func drawTicks(count: Int, onto grid: inout CellGrid, in below: Region) {
    let (axis, labels) = below.splitTop(1)
    grid.fill(axis, glyph: "─", ink: .border)
    var free = 0
    for tick in ticks where tick.index >= 0 && tick.index < count {
      let column = tick.index * below.width / count
      guard column >= free, column + tick.text.width <= below.width else { continue }
      grid.put("┬", row: axis.row, column: axis.column + column, ink: .border, in: axis)
      grid.write(tick.text, row: 0, column: column, ink: .muted, in: labels)
      free = column + tick.text.width + 2
    }
  }
}
