/// Meaning of a field of an unknown log, by its name.
enum Slot: Int, CaseIterable, Sendable {
  case timestamp, requestID, provider, model, prompt, input, cacheRead, cacheWrite, cacheWrite1h, output
  case reasoning, total, cost, latency, firstToken, status, feature, queryType, user, team, key, session
  case project, environment, stream, tier, tags, seconds, images, pages, characters, customer, host
  case finishReason, errorType, currency, requests, region
  /// What budgets have, and requests have not.
  case budget
  /// The record's message, event or method.
  case subject

  /// Slots that a field can be assigned to.
  static let assignable = allCases.filter { $0 != .budget && $0 != .subject }

  /// The name in `[mapping.…]` of the configuration.
  var name: String {
    switch self {
    case .timestamp: "timestamp"
    case .requestID: "request_id"
    case .prompt: "prompt_tokens"
    case .cacheRead: "cache_read"
    case .cacheWrite: "cache_write"
    case .cacheWrite1h: "cache_write_1h"
    case .firstToken: "ttft"
    case .queryType: "query_type"
    case .finishReason: "finish_reason"
    case .errorType: "error_type"
    default: "\(self)"
    }
  }
}
