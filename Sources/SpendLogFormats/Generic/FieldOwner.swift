/// The thing that a field describes, by the objects around it or the parts of its dotted name before the last.
enum FieldOwner: Int, Comparable, Sendable {
  /// The request or its answer.
  case request
  /// A thing of an unknown kind, which may be the request.
  case unknown
  /// A step beside the request, such as a cache or an earlier attempt: its state is not that of the request.
  case step
  /// A user, a session, a limit or a period: its counts, costs and states are not those of the request.
  case other

  static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  private static let requests = [
    "request", "req", "response", "res", "resp", "answer", "completion", "completions", "result", "output",
    "generation", "call", "llm", "llm_call", "message", "msg", "data", "body", "record", "row", "line",
    "payload", "json_payload", "attributes", "attribute", "attrs", "attr", "fields", "field", "properties",
    "props", "extra", "json", "log", "log_attributes", "span_attributes", "content", "entry", "source", "ai",
    "gen_ai", "openai", "anthropic", "azure", "bedrock", "vertex", "gemini", "chat", "chat_completion", "api",
    "inference", "prediction", "invocation", "usage", "usage_metadata", "usage_details", "token_usage",
    "tokens", "token_counts", "token_count", "llm_usage", "usage_stats", "metrics", "stats", "timings",
    "timing", "latency", "cost", "costs", "cost_details", "billing",
  ]

  private static let steps = [
    "cache", "retry", "retries", "guardrail", "guardrails", "eval", "evals", "evaluation", "moderation",
    "validation", "check", "circuit", "fallback", "tool", "probe", "health",
  ]

  private static let others = [
    "session", "conversation", "thread", "user", "enduser", "end_user", "customer", "account", "tenant",
    "organization", "organisation", "org", "team", "project", "key", "api_key", "virtual_key", "model",
    "model_info", "cumulative", "running", "lifetime", "daily", "weekly", "monthly", "hourly", "yearly",
    "day", "week", "month", "year", "today", "previous", "prev", "prior", "limit", "limits", "quota",
    "budget", "rate_limit", "rate_limits", "config", "settings", "options", "params", "pricing", "prices",
    "price_list", "rates", "rate_card", "tariff", "baseline", "average", "averages", "avg", "window",
    "context_window",
  ]

  private static let byName = HashedNameMap<FieldOwner>(
    [(Self.requests, Self.request), (steps, .step), (others, .other)].flatMap { names, owner in
      names.map { name in (Array(name.utf8).withUnsafeBytes { AliasTable.normalised($0) }, owner) }
    })

  /// The thing that an object, or a part of a dotted name, is about.
  static func named(_ name: UnsafeRawBufferPointer) -> FieldOwner {
    guard name.count <= 64 else { return .unknown }
    return byName[AliasTable.normalised(name)] ?? .unknown
  }

  /// The thing that the parts of a dotted name are about.
  static func path(_ path: UnsafeRawBufferPointer) -> FieldOwner {
    path.split(separator: UInt8(ascii: ".")).map { named(UnsafeRawBufferPointer(rebasing: $0)) }.max()
      ?? .request
  }

  /// True where a field of this thing tells of the request as well.
  func tells(_ slot: Slot) -> Bool {
    switch slot {
    case .prompt, .input, .cacheRead, .cacheWrite, .cacheWrite1h, .output, .reasoning, .total, .cost,
      .currency, .latency, .firstToken, .stream, .tier, .seconds, .images, .pages, .characters, .queryType:
      self != .other
    case .status, .errorType, .finishReason: self < .step
    default: true
    }
  }
}
