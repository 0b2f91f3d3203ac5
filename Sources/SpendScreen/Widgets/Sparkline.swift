/// A curve one row high, one value a cell, scaled to its own highest value.
public struct Sparkline: Sendable {
  public var values: [Double]
  public var ink: Ink

  public init(values: [Double], ink: Ink = .series(0)) {
    self.values = values
    self.ink = ink
  }

  static let levels: [Unicode.Scalar] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  public func render(onto grid: inout CellGrid, in region: Region) {
    guard !region.isEmpty else { return }
    let shown = Resampling.mean(values, count: region.width)
    guard let highest = shown.max(), highest > 0, highest.isFinite else { return }
    for (column, value) in shown.enumerated() where value > 0 {
      // An eighth of air keeps the curves of two rows apart.
      let level = max(1, min(7, Int((value / highest * 7).rounded())))
      grid.put(Self.levels[level], row: region.row, column: region.column + column, ink: ink, in: region)
    }
  }
}
