/// Names that logs use for each slot, the most telling first. Compared without case and without
/// anything but letters and digits, so that `Prompt Tokens` and `promptTokens` are one.
enum AliasTable {
  struct Meaning: Sendable {
    var slot: Slot
    /// Position in the slot's list: a smaller one wins.
    var rank: Int
    /// The name is one of Anthropic's three, which do not include each other.
    var isAnthropic = false
    /// The name is too short to prove more than that a number is meant.
    var isShort = false
    /// The unit that the name of a duration states.
    var unit: Numbers.DurationUnit?
    /// Power of ten of the parts of a dollar that the name of a cost states: 2 for cents.
    var places = 0
    /// The name of a cost states dollars.
    var isDollar = false
    /// The name is the end of a dotted one that begins with something else than the request.
    var isPart = false
    /// The id is that of something else, unless a provider gave it.
    var isOthersID = false

    /// This meaning in an object of `owner`; nil where it tells of something else than the request.
    func of(_ owner: FieldOwner) -> Meaning? {
      guard owner != .request else { return self }
      guard owner.tells(slot) else { return nil }
      var meaning = self
      meaning.isOthersID = slot == .requestID && rank == plainIDRank
      return meaning
    }
  }

  private static let secondNames = [
    "latency_s", "latency_sec", "latency_seconds", "duration_s", "duration_sec", "duration_seconds",
    "elapsed_s", "elapsed_sec", "elapsed_seconds", "response_time_s", "response_time_seconds",
    "total_time_s", "wall_time_s", "time_taken_s",
  ]

