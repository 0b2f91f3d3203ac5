/// The first groups of a query with many groups, and the exact sums of all others.
public struct TopRows: Sendable {
  /// In no order.
  public var rows: [SpendRow]
  /// Sums of the groups that are not in `rows`.
  public var rest: SpendSums
  /// Number of groups that are not in `rows`.
  public var restCount: Int

  public init(rows: [SpendRow] = [], rest: SpendSums = SpendSums(), restCount: Int = 0) {
    self.rows = rows
    self.rest = rest
    self.restCount = restCount
  }
}
