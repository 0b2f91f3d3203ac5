import SpendCore

/// Responses as providers send them, and the envelope that a program puts around them.
extension DemoLogWriter {
  static let messagesURL: StaticString = "https://api.anthropic.com/v1/messages"
  static let responsesURL: StaticString = "https://api.openai.com/v1/responses"

  /// URL of a provider that answers in the shape of Chat Completions.
  static func chatURL(_ request: DemoRequest) -> StaticString {
    switch request.provider {
    case "openai":
      request.queryType == "embedding"
        ? "https://api.openai.com/v1/embeddings" : "https://api.openai.com/v1/chat/completions"
    case "anthropic": "https://api.anthropic.com/v1/chat/completions"
    case "google": "https://generativelanguage.googleapis.com/v1beta/openai/chat/completions"
    case "mistral": "https://api.mistral.ai/v1/chat/completions"
    case "groq": "https://api.groq.com/openai/v1/chat/completions"
    case "deepseek": "https://api.deepseek.com/chat/completions"
    case "xai": "https://api.x.ai/v1/chat/completions"
    default: "http://llm.acme.example:8000/v1/chat/completions"
    }
  }

  /// Time, durations, labels and the prompt, with the response inside.
  @inline(__always)
  static func envelope(
    _ request: DemoRequest, _ url: StaticString, to line: inout LineBuffer,
    answer: (inout LineBuffer) -> Void
  ) {
    line.time("timestamp", request.time)
    line.text("request_id", "req-", hex: request.id)
    line.number("latency_ms", request.latencyMilliseconds)
    line.number("ttft_ms", request.firstTokenMilliseconds)
    line.number("status_code", Int64(request.status))
    line.flag("stream", request.isStream)
    line.key("url")
    line.put("\"")
    if url.utf8CodeUnitCount > 0 {
      line.put(url)
    } else {
      line.put("https://generativelanguage.googleapis.com/v1beta/models/")
      line.put(request.model)
      line.put(":generateContent")
    }
    line.put("\"")
    line.object("metadata") { labels(request, to: &$0) }
    line.object("request") { question in
      question.text("model", request.model)
      question.list("messages") {
        $0.raw("role", "\"user\"")
        $0.prose("content", request.id)
      }
    }
    line.object("response", request.isError ? { failure(request, to: &$0) } : answer)
  }

  static func labels(_ request: DemoRequest, to line: inout LineBuffer) {
    line.text("feature", request.feature)
    line.text("query_type", request.queryType)
    line.text("user_id", request.user)
    line.text("team", request.team)
    line.text("environment", request.environment)
    if request.sessionNumber != 0 { line.text("session_id", "s-", hex: UInt64(request.sessionNumber)) }
    line.text("key_alias", request.key)
  }

  static func failure(_ request: DemoRequest, to line: inout LineBuffer) {
    line.object("error") {
      switch request.status {
      case 400:
        $0.raw("type", "\"invalid_request_error\"")
        $0.raw("message", "\"the prompt is too long\"")
      case 408:
        $0.raw("type", "\"timeout_error\"")
        $0.raw("message", "\"nobody answered\"")
      case 429:
        $0.raw("type", "\"rate_limit_error\"")
        $0.raw("message", "\"slow down\"")
      case 529:
        $0.raw("type", "\"overloaded_error\"")
        $0.raw("message", "\"too many people want the same\"")
      default:
        $0.raw("type", "\"server_error\"")
        $0.raw("message", "\"something broke\"")
      }
    }
  }

  /// Chat Completions, or its embeddings.
  static func chat(_ request: DemoRequest, to line: inout LineBuffer) {
    if request.isError { return failure(request, to: &line) }
    let tokens = request.tokens
    if request.queryType == "embedding" {
      line.raw("object", "\"list\"")
      line.list("data") {
        $0.raw("object", "\"embedding\"")
        $0.raw("index", "0")
        $0.raw("embedding", "[0.0123,-0.0456,0.0789]")
      }
      line.text("model", request.model)
      line.object("usage") {
        $0.number("prompt_tokens", tokens.prompt)
        $0.number("total_tokens", tokens.prompt)
      }
      return
    }
    line.text("id", "chatcmpl-", hex: request.id)
    line.raw("object", "\"chat.completion\"")
    line.number("created", request.time.seconds)
    line.text("model", request.model)
    line.list("choices") { choice in
      choice.raw("index", "0")
      choice.object("message") {
        $0.raw("role", "\"assistant\"")
        $0.prose("content", request.id >> 20)
      }
      choice.raw("finish_reason", "\"stop\"")
    }
    line.object("usage") { usage in
      usage.number("prompt_tokens", tokens.prompt)
      usage.number("completion_tokens", tokens.output)
      usage.number("total_tokens", tokens.total)
      if tokens.cacheRead != nil {
        usage.object("prompt_tokens_details") {
          $0.number("cached_tokens", tokens.cacheRead)
          $0.number("cache_write_tokens", tokens.cacheWrite5m)
          $0.raw("audio_tokens", "0")
        }
      }
      usage.object("completion_tokens_details") {
        $0.number("reasoning_tokens", tokens.reasoning)
        $0.raw("audio_tokens", "0")
      }
    }
    line.text("service_tier", request.tier.isEmpty ? "default" : request.tier)
  }

