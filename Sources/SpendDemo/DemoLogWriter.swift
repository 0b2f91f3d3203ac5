import SpendCore

/// Writes requests of the made-up company the way real programs log them.
public enum DemoLogWriter {
  public enum Format: String, Sendable, CaseIterable {
    case openAIChat = "openai-chat"
    case anthropic = "anthropic-messages"
    case gemini
    case liteLLM = "litellm"
    case claudeCode = "claude-code"
    case jsonl = "generic-jsonl"
    case csv = "generic-csv"
    case logfmt = "generic-logfmt"

    public var fileName: String {
      switch self {
      case .csv: "usage.csv"
      case .logfmt: "app.log"
      default: "\(rawValue).jsonl"
      }
    }

    /// What stands before the first line.
    public var header: String? {
      self == .csv
        ? "timestamp,request_id,provider,model,prompt_tokens,cached_tokens,completion_tokens,feature,query_type,user,team,environment,latency_ms,status"
        : nil
    }
  }

  /// The format a program that makes such a request would log in.
  public static func natural(_ request: DemoRequest) -> Format {
    switch request.provider {
    case "anthropic": request.queryType == "agent" ? .claudeCode : .anthropic
    case "google": .gemini
    case "openai": request.queryType == "classification" ? .liteLLM : .openAIChat
    case "groq": .jsonl
    case "mistral": .csv
    default: .logfmt
    }
  }

  /// What people and models write: in several languages, as programs write them, which is half of the
  /// time with escapes for everything that is not ASCII.
  private static let prose: [String] = [
    "The quick report on the quarter says that orders rose while returns fell, ",
    "Der Bericht für März nennt größere Bestellungen und weniger Rücksendungen, ",
    #"Der Bericht f\u00fcr M\u00e4rz nennt gr\u00f6\u00dfere Bestellungen und weniger R\u00fccksendungen, "#,
    #"四半期の報告によると注文は増え、返品は減りました。\n次の表を見てください、"#,
    #"\u56db\u534a\u671f\u306e\u5831\u544a\u306b\u3088\u308b\u3068\u6ce8\u6587\u306f\u5897\u3048\n"#,
    #"{\"rows\": [1, 2, 3], \"usage\": {\"prompt_tokens\": 999999}}, said the answer\n"#,
  ]

