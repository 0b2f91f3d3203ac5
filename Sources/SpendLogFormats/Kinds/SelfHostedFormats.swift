import SpendCore

/// Ollama's own API: one final object an answer; durations in nanoseconds.
struct OllamaFormat: ResponseFormat {
  var name: StaticString { "ollama" }
  var title: String { "Ollama" }
  var recognisedBy: String { "done with created_at, or total_duration" }

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    json[body, "done"].exists && json[body, "created_at"].exists && json[body, "model"].exists
      || json[body, "total_duration"].exists
        && (json[body, "embeddings"].exists || json[body, "eval_count"].exists)
  }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    // Parts of an unfinished response are skipped.
    if json.truth(json[body, "done"]) == false { return false }
    draft.format = name
    draft.provider = FieldText("ollama")
    draft.model = json.text(json[body, "model"])
    if draft.time == nil { draft.time = json.time(json[body, "created_at"]) }
    try OllamaUsage.read(json, body, &draft)
    if json[body, "embeddings"].exists || json[body, "embedding"].exists {
      draft.queryType = FieldText("embedding")
    } else {
      draft.queryType = FieldText(json[body, "message"].exists ? "chat" : "completion")
    }
    return true
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"model":"qwen3:8b","created_at":"2026-09-21T10:00:00.123456789+02:00","message":{"role":"assistant","content":"…"},\
        "done":true,"total_duration":1500000000,"prompt_eval_count":30,"eval_count":25,"eval_duration":900000000}
        """, .init("", "ollama", "qwen3:8b", tokens: TokenCounts(input: 30, output: 25)))
    ]
  }
}

/// llama.cpp's server in its own words.
struct LlamaCppFormat: ResponseFormat {
  var name: StaticString { "llamacpp" }
  var title: String { "llama.cpp server" }
  var recognisedBy: String { "tokens_evaluated and tokens_predicted" }

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    json[body, "tokens_evaluated"].exists && json[body, "tokens_predicted"].exists
  }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    draft.format = name
    draft.provider = FieldText("llamacpp")
    draft.model = json.text(json[body, "model"])
    draft.tokens.input = try json.count(json[body, "tokens_evaluated"])
    draft.tokens.output = try json.count(json[body, "tokens_predicted"])
    draft.queryType = FieldText("completion")
    return true
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"content":"…","model":"gpt-oss-20b","stop":true,"tokens_evaluated":40,"tokens_predicted":7,"tokens_cached":46}
        """, .init("", "llamacpp", "gpt-oss-20b", "completion", tokens: TokenCounts(input: 40, output: 7)))
    ]
  }
}

/// SGLang's own `/generate`.
struct SGLangFormat: ResponseFormat {
  var name: StaticString { "sglang" }
  var title: String { "SGLang" }
  var recognisedBy: String { "meta_info with completion_tokens" }

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    json[body, "meta_info", "completion_tokens"].exists
  }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    let info = json[body, "meta_info"]
    draft.format = name
    draft.provider = FieldText("sglang")
    draft.requestID = json.text(json[info, "id"])
    draft.identityKey = draft.requestID
    draft.isSnapshot = true
    draft.tokens.cacheRead = try json.count(json[info, "cached_tokens"])
    draft.tokens.input = Usage.exclusive(
      prompt: try json.count(json[info, "prompt_tokens"]), cached: draft.tokens.cacheRead, written: nil)
    draft.tokens.output = try json.count(json[info, "completion_tokens"])
    draft.latencyMilliseconds = json.milliseconds(json[info, "e2e_latency"], unit: .seconds)
    draft.queryType = FieldText("completion")
    return true
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"text":"…","meta_info":{"id":"5g1an9-sample-000001","prompt_tokens":20,"completion_tokens":5,"cached_tokens":16,\
        "e2e_latency":0.25}}
        """,
        .init(
          "5g1an9-sample-000001", "sglang", "", "completion",
          tokens: TokenCounts(input: 4, cacheRead: 16, output: 5)))
    ]
  }
}
