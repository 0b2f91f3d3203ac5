public import SpendCore

/// One dimension cut by another: a row for each value of the first, a column for each of the largest
/// values of the second.
public struct Pivot: Sendable, Hashable {
  public let down: Dimension
  public let across: Dimension
  public let measure: Measure
  /// Values of the second dimension, the largest first.
  public let columns: [String]
  /// There are more values than columns.
  public let hasRest: Bool
  private let cells: [String: [SpendSums]]

  /// More columns than this do not fit any screen.
  private static let mostColumns = 12

  /// - Parameter rows: grouped by both dimensions, in this order.
  public init(down: Dimension, across: Dimension, measure: Measure, rows: [SpendRow]) {
    self.down = down
    self.across = across
    self.measure = measure
    var totals: [String: SpendSums] = [:]
    for row in rows where row.keys.count == 2 { totals[row.keys[1], default: SpendSums()] += row.sums }
    let ordered = totals.map { (key: $0.key, value: measure.value($0.value)) }
      .sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
    columns = Array(ordered.prefix(Self.mostColumns))
    hasRest = ordered.count > columns.count
    var cells: [String: [SpendSums]] = [:]
    for row in rows where row.keys.count == 2 {
      let place = columns.firstIndex(of: row.keys[1]) ?? columns.count
      cells[row.keys[0], default: Array(repeating: SpendSums(), count: columns.count + 1)][place] += row.sums
    }
    self.cells = cells
  }

  /// Returns the sums of a row by column, the rest last; zero sums for missing cells.
  public func row(_ key: String) -> [SpendSums] {
    cells[key] ?? Array(repeating: SpendSums(), count: columns.count + 1)
  }
}