  static let names: [(Slot, [String])] = [
    (
      .timestamp,
      [
        "timestamp", "ts", "time", "@timestamp", "created_at", "created", "start_time", "request_time",
        "datetime", "date", "logged_at", "event_time", "asctime", "time_generated", "time_iso8601",
        "timestamp_ms", "ts_ms", "time_unix", "datetime_utc", "recorded_at", "requested_at", "started_at",
        "start_ns", "log_date", "event_date", "request_date", "call_date", "time_of_day", "log_time",
        "date_utc", "time_utc",
      ]
    ),
    (
      .requestID,
      [
        "request_id", "req_id", "id", "response_id", "completion_id", "call_id", "generation_id",
        "message_id", "x_request_id", "correlation_id", "trace_id", "provider_response_id",
      ]
    ),
    (
      .provider,
      [
        "provider", "vendor", "llm_provider", "custom_llm_provider", "gen_ai.provider.name", "gen_ai.system",
        "api", "backend", "ai_org", "provider_name", "provider_type", "model_provider", "ai_provider",
      ]
    ),
    (
      .model,
      [
        "model", "model_name", "model_id", "response_model", "llm", "llm_model", "engine", "deployment",
        "ai_model", "main_model", "model_used", "llm_model_name", "llm_name", "deployment_name", "model_slug",
        "resolved_model", "request_model", "requested_model", "gen_ai_model", "ai.model.id",
      ]
    ),
    (
      .prompt,
      [
        "prompt_tokens", "tokens_prompt", "input_tokens", "tokens_in", "in_tokens", "num_input_tokens",
        "n_prompt_tokens", "prompt_token_count", "input_token_count", "req_units", "prompt_eval_count",
        "tokens_input", "input_token", "total_input_tokens", "usage_input_tokens", "llm_input_tokens",
        "n_input_tokens", "input_tokens_count", "prompt_tokens_count", "usage_prompt_tokens",
        "input_tokens_used", "request_tokens", "token_in", "num_prompt_tokens", "prompt_token",
        "billed_input_tokens", "native_tokens_prompt", "total_prompt_tokens", "llm_prompt_tokens",
        "llm.token_count.prompt", "ai_input_tokens",
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
        "cache_hit_tokens", "cached_prompt_tokens", "tokens_cached", "cached_read_tokens",
        "prompt_cached_tokens", "cached_input", "cache_read_input_token_count", "native_tokens_cached",
        "ai_cache_read_input_tokens", "cached_content_tokens",
      ]
    ),
    (
      .cacheWrite,
      [
        "cache_write_tokens", "cache_creation_tokens", "cache_creation_input_tokens", "cache_write",
        "prompt_cache_write_tokens", "cache_write_input_tokens", "ephemeral_5m_input_tokens",
        "cache_write_5m_tokens", "cache_write_5m", "cache_creation", "cache_create_tokens",
        "cache_write_input_token_count", "ai_cache_creation_input_tokens",
        "prompt_cache_creation_tokens", "cached_write_tokens",
      ]
    ),
    (.cacheWrite1h, ["ephemeral_1h_input_tokens", "cache_write_1h_tokens", "cache_write_1h"]),
    (
      .output,
      [
        "completion_tokens", "output_tokens", "tokens_completion", "tokens_out", "out_tokens",
        "generated_tokens", "num_output_tokens", "completion_token_count", "output_token_count",
        "candidates_token_count", "res_units", "eval_count", "tokens_output", "output_token",
        "total_output_tokens", "usage_output_tokens", "llm_output_tokens", "n_output_tokens",
        "output_tokens_count", "completion_tokens_count", "usage_completion_tokens", "output_tokens_used",
        "response_tokens", "token_out", "num_completion_tokens", "n_completion_tokens", "completion_token",
        "billed_output_tokens", "native_tokens_completion", "total_completion_tokens",
        "llm_completion_tokens", "n_generated_tokens", "num_generated_tokens", "llm.token_count.completion",
        "ai_output_tokens",
      ]
    ),
    (
      .reasoning,
      [
        "reasoning_tokens", "thinking_tokens", "thoughts_tokens", "thoughts_token_count",
        "reasoning_output_tokens", "reasoning_token_count", "tokens_reasoning", "native_tokens_reasoning",
        "ai_reasoning_tokens", "completion_reasoning_tokens", "thought_tokens",
      ]
    ),
    (
      .total,
      [
        "total_tokens", "tokens_total", "total_token_count", "total_units", "tokens", "tokens_used",
        "usage_total_tokens", "llm_total_tokens", "total_tokens_used",
        "llm.token_count.total",
      ]
    ),
    (
      .cost,
      [
        "cost", "cost_usd", "call_cost", "call_cost_usd", "total_cost", "spend", "price", "amount_usd",
        "response_cost", "usd",
        "estimated_cost", "total_cost_usd", "estimated_cost_usd", "price_usd", "cost_in_usd", "usd_cost",
        "cost_dollars", "cost_in_dollars", "llm_cost", "request_cost", "api_cost", "billed_cost", "est_cost",
        "cost_total", "usage_cost", "total_usd", "spend_usd", "total_price", "llm_cost_usd",
        "request_cost_usd", "cost_cents", "price_cents", "cost_in_cents", "cost_micros", "cost_microdollars",
        "cost_micro_usd", "cost_usd_micros", "ai_total_cost_usd",
        "cost_usd_cents", "total_cost_cents", "spend_cents", "cost_millicents", "cost_nanos",
        "cost_nanodollars", "cost_usd_nanos", "cost_nano_usd",
      ]
    ),
    (
      .latency,
      [
        "latency_ms", "duration_ms", "elapsed_ms", "response_time_ms", "latency", "duration", "elapsed",
        "response_time", "delay_ms", "took", "took_ms", "total_time_ms", "wall_time_ms", "time_ms",
        "request_duration_ms", "elapsed_time_ms", "elapsed_time", "latency_millis", "duration_millis",
        "total_duration_ms", "total_latency_ms", "request_latency_ms", "llm_latency_ms", "execution_time_ms",
        "processing_time_ms", "generation_time_ms", "inference_time_ms", "llm_latency",
      ] + secondNames + ["latency_us", "duration_us", "elapsed_us"]
        + ["latency_ns", "duration_ns", "elapsed_ns", "latency_micros", "duration_micros", "elapsed_micros"]
        + ["latency_nanos", "duration_nanos", "elapsed_nanos", "latency_microseconds"]
        + ["duration_microseconds", "latency_nanoseconds", "duration_nanoseconds"]
    ),
    (
      .firstToken,
      [
        "ttft_ms", "ttft", "time_to_first_token", "time_to_first_token_ms", "first_token_ms",
        "first_token_latency_ms", "first_token_latency", "ttft_s", "ttft_seconds", "time_to_first_token_s",
        "time_to_first_token_seconds",
      ]
    ),
    (
      .status,
      [
        "status", "status_code", "http_status", "http_status_code", "response_status", "response_code",
        "http_code", "success", "ok", "error", "is_error", "failed", "error_message", "outcome", "state",
        "result", "level",
      ]
    ),
    (
      .feature,
      [
        "feature", "feature_name", "use_case", "app", "component", "operation", "task", "endpoint",
        "prompt_name", "workflow", "agent_name", "agent",
      ]
    ),
    (
      .queryType, ["query_type", "request_type", "call_type", "type", "operation_name", "model_type", "kind"]
    ),
    (.user, ["user", "user_id", "end_user", "username", "email", "end_user_id", "user_email"]),
    (.customer, ["customer", "customer_id", "customer_name"]),
    (.host, ["hostname", "host_name", "host"]),
    (.finishReason, ["finish_reason", "stop_reason"]),
    (.errorType, ["error_type", "error_code", "error_class", "error_name", "exception_type", "exception"]),
    (
      .team,
      [
        "team", "team_id", "team_alias", "org", "organization", "department", "cost_center", "tenant",
        "team_name", "org_id", "tenant_id",
      ]
    ),
    (
      .key,
      [
        "api_key", "api_key_id", "key", "key_alias", "key_name", "virtual_key", "api_key_hash",
        "api_key_name",
      ]
    ),
    (.region, ["region", "aws_region", "cloud.region", "aws.region"]),
    (.session, ["session", "session_id", "conversation_id", "thread_id", "chat_id"]),
    (
      .project,
      ["project", "project_id", "workspace", "workspace_id", "repo", "cwd", "service", "service_name"]
    ),
    (
      .environment,
      ["environment", "env", "stage", "deployment_environment", "deployment_environment_name"]
    ),
    (.stream, ["stream", "streaming", "streamed", "is_streaming"]),
    (.tier, ["service_tier", "tier", "batch"]),
    (.tags, ["tags"]),
    (
      .currency,
      ["currency", "cost_currency", "currency_code", "billing_currency", "price_currency", "cost_unit"]
    ),
    (
      .requests,
      [
        "requests", "num_requests", "request_count", "successful_requests", "calls", "call_count",
        "num_calls", "llm_calls", "api_calls", "total_requests", "n_requests", "requests_count",
        "num_model_requests",
        "api_requests", "llm_requests", "model_requests", "number_of_requests", "total_calls", "n_calls",
        "calls_count", "model_calls", "total_api_calls", "total_llm_calls", "num_llm_calls",
      ]
    ),
    (.seconds, ["billed_seconds", "audio_seconds"]),
    (.images, ["billed_images", "images_generated"]),
    (.pages, ["billed_pages", "pages_processed"]),
    (
      .budget,
      [
        "max_budget", "soft_budget", "budget_limit", "budget_duration", "budget_usd", "daily_budget",
        "monthly_budget",
      ]
    ),
    (.subject, ["event", "event_type", "event_name", "msg", "message", "action", "method"]),
    (
      .characters,
      [
        "billed_characters", "input_characters", "character_count", "characters", "char_count",
        "num_characters", "n_characters", "input_chars", "total_characters", "x_character_count",
        "characters_used",
      ]
    ),
  ]

