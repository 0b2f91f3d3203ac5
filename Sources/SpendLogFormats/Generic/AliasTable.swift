/// Meaning of a field of an unknown log, by its name.
enum Slot: Int, CaseIterable, Sendable {
  case timestamp, requestID, provider, model, prompt, input, cacheRead, cacheWrite, cacheWrite1h, output
  case reasoning, total, cost, latency, firstToken, status, feature, queryType, user, team, key, session
  case project, environment, stream, tier, tags, seconds, images, pages, characters, customer, host
  case finishReason, errorType

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

/// Names that logs use for each slot, the most telling first. Compared without case and without
/// anything but letters and digits, so that `Prompt Tokens` and `promptTokens` are one.
enum AliasTable {
  struct Meaning: Sendable {
    var slot: Slot
    /// Position in the slot's list: a smaller one wins.
    var rank: Int
    /// The name is one of Anthropic's three, which do not include each other.
    var isAnthropic = false
  }

  static let names: [(Slot, [String])] = [
    (
      .timestamp,
      [
        "timestamp", "ts", "time", "@timestamp", "created_at", "created", "start_time", "request_time",
        "datetime", "date", "logged_at", "event_time", "asctime", "time_generated", "time_iso8601",
      ]
    ),
    (
      .requestID,
      [
        "request_id", "req_id", "id", "response_id", "completion_id", "call_id", "generation_id",
        "message_id", "x_request_id", "correlation_id", "trace_id",
      ]
    ),
    (
      .provider,
      [
        "provider", "vendor", "llm_provider", "custom_llm_provider", "gen_ai.provider.name", "gen_ai.system",
        "api", "backend", "ai_org",
      ]
    ),
    (
      .model,
      [
        "model", "model_name", "model_id", "response_model", "llm", "llm_model", "engine", "deployment",
        "ai_model", "main_model",
      ]
    ),
    (
      .prompt,
      [
        "prompt_tokens", "tokens_prompt", "input_tokens", "tokens_in", "in_tokens", "num_input_tokens",
        "n_prompt_tokens", "prompt_token_count", "input_token_count", "req_units", "prompt_eval_count",
      ]
    ),
    (
      .input,
      [
        "uncached_input_tokens", "input_uncached_tokens", "new_input_tokens", "prompt_cache_miss_tokens",
        "no_cache_tokens",
      ]
    ),
    (
      .cacheRead,
      [
        "cached_tokens", "cached_input_tokens", "cache_read_tokens", "cache_read_input_tokens", "cache_read",
        "prompt_cache_hit_tokens", "prompt_cache_read_tokens", "input_cached_tokens",
        "cached_content_token_count", "num_cached_tokens", "cached_input_token_count", "cached_token_count",
      ]
    ),
    (
      .cacheWrite,
      [
        "cache_write_tokens", "cache_creation_tokens", "cache_creation_input_tokens", "cache_write",
        "prompt_cache_write_tokens", "cache_write_input_tokens", "ephemeral_5m_input_tokens",
        "cache_write_5m_tokens", "cache_write_5m",
      ]
    ),
    (.cacheWrite1h, ["ephemeral_1h_input_tokens", "cache_write_1h_tokens", "cache_write_1h"]),
    (
      .output,
      [
        "completion_tokens", "output_tokens", "tokens_completion", "tokens_out", "out_tokens",
        "generated_tokens", "num_output_tokens", "completion_token_count", "output_token_count",
        "candidates_token_count", "res_units", "eval_count",
      ]
    ),
    (
      .reasoning,
      [
        "reasoning_tokens", "thinking_tokens", "thoughts_tokens", "thoughts_token_count",
        "reasoning_output_tokens", "reasoning_token_count",
      ]
    ),
    (.total, ["total_tokens", "tokens_total", "total_token_count", "total_units", "tokens"]),
    (
      .cost,
      [
        "cost", "cost_usd", "total_cost", "spend", "price", "amount_usd", "response_cost", "usd",
        "estimated_cost",
      ]
    ),
    (
      .latency,
      [
        "latency_ms", "duration_ms", "elapsed_ms", "response_time_ms", "latency", "duration", "elapsed",
        "response_time", "delay_ms", "took",
      ]
    ),
    (.firstToken, ["ttft_ms", "ttft", "time_to_first_token", "time_to_first_token_ms", "first_token_ms"]),
    (
      .status,
      [
        "status", "status_code", "http_status", "success", "ok", "error", "level",
      ]
    ),
    (
      .feature,
      [
        "feature", "feature_name", "use_case", "app", "component", "operation", "task", "endpoint",
        "prompt_name", "workflow",
      ]
    ),
    (
      .queryType, ["query_type", "request_type", "call_type", "type", "operation_name", "model_type", "kind"]
    ),
    (.user, ["user", "user_id", "end_user", "username", "email"]),
    (.customer, ["customer", "customer_id", "customer_name"]),
    (.host, ["hostname", "host_name", "host"]),
    (.finishReason, ["finish_reason", "stop_reason"]),
    (.errorType, ["error_type", "error_code", "error_class", "error_name", "exception_type", "exception"]),
    (.team, ["team", "team_id", "team_alias", "org", "organization", "department", "cost_center", "tenant"]),
    (.key, ["api_key", "api_key_id", "key", "key_alias", "key_name", "virtual_key", "api_key_hash"]),
    (.session, ["session", "session_id", "conversation_id", "thread_id", "chat_id"]),
    (.project, ["project", "project_id", "workspace", "workspace_id", "repo", "cwd"]),
    (.environment, ["environment", "env", "stage", "deployment_environment"]),
    (.stream, ["stream", "streaming", "streamed", "is_streaming"]),
    (.tier, ["service_tier", "tier", "batch"]),
    (.tags, ["tags"]),
    (.seconds, ["billed_seconds", "audio_seconds"]),
    (.images, ["billed_images", "images_generated"]),
    (.pages, ["billed_pages", "pages_processed"]),
    (.characters, ["billed_characters"]),
  ]

