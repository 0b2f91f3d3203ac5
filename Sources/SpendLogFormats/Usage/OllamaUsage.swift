import SpendCore

/// Ollama's counts, which lie in the answer itself; the prompt includes what was cached.
enum OllamaUsage {
  static func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft
  ) throws(LineRejection) {
    let cached = try json.count(json[body, "prompt_eval_cached_count"])
    // Missing where all of the prompt was in the cache.
    let prompt = try json.count(json[body, "prompt_eval_count"]) ?? 0
    draft.tokens.input = Usage.exclusive(prompt: prompt, cached: cached, written: nil)
    draft.tokens.cacheRead = cached
    draft.tokens.output = try json.count(json[body, "eval_count"]) ?? 0
    if let total = json.milliseconds(json[body, "total_duration"], unit: .nanoseconds) {
      draft.latencyMilliseconds = total
    }
  }
}
