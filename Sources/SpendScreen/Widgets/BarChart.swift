public import SpendText

/// Stacked columns over time with a scale on the left and times below.
public struct BarChart: Sendable {
  /// Values of each series, oldest first; all series are equally long. The first lies at the bottom.
  public var series: [[Double]]
  /// The ink of each series; series beyond have the inks of their numbers.
  public var inks: [Ink] = []
  /// The label of a height on the scale; given its value.
  public var label: @Sendable (Double) -> SafeText
  /// Times below the columns: place of the value they belong to, and text.
  public var ticks: [(index: Int, text: SafeText)]
  /// Patterns of the series, see `Theme.fills`.
  public var fills: [Unicode.Scalar]
  public var isLog: Bool
  /// Places that are marked by a dotted line and a word.
  public var marks: [(index: Int, text: SafeText)] = []
  /// Totals to compare with, drawn as a faint line; empty for none.
  public var reference: [Double] = []
  /// Places that are marked on the axis.
  public var axisMarks: [Int] = []
  /// The last value is still growing, and is marked so.
  public var isLastOpen = false

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
      region, scale: ChartScale(values: totals + reference, isLog: isLog),
      ticks: ticks.map { (Double($0.index) / Double(count), $0.text) },
      openShare: isLastOpen ? 1 / Double(count) : nil, marked: axisMarks.map { Double($0) / Double(count) },
      label: label)
    drawColumns(axes.scale, onto: &grid, in: axes.plot)
    drawReference(axes.scale, onto: &grid, in: axes.plot)
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

  private func ink(_ number: Int) -> Ink { number < inks.count ? inks[number] : .series(number) }

  private func drawColumns(_ scale: ChartScale, onto grid: inout CellGrid, in plot: Region) {
    let shown = series.map { Resampling.mean($0, count: plot.width) }
    // Patterns cannot share a cell; colours can.
    let isPatterned = fills.count > 1
    for column in 0..<plot.width {
      let values = shown.map { column < $0.count ? $0[column] : 0 }
      let total = values.reduce(0, +)
      guard total > 0 else { continue }
      let whole = max(1.0 / 8, scale.height(total) * Double(plot.height))
      // Parts keep their share of the column, also where its height is a logarithm.
      let stack = StackedColumn(
        parts: values.map { $0 / total * whole }, height: plot.height, sharesCells: !isPatterned)
      for (row, cell) in stack.cells.enumerated() {
        draw(cell, row: plot.row + plot.height - 1 - row, column: plot.column + column, onto: &grid, in: plot)
      }
    }
  }

  private func draw(
    _ cell: StackedColumn.Cell, row: Int, column: Int, onto grid: inout CellGrid, in plot: Region
  ) {
    guard let lower = cell.lower, cell.eighths > 0 else { return }
    if let upper = cell.upper, cell.eighths < 8 {
      grid.put(
        Sparkline.levels[cell.eighths], row: row, column: column,
        ink: Ink(ink(lower).tone, on: ink(upper).tone), in: plot)
    } else {
      let glyph = cell.eighths == 8 ? fills[lower % max(1, fills.count)] : Sparkline.levels[cell.eighths]
      grid.put(glyph, row: row, column: column, ink: ink(lower), in: plot)
    }
  }

  /// Draws the reference: a line over empty cells, and in the colour of the text over columns.
  private func drawReference(_ scale: ChartScale, onto grid: inout CellGrid, in plot: Region) {
    guard !reference.isEmpty, plot.height >= 4 else { return }
    for (column, value) in Resampling.mean(reference, count: plot.width).enumerated() where value > 0 {
      let height = min(plot.height - 1, Int(scale.height(value) * Double(plot.height)))
      let row = plot.row + plot.height - 1 - height
      let cell = grid[row, plot.column + column]
      if cell.glyph == " " {
        grid.put("╌", row: row, column: plot.column + column, ink: .muted, in: plot)
      } else if cell.glyph == "█", fills.count == 1 {
        grid.put("╌", row: row, column: plot.column + column, ink: Ink(.text, on: cell.ink.tone), in: plot)
      }
    }
  }
}
