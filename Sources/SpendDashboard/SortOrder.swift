import SpendAnalytics
import SpendCore
import SpendScreen

/// Sort order of a breakdown.
public enum SortOrder: String, Sendable, Hashable, CaseIterable {
  case cost, change, requests, tokens, errors, perRequest, latency, firstToken, name

  public var next: SortOrder {
    let all = SortOrder.allCases
    return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
  }

  var title: String {
    switch self {
    case .cost: "cost"
    case .change: "change"
    case .requests: "requests"
    case .tokens: "tokens"
    case .errors: "errors"
    case .perRequest: "cost per request"
    case .latency: "latency"
    case .firstToken: "time to first token"
    case .name: "name"
    }
  }
}
