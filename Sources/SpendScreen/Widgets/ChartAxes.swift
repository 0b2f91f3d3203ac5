import Foundation
import SpendText

/// The frame of a plot: a scale on the left, and names of places below.
struct ChartAxes {
  let scale: ChartScale
  let label: @Sendable (Double) -> SafeText
  /// Places below, as shares of the width from the left, and their names.
  let ticks: [(share: Double, text: SafeText)]
  /// Share of the width, at its end, that stands for time that is not over; nil for none.
  let openShare: Double?
  /// Places that are marked on the axis, as shares of the width.
  let marked: [Double]
  let hasScale: Bool
  let hasTicks: Bool
  let plot: Region
  private let left: Region
  private let below: Region

  /// Divides a region; what has no room is left out.
  init(
    _ region: Region, scale: ChartScale, ticks: [(share: Double, text: SafeText)],
    openShare: Double? = nil, marked: [Double] = [], label: @escaping @Sendable (Double) -> SafeText
  ) {
    self.scale = scale
    self.label = label
    self.ticks = ticks
    self.openShare = openShare
    self.marked = marked
    hasTicks = region.height >= 3
    let width =
      (scale.divisions(4) + [0, 1]).reduce(0) {
        max($0, label(scale.value(atHeight: $1)).width)
      } + 2
    hasScale = region.width >= width + 12 && hasTicks
    let right: Region
    (left, right) = region.splitLeft(hasScale ? width : 0)
    (plot, below) = right.splitTop(hasTicks ? region.height - 2 : region.height)
  }

  func render(onto grid: inout CellGrid) {
    if hasScale { drawScale(onto: &grid) }
    if hasTicks { drawTicks(onto: &grid) }
  }

  private func drawScale(onto grid: inout CellGrid) {
    func mark(_ text: SafeText, row: Int, corner: Unicode.Scalar) {
      grid.write(text, row: row, column: left.width - 2 - text.width, ink: .muted, in: left)
      grid.put(corner, row: left.row + row, column: left.column + left.width - 1, ink: .border, in: left)
    }
    for row in 0..<plot.height { mark("", row: row, corner: "│") }
    let wanted = plot.height >= 12 ? 4 : plot.height >= 6 ? 3 : plot.height >= 4 ? 2 : 1
    for share in scale.divisions(wanted) + [1] {
      let row = plot.height - max(1, Int((share * Double(plot.height)).rounded()))
      mark(label(scale.value(atHeight: share)), row: row, corner: "┤")
    }
    var floor: SafeText = "0"
    if case .log(let least, _) = scale { floor = label(least) }
    mark(floor, row: plot.height, corner: "┴")
  }

  private func drawTicks(onto grid: inout CellGrid) {
    let (axis, labels) = below.splitTop(1)
    grid.fill(axis, glyph: "─", ink: .border)
    var free = 0
    var end = below.width
    if let openShare {
      let width = max(1, Int((openShare * Double(below.width)).rounded()))
      for column in (below.width - width)..<below.width {
        grid.put("┄", row: axis.row, column: axis.column + column, ink: .focus, in: axis)
      }
      let now: SafeText = "now"
      grid.write(now, row: 0, column: below.width - now.width, ink: .focus, in: labels)
      end -= now.width + 1
    }
    for tick in ticks where tick.share >= 0 && tick.share < 1 {
      let column = Int(tick.share * Double(below.width))
      guard column >= free, column + tick.text.width <= end else { continue }
      grid.put("┬", row: axis.row, column: axis.column + column, ink: .border, in: axis)
      grid.write(tick.text, row: 0, column: column, ink: .muted, in: labels)
      free = column + tick.text.width + 2
    }
    for share in marked where share >= 0 && share < 1 {
      grid.put(
        "▲", row: axis.row, column: axis.column + Int(share * Double(below.width)), ink: .title, in: axis)
    }
  }
}
