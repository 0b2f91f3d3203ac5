public import SpendCore

/// Spend of a time range beside that of another, row by row, with the causes of each change.
public struct SpendComparison: Sendable {
  public struct Row: Sendable {
    /// Values of the compared dimensions.
    public var keys: [String]
    public var before: SpendSums
    public var after: SpendSums
    public var change: CostChange
  }

  /// The largest changes first, equal ones by name.
  public let rows: [Row]
  public let before: SpendSums
  public let after: SpendSums
  /// The sum of the rows' changes.
  public let change: CostChange

  /// - Parameters:
  ///   - before: rows of the earlier range, grouped by the dimensions of the comparison, then by provider and
  ///     model.
  ///   - after: the same of the later range.
  ///   - dimensions: number of leading keys that a row of the comparison has.
  public init(before: [SpendRow], after: [SpendRow], dimensions: Int) {
    var cells: [[String]: [[String]: (before: SpendSums, after: SpendSums)]] = [:]
    func add(_ row: SpendRow, _ side: WritableKeyPath<(before: SpendSums, after: SpendSums), SpendSums>) {
      let key = Array(row.keys.prefix(dimensions))
      let model = Array(row.keys.dropFirst(dimensions))
      cells[key, default: [:]][model, default: (SpendSums(), SpendSums())][keyPath: side] += row.sums
    }
    for row in before { add(row, \.before) }
    for row in after { add(row, \.after) }
    var total = (before: SpendSums(), after: SpendSums(), change: CostChange())
    var rows = cells.map { key, models -> Row in
      let ordered = models.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
      let first = ordered.reduce(into: SpendSums()) { $0 += $1.before }
      let last = ordered.reduce(into: SpendSums()) { $0 += $1.after }
      return Row(keys: key, before: first, after: last, change: CostChange(models: ordered))
    }
    rows.sort { first, second in
      let (a, b) = (first.change.total.nanodollars.magnitude, second.change.total.nanodollars.magnitude)
      return a != b ? a > b : first.keys.lexicographicallyPrecedes(second.keys)
    }
    for row in rows {
      total.before += row.before
      total.after += row.after
      total.change += row.change
    }
    self.rows = rows
    (self.before, self.after, change) = total
  }
}
