import SpendCore

extension SavingsAnalyzer {
  /// Much shorter prompts are other work.
  private static let shortestShare: Int64 = 2
  /// Smaller differences in price are not worth other answers.
  private static let leastDiscount = 0.2

  /// The tokens of one model's requests at the price of another model that does the same kind of work for the
  /// same feature.
  static func routing(_ input: SavingsInput) -> [SavingsOpportunity] {
    let rows = input.rows.filter {
      // Embeddings have no output, and other models' ones are no replacement.
      $0.sums.requests >= leastRequests && $0.sums.output > 0 && !$0.keys[0].isEmpty
        && !cheapTiers.contains($0.keys[4])
    }
    return Dictionary(grouping: rows, by: { [$0.keys[1], $0.keys[2]] }).values.flatMap { same in
      same.compactMap { row in best(for: row, among: same, input) }
    }
  }

  private static func best(
    for row: SpendRow, among others: [SpendRow], _ input: SavingsInput
  ) -> SavingsOpportunity? {
    let length = row.sums.promptTokens / row.sums.requests
    let candidates = others.filter {
      $0.keys[0] != row.keys[0] && $0.sums.promptTokens / $0.sums.requests * shortestShare >= length
    }
    guard !candidates.isEmpty, row.sums.cost > .zero else { return nil }
    func cost(at other: SpendRow) -> Money? {
      input.quote(input.mean(row.sums, provider: other.keys[3], model: other.keys[0], tier: other.keys[4]))
        .cost
    }
    guard let now = cost(at: row), now > .zero else {
      return SavingsOpportunity(
        .routing, feature: row.keys[1], model: row.keys[0], queryType: row.keys[2], .unknown,
        missing: "the price book has no price of \(row.keys[0])")
    }
    let priced = candidates.compactMap { other in cost(at: other).map { (other, $0) } }
    guard
      let (other, later) = priced.min(by: { ($0.1, $0.0.keys[0]) < ($1.1, $1.0.keys[0]) }),
      Double(later.nanodollars) <= Double(now.nanodollars) * (1 - leastDiscount)
    else { return nil }
    var figures: [SavingsOpportunity.Figure] = []
    for one in [row, other] {
      for (name, path) in [("input", \TokenCounts.input), ("output", \TokenCounts.output)] {
        guard let price = input.perMillion(provider: one.keys[3], model: one.keys[0], path) else { continue }
        figures.append(.init("\(one.keys[0]) \(name)", .perMillion(price)))
      }
    }
    figures.append(.init("requests", .count(row.sums.requests)))
    figures.append(.init("unknown", .text("the quality of the other model's answers")))
    return SavingsOpportunity(
      .routing, feature: row.keys[1], model: row.keys[0], queryType: row.keys[2], alternative: other.keys[0],
      perMonth: input.perMonth(
        row.sums.cost.scaled(by: now.nanodollars - later.nanodollars, over: now.nanodollars)), .low, figures)
  }
}
