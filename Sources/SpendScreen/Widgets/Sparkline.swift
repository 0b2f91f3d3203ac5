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

/// Fits a series of values into a number of cells.
enum Resampling {
  /// Returns `count` means of equal stretches of `values`. A value at the edge of a stretch counts with the
  /// part that lies in it; where there are at least two cells a value, cells are whole. Values that are not
  /// finite count as zero.
  static func mean(_ values: [Double], count: Int) -> [Double] {
    guard count > 0, !values.isEmpty else { return [] }
    func clean(_ index: Int) -> Double { values[index].isFinite ? max(0, values[index]) : 0 }
    if count >= 2 * values.count { return (0..<count).map { clean($0 * values.count / count) } }
    let length = Double(values.count) / Double(count)
    return (0..<count).map { cell in
      let start = Double(cell) * length
      let end = Double(cell + 1) * length
      var sum = 0.0
      var index = Int(start)
      while index < values.count, Double(index) < end - 1e-9 {
        sum += clean(index) * (min(end, Double(index + 1)) - max(start, Double(index)))
        index += 1
      }
      return sum / length
    }
  }
}
