public import SpendCore

/// Finds savings in recorded traffic. An amount that cannot be computed is unknown, never guessed.
public enum SavingsAnalyzer {
  /// Dimensions of `SavingsInput.rows`.
  public static let groups: [Dimension] = [.model, .feature, .queryType, .provider, .tier]
  public static let days: Int64 = 30
  /// Requests that are examined one by one.
  public static let sampleSize = 8_000
  /// Fewer requests say little.
  static let leastRequests: Int64 = 20
  private static let mostOpportunities = 40

  /// Tiers without an answer within the usual time.
  static let cheapTiers: Set<String> = ["batch", "flex"]

  /// All opportunities, the largest first.
  public static func opportunities(_ input: SavingsInput) -> [SavingsOpportunity] {
    let all =
      failures(input) + routing(input) + batch(input) + caching(input) + prompts(input)
      + longContexts(input) + ownHardware(input) + hosting(input)
    return Array(
      all.filter { $0.perMonth > .zero || $0.missing != nil }
        .sorted { first, second in
          if first.perMonth != second.perMonth { return first.perMonth > second.perMonth }
          return (first.kind.rawValue, first.feature, first.model, first.queryType)
            < (second.kind.rawValue, second.feature, second.model, second.queryType)
        }.prefix(mostOpportunities))
  }

  /// The sum of what can be had together: opportunities for the same traffic exclude each other, and the
  /// largest counts. No more than the spend of the feature.
  public static func total(_ opportunities: [SavingsOpportunity], _ input: SavingsInput) -> Money {
    // Hardware takes over the traffic of any feature.
    let hardware = opportunities.filter { $0.kind == .hardware || $0.kind == .hosting }.map(\.perMonth).max()
    let others = opportunities.filter { $0.kind != .hardware && $0.kind != .hosting }
    return max(hardware ?? .zero, byFeature(others, input))
  }

  private static func byFeature(_ opportunities: [SavingsOpportunity], _ input: SavingsInput) -> Money {
    var spent: [String: Money] = [:]
    for row in input.rows { spent[row.keys[1], default: .zero] += row.sums.cost }
    var total = Money.zero
    for (feature, ofFeature) in Dictionary(grouping: opportunities, by: \.feature) {
      var best: [String: [String: Money]] = [:]
      var whole = Money.zero
      for one in ofFeature {
        if one.model.isEmpty {
          whole = max(whole, one.perMonth)
        } else {
          let known = best[one.model]?[one.queryType] ?? .zero
          best[one.model, default: [:]][one.queryType] = max(known, one.perMonth)
        }
      }
      // One for all query types of a model excludes those of single types.
      let parts = best.values.map { types -> Money in
        let single = types.filter { !$0.key.isEmpty }.values.reduce(.zero, +)
        return max(types[""] ?? .zero, single)
      }
      total += min(input.perMonth(spent[feature] ?? .zero), max(whole, parts.reduce(.zero, +)))
    }
    return min(total, input.perMonth(spent.values.reduce(.zero, +)))
  }

  /// Requests that failed and had a cost.
  private static func failures(_ input: SavingsInput) -> [SavingsOpportunity] {
    var sums: [String: SpendSums] = [:]
    for row in input.rows { sums[row.keys[1], default: SpendSums()] += row.sums }
    return sums.compactMap { feature, sums in
      guard sums.errorCost > .zero else { return nil }
      return SavingsOpportunity(
        .failures, feature: feature, perMonth: input.perMonth(sums.errorCost), .high,
        [.init("failed requests", .count(sums.errors)), .init("of requests", .count(sums.requests))])
    }
  }

  static func sum(_ input: SavingsInput, by places: [Int]) -> [[String]: SpendSums] {
    var sums: [[String]: SpendSums] = [:]
    for row in input.rows { sums[places.map { row.keys[$0] }, default: SpendSums()] += row.sums }
    return sums
  }
}
