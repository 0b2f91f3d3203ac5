/// The sum by which the groups of a report are ranked.
public enum RankingMetric: String, Sendable, CaseIterable {
  case cost, requests, tokens, errors

  public func rank(_ sums: SpendSums) -> Int64 {
    switch self {
    case .cost: sums.cost.nanodollars
    case .requests: sums.requests
    case .tokens: sums.promptTokens &+ sums.output
    case .errors: sums.errors
    }
  }
}
