import SpendCore

/// Records of gateways, agents and custom programs.
extension DemoLogWriter {
  /// LiteLLM's StandardLoggingPayload. Its cost is the gateway's own estimate.
  static func liteLLM(_ request: DemoRequest, to line: inout LineBuffer) {
    let tokens = request.tokens
    let start = request.time.microseconds
    line.text("id", "chatcmpl-", hex: request.id)
    line.text("trace_id", "trace-", hex: request.id)
    line.raw("call_type", request.queryType == "embedding" ? "\"aembedding\"" : "\"acompletion\"")
    line.raw("cache_hit", "null")
    line.flag("stream", request.isStream)
    line.raw("status", request.isError ? "\"failure\"" : "\"success\"")
    line.text("custom_llm_provider", request.provider)
    line.key("startTime")
    line.put(start, places: 6)
    line.key("endTime")
    if let latency = request.latencyMilliseconds {
      line.put(start &+ Int64(latency) &* 1_000, places: 6)
    } else {
      line.put("null")
    }
    if let first = request.firstTokenMilliseconds {
      line.key("completionStartTime")
      line.put(start &+ Int64(first) &* 1_000, places: 6)
    }
    line.text("model", request.model)
    line.object("metadata") { metadata in
      metadata.text("user_api_key_alias", request.key)
      metadata.text("user_api_key_team_id", request.team)
      metadata.text("user_api_key_user_id", request.user)
      metadata.raw("user_api_key_org_id", "\"acme\"")
      metadata.raw("requester_ip_address", "null")
      metadata.object("requester_metadata") { labels(request, to: &$0) }
      metadata.object("usage_object") { usage in
        usage.number("prompt_tokens", tokens.prompt)
        usage.number("completion_tokens", tokens.output)
        usage.number("total_tokens", tokens.total)
        if tokens.cacheRead != nil {
          usage.object("prompt_tokens_details") {
            $0.number("cached_tokens", tokens.cacheRead)
            $0.number("cache_creation_tokens", tokens.cacheWrite5m)
          }
        }
        if tokens.reasoning != nil {
          usage.object("completion_tokens_details") { $0.number("reasoning_tokens", tokens.reasoning) }
        }
        usage.text("service_tier", request.tier)
      }
    }
    line.key("response_cost")
    line.put(request.estimatedCost.nanodollars, places: 9)
    line.number("prompt_tokens", tokens.prompt)
    line.number("completion_tokens", tokens.output)
    line.number("total_tokens", tokens.total)
    line.key("request_tags")
    line.put("[]")
    line.list("messages") {
      $0.raw("role", "\"user\"")
      $0.prose("content", request.id)
    }
    line.object("response") {
      request.isError ? failure(request, to: &$0) : $0.prose("text", request.id >> 20)
    }
  }

  /// A line of a Claude Code transcript. A failed call leaves a notice there, and no usage.
  static func transcript(_ request: DemoRequest, to line: inout LineBuffer) {
    line.text("parentUuid", "", hex: request.id >> 1)
    line.raw("isSidechain", "false")
    line.raw("userType", "\"external\"")
    line.key("cwd")
    line.put("\"/home/dev/")
    line.put(request.feature)
    line.put("\"")
    line.text("sessionId", "s-", hex: UInt64(request.sessionNumber))
    line.raw("version", "\"2.1.4\"")
    line.raw("gitBranch", "\"main\"")
    line.raw("type", "\"assistant\"")
    if request.isError {
      line.raw("isApiErrorMessage", "true")
      line.object("message") { message in
        message.raw("model", "\"<synthetic>\"")
        message.raw("role", "\"assistant\"")
        message.list("content") {
          $0.raw("type", "\"text\"")
          $0.raw("text", "\"API Error: slow down\"")
        }
      }
    } else {
      line.object("message") { message(request, to: &$0) }
      line.text("requestId", "req_01", hex: request.id)
    }
    line.text("uuid", "", hex: request.id)
    line.time("timestamp", request.time)
  }

