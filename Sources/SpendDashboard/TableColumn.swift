import SpendScreen

/// The columns of spend tables that can be left out.
public enum TableColumn: String, Sendable, Hashable, CaseIterable {
  case share, percent, change, requests
  case perRequest = "per_request"
  case input, output, cache, errors, latency
  case firstToken = "ttft"
  case history

  var help: String {
    switch self {
    case .share: "share as a bar"
    case .percent: "share in percent"
    case .change: "change against the range before"
    case .requests: "requests"
    case .perRequest: "cost per request"
    case .input: "input tokens"
    case .output: "output tokens"
    case .cache: "share of input read from caches"
    case .errors: "failed requests"
    case .latency: "latency, 95th percentile"
    case .firstToken: "time to first token, 95th percentile"
    case .history: "curve over time"
    }
  }
}