  /// One line without its end.
  public static func line(_ request: DemoRequest, _ format: Format) -> String {
    let id = hex(request.id)
    let time = request.time.rfc3339
    let tokens = request.tokens
    let input = tokens.input ?? 0
    let read = tokens.cacheRead ?? 0
    let written = tokens.cacheWrite5m ?? 0
    let output = tokens.output ?? 0
    let reasoning = tokens.reasoning ?? 0
    let prompt = input + read + written
    let latency = request.latencyMilliseconds ?? 0
    let first = request.firstTokenMilliseconds.map { ",\"ttft_ms\":\($0)" } ?? ""
    let pieces = 1 + Int(request.id % 6)
    let text = String(repeating: prose[Int(request.id >> 8 & 0xFFFF) % prose.count], count: pieces)
    let status = request.isError ? 429 : 200
    let labels = """
      "metadata":{"feature":"\(request.feature)","query_type":"\(request.queryType)","user":"\(request.user)",\
      "team":"\(request.team)","environment":"\(request.environment)"}
      """
    let envelope = """
      {"timestamp":"\(time)","request_id":"req-\(id)","latency_ms":\(latency)\(first),"status_code":\(status),\
      "stream":\(request.isStream),\(labels),"request":{"model":"\(request.model)","messages":[{"role":"user","content":"\(text)"}]}
      """
    let failure = "\"response\":{\"error\":{\"type\":\"rate_limit_error\",\"message\":\"slow down\"}}}"
    switch format {
    case .openAIChat:
      if request.isError { return "\(envelope),\(failure)" }
      if request.queryType == "embedding" {
        return """
          \(envelope),"url":"https://api.openai.com/v1/embeddings","response":{"object":"list","data":[],"model":"\(request.model)",\
          "usage":{"prompt_tokens":\(prompt),"total_tokens":\(prompt)}}}
          """
      }
      return """
        \(envelope),"url":"https://api.openai.com/v1/chat/completions","response":{"id":"chatcmpl-\(id)","object":"chat.completion",\
        "created":\(request.time.seconds),"model":"\(request.model)","service_tier":"\(request.tier.isEmpty ? "default" : request.tier)",\
        "choices":[{"index":0,"message":{"role":"assistant","content":"\(text)"},"finish_reason":"stop"}],"usage":{\
        "prompt_tokens":\(prompt),"completion_tokens":\(output),"total_tokens":\(prompt + output),"prompt_tokens_details":\
        {"cached_tokens":\(read)},"completion_tokens_details":{"reasoning_tokens":\(reasoning)}}}}
        """
    case .anthropic:
      if request.isError { return "\(envelope),\(failure)" }
      return """
        \(envelope),"url":"https://api.anthropic.com/v1/messages","response":{"id":"msg_\(id)","type":"message","role":"assistant",\
        "model":"\(request.model)","content":[{"type":"text","text":"\(text)"}],"usage":{"input_tokens":\(input),\
        "cache_read_input_tokens":\(read),"cache_creation_input_tokens":\(written),"output_tokens":\(output),"service_tier":"standard"}}}
        """
    case .gemini:
      if request.isError { return "\(envelope),\(failure)" }
      return """
        \(envelope),"url":"https://generativelanguage.googleapis.com/v1beta/models/\(request.model):generateContent","response":{\
        "candidates":[{"content":{"parts":[{"text":"\(text)"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":\(prompt),\
        "cachedContentTokenCount":\(read),"candidatesTokenCount":\(output - reasoning),"thoughtsTokenCount":\(reasoning),\
        "totalTokenCount":\(prompt + output)},"modelVersion":"\(request.model)","responseId":"\(id)"}}
        """
    case .liteLLM:
      let start = seconds(request.time.microseconds)
      let end = seconds(request.time.microseconds + Int64(latency) * 1_000)
      return """
        {"id":"chatcmpl-\(id)","call_type":"acompletion","cache_hit":null,"stream":false,"status":"\(request.isError ? "failure" : "success")",\
        "custom_llm_provider":"\(request.provider)","startTime":\(start),"endTime":\(end),"model":"\(request.model)","metadata":\
        {"user_api_key_alias":"key-\(request.team)","user_api_key_team_id":"\(request.team)","user_api_key_user_id":"\(request.user)",\
        "requester_metadata":{"feature":"\(request.feature)","query_type":"\(request.queryType)","environment":"\(request.environment)"},\
        "usage_object":{"prompt_tokens_details":{"cached_tokens":\(read)},"service_tier":"\(request.tier)"}},"response_cost":0.0,\
        "prompt_tokens":\(prompt),"completion_tokens":\(output),"messages":[{"role":"user","content":"\(text)"}],"response":{}}
        """
    case .claudeCode:
      return """
        {"parentUuid":null,"isSidechain":false,"cwd":"/home/dev/\(request.feature)","sessionId":"s-\(request.user)",\
        "type":"assistant","uuid":"\(id)","requestId":"req_\(id)","timestamp":"\(time)","message":{"id":"msg_\(id)","type":"message",\
        "role":"assistant","model":"\(request.model)","content":[{"type":"text","text":"\(text)"}],"usage":{"input_tokens":\(input),\
        "cache_read_input_tokens":\(read),"cache_creation_input_tokens":\(written),"output_tokens":\(output)}}}
        """
    case .jsonl:
      return """
        {"ts":"\(time)","request_id":"\(id)","provider":"\(request.provider)","model":"\(request.model)","prompt_tokens":\(prompt),\
        "cached_tokens":\(read),"completion_tokens":\(output),"feature":"\(request.feature)","query_type":"\(request.queryType)",\
        "user":"\(request.user)","team":"\(request.team)","environment":"\(request.environment)","latency_ms":\(latency),\
        "status":"\(request.isError ? "error" : "ok")","prompt":"\(text)"}
        """
    case .csv:
      return
        "\(time),\(id),\(request.provider),\(request.model),\(prompt),\(read),\(output),\(request.feature),\(request.queryType),\(request.user),\(request.team),\(request.environment),\(latency),\(request.isError ? "error" : "ok")"
    case .logfmt:
      return
        "time=\(time) level=\(request.isError ? "error" : "info") msg=\"llm call\" request_id=\(id) provider=\(request.provider) model=\(request.model) prompt_tokens=\(prompt) cached_tokens=\(read) completion_tokens=\(output) feature=\"\(request.feature)\" query_type=\(request.queryType) user=\(request.user) team=\"\(request.team)\" environment=\(request.environment) latency_ms=\(latency)"
    }
  }

  private static func hex(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  private static func seconds(_ microseconds: Int64) -> String {
    let fraction = String(microseconds % 1_000_000)
    return "\(microseconds / 1_000_000)." + String(repeating: "0", count: 6 - fraction.count) + fraction
  }
}
