public import SpendAnalytics
public import SpendCore

extension CommitmentEvaluator {
  /// Evaluates commitments against the usage in a database.
  ///
  /// - Parameter includesListed: adds the list prices of requests that a subscription covers.
  public init(
    _ commitments: [Commitment], zone: Zone, store: any ReportSource, includesListed: Bool = true
  ) throws {
    let labelSets = try store.labelSets()
    let groups = Set(commitments.flatMap(\.conditions.keys)).sorted { $0.rawValue < $1.rawValue }
    self.init(commitments, zone: zone) { window in
      var usage = try store.rows(for: SpendQuery(window: window, groups: groups)).map { row in
        var labels = LabelSet()
        for (group, key) in zip(groups, row.keys) {
          if let path = group.label { labels[keyPath: path] = key }
        }
        return CommitmentUsage(labels: labels, requests: row.sums.requests, cost: row.sums.cost)
      }
      guard includesListed else { return usage }
      // These requests are counted above, at no cost.
      for sum in try store.coveredSums(in: window) {
        guard let labels = labelSets[sum.labels] else { continue }
        usage.append(CommitmentUsage(labels: labels, requests: 0, cost: sum.listed))
      }
      return usage
    }
  }
}
