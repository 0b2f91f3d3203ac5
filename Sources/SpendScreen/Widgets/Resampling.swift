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
