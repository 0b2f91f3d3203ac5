public import SpendText

/// Stacked columns over time with a scale on the left and times below.
public struct BarChart: Sendable {
  /// Values of each series, oldest first; all series are equally long. The first lies at the bottom.
  public var series: [[Double]]
  /// What a height is called on the scale; given its value.
  public var label: @Sendable (Double) -> SafeText
  /// Times below the columns: place of the value they belong to, and text.
  public var ticks: [(index: Int, text: SafeText)]
  /// Patterns of the series, see `Theme.fills`.
  public var fills: [Unicode.Scalar]
  public var isLog: Bool
  /// Places that are marked by a line of dots and a word.
  public var marks: [(index: Int, text: SafeText)] = []

  public init(
    series: [[Double]], ticks: [(index: Int, text: SafeText)] = [], fills: [Unicode.Scalar] = ["█"],
    isLog: Bool = false, label: @escaping @Sendable (Double) -> SafeText
  ) {
    self.series = series
    self.ticks = ticks
    self.fills = fills
    self.isLog = isLog
    self.label = label
  }

  public func render(onto grid: inout CellGrid, in region: Region) {
    let count = series.map(\.count).max() ?? 0
    guard count > 0, region.height >= 1, region.width >= 4 else { return }
    let totals = (0..<count).map { index in
      series.reduce(0) { $0 + (index < $1.count && $1[index].isFinite ? max(0, $1[index]) : 0) }
    }
    let axes = ChartAxes(
      region, scale: ChartScale(values: totals, isLog: isLog),
      ticks: ticks.map { (Double($0.index) / Double(count), $0.text) }, label: label)
    drawColumns(axes.scale, onto: &grid, in: axes.plot)
    drawMarks(count: count, onto: &grid, in: axes.plot)
    axes.render(onto: &grid)
  }

  /// Marks stand before the columns, their words in the first row, or the second when two are near.
  private func drawMarks(count: Int, onto grid: inout CellGrid, in plot: Region) {
    var free = [0, 0]
    for mark in marks where mark.index >= 0 && mark.index < count && plot.height >= 2 {
      let column = (2 * mark.index + 1) * plot.width / (2 * count)
      for row in 0..<plot.height {
        let place = grid[plot.row + row, plot.column + column]
        if place.glyph == " " {
          grid.put("┊", row: plot.row + row, column: plot.column + column, ink: .focus, in: plot)
        }
      }
      let start = column + mark.text.width < plot.width ? column : column - mark.text.width + 1
      if let row = (0..<2).first(where: { free[$0] <= start }) {
        grid.write(mark.text, row: row, column: start, ink: .focus, in: plot)
        free[row] = start + mark.text.width + 1
      }
    }
  }

  private func drawColumns(_ scale: ChartScale, onto grid: inout CellGrid, in plot: Region) {
    let shown = series.map { Resampling.mean($0, count: plot.width) }
    for column in 0..<plot.width {
      let values = shown.map { column < $0.count ? $0[column] : 0 }
      let total = values.reduce(0, +)
      guard total > 0 else { continue }
      let whole = scale.height(total) * Double(plot.height)
      // Parts keep their share of the column, also where its height is a logarithm.
      var passed = 0.0
      let tops = values.map { value -> Double in
        passed += value
        return passed / total * whole
      }
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
}
