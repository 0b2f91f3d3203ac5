import SpendCore
import SpendFormatting

/// Metric of charts, sparklines and shares.
public enum Measure: String, Sendable, Hashable, CaseIterable {
  case spend, tokens, requests, latency, errors

  public var next: Measure {
    let all = Measure.allCases
    return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
  }

  var title: String {
    switch self {
    case .spend: "Spend"
    case .tokens: "Tokens"
    case .requests: "Requests"
    case .latency: "Latency"
    case .errors: "Errors"
    }
  }

  /// Sort order of tables for this metric.
  var order: SortOrder {
    switch self {
    case .spend: .cost
    case .tokens: .tokens
    case .requests: .requests
    case .latency: .latency
    case .errors: .errors
    }
  }

  /// Nanodollars, tokens, requests or milliseconds: the 95th percentile, for durations do not add up.
  func value(_ sums: SpendSums) -> Int64 {
    switch self {
    case .spend: sums.cost.nanodollars
    case .tokens: sums.promptTokens &+ sums.output
    case .requests: sums.requests
    case .latency: Int64((sums.latency.quantile(0.95) ?? 0).rounded())
    case .errors: sums.errors
    }
  }

  func text(_ value: Int64) -> String {
    switch self {
    case .spend: MoneyText.text(Money(nanodollars: value))
    case .tokens, .requests, .errors: CountText.text(value)
    case .latency: FigureText.duration(milliseconds: Double(value))
    }
  }
}