  /// One flat object, as a custom program writes it.
  static func flat(_ request: DemoRequest, to line: inout LineBuffer) {
    let tokens = request.tokens
    line.time("ts", request.time)
    line.text("request_id", "", hex: request.id)
    line.text("provider", request.provider)
    line.text("model", request.model)
    line.number("prompt_tokens", tokens.prompt)
    line.number("cached_tokens", tokens.cacheRead)
    line.number("cache_write_tokens", tokens.cacheWrite5m)
    line.number("completion_tokens", tokens.output)
    line.number("reasoning_tokens", tokens.reasoning)
    line.text("feature", request.feature)
    line.text("query_type", request.queryType)
    line.text("user", request.user)
    line.text("team", request.team)
    line.text("environment", request.environment)
    if request.sessionNumber != 0 { line.text("session_id", "s-", hex: UInt64(request.sessionNumber)) }
    line.text("key_alias", request.key)
    line.text("service_tier", request.tier)
    line.number("latency_ms", request.latencyMilliseconds)
    line.number("ttft_ms", request.firstTokenMilliseconds)
    line.flag("stream", request.isStream)
    line.raw("status", request.isError ? "\"error\"" : "\"ok\"")
    line.prose("prompt", request.id)
    if !request.isError { line.prose("answer", request.id >> 20) }
  }

  static let columns =
    "timestamp,request_id,provider,model,prompt_tokens,cached_tokens,cache_write_tokens,completion_tokens,"
    + "reasoning_tokens,feature,query_type,user,team,environment,service_tier,latency_ms,status,message"

  /// A row of a table. The message is quoted: it has commas and quotes of its own.
  static func row(_ request: DemoRequest, to line: inout LineBuffer) {
    func cell(_ text: String) {
      line.put(text)
      line.put(",")
    }
    func cell(_ count: Int64?) {
      if let count { line.put(count) }
      line.put(",")
    }
    let tokens = request.tokens
    line.put(request.time)
    line.put(",")
    line.put(hex: request.id)
    line.put(",")
    cell(request.provider)
    cell(request.model)
    cell(tokens.prompt)
    cell(tokens.cacheRead.map(Int64.init))
    cell(tokens.cacheWrite5m.map(Int64.init))
    cell(tokens.output.map(Int64.init))
    cell(tokens.reasoning.map(Int64.init))
    cell(request.feature)
    cell(request.queryType)
    cell(request.user)
    cell(request.team)
    cell(request.environment)
    cell(request.tier)
    cell(request.latencyMilliseconds.map(Int64.init))
    if request.isError {
      line.put("error,\"refused, with the words \"\"slow down\"\"\"")
    } else {
      line.put("ok,")
    }
  }

  /// `key=value` pairs.
  static func pairs(_ request: DemoRequest, to line: inout LineBuffer) {
    func pair(_ name: StaticString, _ text: String) {
      guard !text.isEmpty else { return }
      line.put(name)
      line.put(text)
    }
    func pair(_ name: StaticString, _ count: Int64?) {
      guard let count else { return }
      line.put(name)
      line.put(count)
    }
    let tokens = request.tokens
    line.put("time=")
    line.put(request.time)
    line.put(request.isError ? " level=error" : " level=info")
    line.put(" msg=\"llm call \\\"done\\\"\" request_id=")
    line.put(hex: request.id)
    pair(" provider=", request.provider)
    pair(" model=", request.model)
    pair(" prompt_tokens=", tokens.prompt)
    pair(" cached_tokens=", tokens.cacheRead.map(Int64.init))
    pair(" cache_write_tokens=", tokens.cacheWrite5m.map(Int64.init))
    pair(" completion_tokens=", tokens.output.map(Int64.init))
    pair(" reasoning_tokens=", tokens.reasoning.map(Int64.init))
    pair(" feature=", request.feature)
    pair(" query_type=", request.queryType)
    pair(" user=", request.user)
    pair(" team=", request.team)
    pair(" environment=", request.environment)
    pair(" service_tier=", request.tier)
    pair(" latency_ms=", request.latencyMilliseconds.map(Int64.init))
    pair(" ttft_ms=", request.firstTokenMilliseconds.map(Int64.init))
    pair(" status=", Int64(request.status))
  }
}