  private static let byName = HashedNameMap<Meaning>(
    names.flatMap { slot, names in
      names.enumerated().map { rank, name in
        var meaning = Meaning(slot: slot, rank: rank)
        meaning.isAnthropic =
          name == "cache_creation_input_tokens" || name == "cache_read_input_tokens" || name == "input_tokens"
          || name == "usage_input_tokens"
        if slot == .latency || slot == .firstToken { meaning.unit = unit(ofDuration: name) }
        if slot == .cost {
          meaning.places = places(ofCost: name)
          meaning.isDollar = name.contains("usd") || name.contains("dollar")
        }
        return (Array(name.utf8).withUnsafeBytes { normalised($0) }, meaning)
      }
    })

  /// Power of ten of the parts of a dollar that a name states.
  private static func places(ofCost name: String) -> Int {
    if name.contains("millicents") { return 5 }
    if name.contains("cents") { return 2 }
    return name.contains("micro") ? 6 : name.contains("nano") ? 9 : 0
  }

  /// The unit at the end of a name; nil for milliseconds, which are the default, and for none.
  private static func unit(ofDuration name: String) -> Numbers.DurationUnit? {
    switch name.split(separator: "_").last {
    case "s", "sec", "seconds": .seconds
    case "us", "micros", "microseconds": .microseconds
    case "ns", "nanos", "nanoseconds": .nanoseconds
    default: nil
    }
  }