  /// OpenAI's Responses.
  static func responses(_ request: DemoRequest, to line: inout LineBuffer) {
    let tokens = request.tokens
    line.text("id", "resp_", hex: request.id)
    line.raw("object", "\"response\"")
    line.number("created_at", request.time.seconds)
    line.raw("status", "\"completed\"")
    line.raw("error", "null")
    line.text("model", request.model)
    line.list("output") { item in
      item.text("id", "msg_", hex: request.id)
      item.raw("type", "\"message\"")
      item.raw("role", "\"assistant\"")
      item.list("content") {
        $0.raw("type", "\"output_text\"")
        $0.prose("text", request.id >> 20)
      }
    }
    line.text("service_tier", request.tier.isEmpty ? "default" : request.tier)
    line.object("usage") { usage in
      usage.number("input_tokens", tokens.prompt)
      usage.object("input_tokens_details") {
        $0.number("cached_tokens", tokens.cacheRead)
        $0.number("cache_write_tokens", tokens.cacheWrite5m)
      }
      usage.number("output_tokens", tokens.output)
      usage.object("output_tokens_details") { $0.number("reasoning_tokens", tokens.reasoning) }
      usage.number("total_tokens", tokens.total)
    }
  }

  /// Anthropic's Messages.
  static func message(_ request: DemoRequest, to line: inout LineBuffer) {
    line.text("id", "msg_01", hex: request.id)
    line.raw("type", "\"message\"")
    line.raw("role", "\"assistant\"")
    line.text("model", request.model)
    line.list("content") {
      $0.raw("type", "\"text\"")
      $0.prose("text", request.id >> 20)
    }
    line.raw("stop_reason", "\"end_turn\"")
    line.object("usage") { usage in
      let tokens = request.tokens
      usage.number("input_tokens", tokens.input)
      usage.number("cache_creation_input_tokens", tokens.cacheWrite5m)
      usage.number("cache_read_input_tokens", tokens.cacheRead)
      if tokens.cacheWrite5m != nil {
        usage.object("cache_creation") {
          $0.number("ephemeral_5m_input_tokens", tokens.cacheWrite5m)
          $0.raw("ephemeral_1h_input_tokens", "0")
        }
      }
      usage.number("output_tokens", tokens.output)
      if tokens.reasoning != nil {
        usage.object("output_tokens_details") { $0.number("thinking_tokens", tokens.reasoning) }
      }
      usage.text("service_tier", request.tier.isEmpty ? "standard" : request.tier)
    }
  }

  /// Gemini's response: thoughts are counted beside the candidates.
  static func generateContent(_ request: DemoRequest, to line: inout LineBuffer) {
    let tokens = request.tokens
    line.list("candidates") { candidate in
      candidate.object("content") { content in
        content.list("parts") { $0.prose("text", request.id >> 20) }
        content.raw("role", "\"model\"")
      }
      candidate.raw("finishReason", "\"STOP\"")
    }
    line.object("usageMetadata") { usage in
      usage.number("promptTokenCount", tokens.prompt)
      usage.number("cachedContentTokenCount", tokens.cacheRead)
      usage.number("candidatesTokenCount", Int64(tokens.output ?? 0) - Int64(tokens.reasoning ?? 0))
      usage.number("thoughtsTokenCount", tokens.reasoning)
      usage.number("totalTokenCount", tokens.total)
      usage.list("promptTokensDetails") {
        $0.raw("modality", "\"TEXT\"")
        $0.number("tokenCount", tokens.prompt)
      }
      usage.text("serviceTier", request.tier)
    }
    line.text("modelVersion", request.model)
    line.text("responseId", "g", hex: request.id)
  }
}