  private static let byName = HashedNameMap<Meaning>(
    names.flatMap { slot, names in
      names.enumerated().map { rank, name in
        var meaning = Meaning(slot: slot, rank: rank)
        meaning.isAnthropic =
          name == "cache_creation_input_tokens" || name == "cache_read_input_tokens" || name == "input_tokens"
        return (Array(name.utf8).withUnsafeBytes { normalised($0) }, meaning)
      }
    })

  /// A hash of a name's letters and digits in lower case.
  static func normalised(_ name: UnsafeRawBufferPointer) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name {
      let folded: UInt8
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): folded = byte | 0x20
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): folded = byte
      default: continue
      }
      hash = (hash ^ UInt64(folded)) &* 0x100_0000_01B3
    }
    return hash
  }

  static func meaning(of name: UnsafeRawBufferPointer) -> Meaning? {
    guard name.count <= 64 else { return nil }
    return byName[normalised(name)]
  }

  /// Meaning of a name, or of its part after the last dot.
  static func meaning(ofPath name: UnsafeRawBufferPointer) -> Meaning? {
    if let meaning = meaning(of: name) { return meaning }
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")) else { return nil }
    return meaning(of: UnsafeRawBufferPointer(rebasing: name[(dot + 1)...]))
  }

  /// Ranks of the names of ids that all requests of one operation share.
  static let sharedIDRanks = 9...10

  /// The rank of the names of `status` that say "this went well" when true.
  static let successRanks = 3...4
  static let errorRank = 5
  /// The names of `cacheWrite` that leave out what was written for an hour.
  static let shortWriteRanks = 6...8
  /// The names of `key` that are a key's name or number, and not the key itself.
  static let keyNameRanks: Set<Int> = [1, 3, 4]
  static let levelRank = 6
}
