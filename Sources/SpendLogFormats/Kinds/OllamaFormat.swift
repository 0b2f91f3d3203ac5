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
