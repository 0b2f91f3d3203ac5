/// Records of model interfaces other than requests: parts of conversations, tool calls and their results,
/// batches, and the lists of objects stored at providers.
enum OtherRecord {
  /// Providers' names for objects other than responses.
  private static let objects: [StaticString] = [
    "batch", "model", "file", "upload", "upload.part", "event", "assistant", "assistant.deleted",
    "thread", "thread.message", "conversation", "conversation.item", "response.input_tokens",
    "response.compaction", "fine_tuning.job", "fine_tuning.job.event", "fine_tuning.job.checkpoint",
    "vector_store", "vector_store.file", "vector_store.files_batch", "eval", "eval.run", "container",
  ]
  private static let types: [StaticString] = [
    "message_batch", "tool_result", "tool_use", "tool_call", "function_call", "function_call_output",
    "custom_tool_call", "custom_tool_call_output", "local_shell_call", "local_shell_call_output", "mcp_call",
    "computer_call", "computer_call_output", "web_search_call", "file_search_call", "server_tool_use",
    "conversation.item.created", "conversation.item.added", "conversation.item.done",
    "conversation.item.truncated", "conversation.item.deleted", "rate_limits.updated",
    "conversation.item.input_audio_transcription.delta", "input_audio_buffer.committed",
    "input_audio_buffer.speech_started", "input_audio_buffer.speech_stopped", "input_audio_buffer.cleared",
    "output_audio_buffer.started", "output_audio_buffer.stopped", "output_audio_buffer.cleared",
  ]
  private static let roles: [StaticString] = ["user", "system", "tool", "developer", "function", "human"]

  /// Members that may make an object such a record, besides its counts.
  private static let kinds: JSONIndex.Names = [
    "role", "object", "type", "op_name", "span_attributes", "span_kind", "llm_span_count",
    "byok_usage_inference",
  ]
  /// Kinds of OpenInference's spans that call no model themselves.
  private static let stepKinds: [StaticString] = [
    "AGENT", "CHAIN", "TOOL", "RETRIEVER", "GUARDRAIL", "EVALUATOR", "PROMPT",
  ]

  /// True when an object is such a record.
  static func recognises(_ json: JSONIndex, _ object: JSONIndex.Node) -> Bool {
    guard json.first(object, kinds).exists else { return isTokenCount(json, object) }
    func isOne(_ key: StaticString, of names: [StaticString]) -> Bool {
      let node = json[object, key]
      return json.kind(node) == .string && names.contains { json.equals(node, $0) }
    }
    if isOne("role", of: roles) || isItem(json, object) || isStep(json, object) { return true }
    return isOne("object", of: objects) || isOne("type", of: types) || isTokenCount(json, object)
  }

  /// True for a step around requests that repeats their counts: a span of Braintrust or Phoenix that is not of a model,
  /// a trace of Opik, a call of Weave without an answer. Also true for OpenRouter's sums by day.
  private static func isStep(_ json: JSONIndex, _ object: JSONIndex.Node) -> Bool {
    let kind = json[object, "span_kind"]
    if json.isString(kind), stepKinds.contains(where: { json.equals(kind, $0) }) { return true }
    if json[object, "llm_span_count"].exists, json[object, "span_count"].exists { return true }
    if json[object, "byok_usage_inference"].exists, json[object, "requests"].exists { return true }
    let type = json[object, "span_attributes", "type"]
    if json.isString(type), json[object, "root_span_id"].exists { return !json.equals(type, "llm") }
    return json.hasPrefix(json[object, "op_name"], "weave:///")
  }

  /// True for a message of a conversation that is part of an answer.
  private static func isItem(_ json: JSONIndex, _ object: JSONIndex.Node) -> Bool {
    json.equals(json[object, "type"], "message") && json[object, "role"].exists
      && json[object, "content"].exists
      && !json[object, "usage"].exists && !json[object, "model"].exists
  }

  private static let counts: JSONIndex.Names = ["input_tokens", "inputTokens", "totalTokens"]
  private static let countDetails: JSONIndex.Names = [
    "object", "totalBillableCharacters", "promptTokensDetails", "cachedContentTokenCount",
    "context_management",
  ]

  /// True when an object is the response of a token-counting call: only the count and its details.
  private static func isTokenCount(_ json: JSONIndex, _ object: JSONIndex.Node) -> Bool {
    guard json.first(object, counts).exists, !json[object, "model"].exists else { return false }
    var isOnly = true
    try? json.forEachMember(object) { key, _ in
      guard isOnly else { return }
      isOnly = counts.contains(key) || countDetails.contains(key)
    }
    return isOnly
  }

  /// True when one of `Envelope.places`, or its `body`, holds such a record.
  static func isAnswer(_ json: JSONIndex) -> Bool {
    for place in Envelope.places {
      let node = json[.root, place]
      guard json.isObject(node) else { continue }
      if recognises(json, node) { return true }
      let body = json[node, "body"]
      if json.isObject(body), recognises(json, body) { return true }
    }
    return false
  }
}
