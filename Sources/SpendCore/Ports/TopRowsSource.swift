/// Sums of the groups with the most, without holding all groups in memory.
public protocol TopRowsSource {
  /// The groups with the most of a metric, and the sums of all others; nil for queries that other methods answer.
  ///
  /// - Parameters:
  ///   - metric: Groups with the most come first, equal ones by name; nil for the first names.
  ///   - most: Number of groups.
  func topRows(for query: SpendQuery, by metric: RankingMetric?, most: Int) throws -> TopRows?
}