  // MARK: Short names

  /// Objects whose members have short names, such as `{"input":120,"output":8}`.
  enum Container: Sendable {
    case none
    case usage
    /// The cache's counts within a usage object.
    case cache
    case cost
  }

  private static let containers = HashedNameMap<Container>(
    [
      "usage", "tokens", "token_usage", "token_counts", "token_count", "llm_usage", "usage_metadata",
      "tokens_used", "usage_details", "usage_stats", "accumulated_usage", "cumulative_usage", "total_usage",
      "total_token_usage", "accumulated_token_usage", "model_usage", "usage_by_model",
    ].map { (hash(of: $0), .usage) }
      + ["cost", "costs", "cost_usd", "total_cost", "cost_details"].map { (hash(of: $0), .cost) })

  /// What the members of an object are, by its name. `outer`: what the members around it are.
  static func container(_ name: UnsafeRawBufferPointer, in outer: Container) -> Container {
    guard name.count <= 64 else { return .none }
    let hash = normalised(name)
    if outer == .usage, hash == cacheName { return .cache }
    return containers[hash] ?? .none
  }

  private static let cacheName = hash(of: "cache")

  /// Ranks of short names: behind all that say more.
  private static let shortRank = 60

  private static let shortNames: [(Container, Slot, [String])] = [
    (.usage, .prompt, ["input", "prompt", "in", "sent"]),
    (.usage, .output, ["output", "completion", "out", "generated", "candidates", "received"]),
    (.usage, .total, ["total"]),
    (.usage, .cacheRead, ["cached", "cache", "cache_hit", "cache_hits"]),
    (.usage, .reasoning, ["reasoning", "thoughts", "thinking"]),
    (.cache, .cacheRead, ["read", "hit", "reads"]),
    (.cache, .cacheWrite, ["write", "creation", "writes"]),
    (.cost, .cost, ["total", "usd", "amount", "value", "total_usd"]),
    (.cost, .currency, ["currency", "unit"]),
  ]

  private static func shortMap(_ container: Container) -> HashedNameMap<Meaning> {
    HashedNameMap(
      shortNames.filter { $0.0 == container }.flatMap { _, slot, names in
        names.enumerated().map {
          (hash(of: $1), Meaning(slot: slot, rank: shortRank + $0, isShort: container != .cost))
        }
      })
  }

  private static let usageNames = shortMap(.usage)
  private static let cacheNames = shortMap(.cache)
  private static let costNames = shortMap(.cost)

  /// Meaning of a short name, which it has within a container alone.
  static func meaning(ofShort name: UnsafeRawBufferPointer, in container: Container) -> Meaning? {
    guard name.count <= 16 else { return nil }
    return switch container {
    case .none: nil
    case .usage: usageNames[normalised(name)]
    case .cache: cacheNames[normalised(name)]
    case .cost: costNames[normalised(name)]
    }
  }

