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
      let level = max(1, min(8, Int((value / highest * 8).rounded())))
      grid.put(Self.levels[level], row: region.row, column: region.column + column, ink: ink, in: region)
    }
  }
}

/// Fits a series of values into a number of cells.
enum Resampling {
  /// `count` means of equal stretches of `values`. Fewer values than cells are repeated; values that
  /// are not finite count as nothing.
  static func mean(_ values: [Double], count: Int) -> [Double] {
    guard count > 0, !values.isEmpty else { return [] }
    return (0..<count).map { cell in
      let start = cell * values.count / count
      let end = max(start + 1, (cell + 1) * values.count / count)
      let stretch = values[start..<end]
      return stretch.reduce(0) { $0 + ($1.isFinite ? max(0, $1) : 0) } / Double(stretch.count)
    }
  }
}