  /// Meanings of the columns of a table, by their places. Short names are counts where both the input and the output
  /// have one.
  static func meanings(ofColumns names: [String]) -> [Meaning?] {
    let short = names.map { name in
      Array(name.utf8).withUnsafeBytes { meaning(ofShort: $0, in: .usage) }.flatMap {
        $0.slot == .total || $0.slot == .reasoning ? nil : $0
      }
    }
    let slots = Set(short.compactMap { $0?.slot })
    let isShort = slots.isSuperset(of: [.prompt, .output])
    return zip(names, short).map { name, short in
      Array(name.utf8).withUnsafeBytes { meaning(ofPath: $0) } ?? (isShort ? short : nil)
    }
  }

  private static func hash(of name: String) -> UInt64 {
    Array(name.utf8).withUnsafeBytes { normalised($0) }
  }

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
    // Serilog's time differs from other names by its mark alone.
    if name.count == 2, name[0] == UInt8(ascii: "@") {
      return name[1] == UInt8(ascii: "t") ? Meaning(slot: .timestamp, rank: 0) : nil
    }
    return byName[normalised(name)]
  }

  /// Meaning of a name, or of the longest of its ends behind a dot that has one.
  static func meaning(ofPath name: UnsafeRawBufferPointer) -> Meaning? {
    // ECS has the shipper of a line there.
    if FieldText(name).equals("agent.name") { return nil }
    if let meaning = meaning(of: name) { return meaning }
    var rest = name
    while let dot = rest.firstIndex(of: UInt8(ascii: ".")) {
      rest = UnsafeRawBufferPointer(rebasing: rest[(dot + 1)...])
      // The region of a user or an address is none of a model.
      guard let meaning = meaning(of: rest), meaning.slot != .region else { continue }
      let path = UnsafeRawBufferPointer(rebasing: name.dropLast(rest.count + 1))
      return self.meaning(meaning, behind: path)
    }
    return nil
  }

  /// Meaning of the end of a dotted name behind `path`; nil where it tells of something else than the request.
  private static func meaning(_ meaning: Meaning, behind path: UnsafeRawBufferPointer) -> Meaning? {
    let owner = FieldOwner.path(path)
    guard var meaning = meaning.of(owner) else { return nil }
    if owner != .request { meaning.isPart = true }
    guard FieldText(path).equalsLowercased("event") else { return meaning }
    switch meaning.slot {
    // Elastic's schema has nanoseconds and kinds of log records there.
    case .latency where meaning.unit == nil: meaning.unit = .nanoseconds
    case .queryType: return nil
    default: break
    }
    return meaning
  }

  /// The rank of the name of `characters` that is a billing unit whatever the record is about.
  static let billedCharactersRank = 0

  /// The rank of `request_time`, which web servers write for the seconds that a request took.
  static let requestTimeRank = 7

  /// Ranks of the names of totals that a provider's answer has; other names may be those of a part or of a limit.
  static let tellingTotals: Set<Int> = [0, 1, 2, 6, 7, 8]

  /// Ranks of the names of ids that the answer has.
  static let answerIDRanks: Set<Int> = [3, 4, 6, 11]

  /// True for the name of an object with the sum of several requests, such as `accumulated_usage`.
  static func isSum(_ name: UnsafeRawBufferPointer) -> Bool {
    name.count <= 32 && sums.contains { FieldText(name).hasPrefix($0) }
  }

  private static let sums: [StaticString] = [
    "accumulated", "cumulative", "total_usage", "totalUsage", "total_token_usage", "totalTokenUsage",
  ]

  /// The rank of `id`.
  static let plainIDRank = 2

  /// The rank of `batch` among the names of `tier`.
  static let batchRank = 2

  /// Ranks of the names of ids that all requests of one operation share.
  static let sharedIDRanks = 9...10

  /// The ranks of the names of `status` that mean success when true.
  static let successRanks = 7...8
  /// The ranks of the names of `status` that state a failure.
  static let errorRanks = 9...12
  /// The names of `cacheWrite` that leave out what was written for an hour.
  static let shortWriteRanks = 6...8
  /// The names of `key` that are a key's name or number, and not the key itself.
  static let keyNameRanks: Set<Int> = [1, 3, 4, 7]
}
