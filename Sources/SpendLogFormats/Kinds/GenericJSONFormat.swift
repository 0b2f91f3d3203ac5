import SpendCore

/// Any JSON object whose fields have telling names.
struct GenericJSONFormat: LogFormat {
  var name: StaticString { "generic-jsonl" }
  var title: String { "JSON lines with well-known field names" }
  var recognisedBy: String { "a model, token counts or a cost under a known name" }

  static func gather(
    _ json: JSONIndex, _ object: JSONIndex.Node, _ record: inout GenericRecord, depth: Int,
    in container: AliasTable.Container = .none, of owner: FieldOwner = .request
  ) throws(LineRejection) {
    var nested: [(node: JSONIndex.Node, container: AliasTable.Container, owner: FieldOwner)] = []
    var models: [(name: FieldText, node: JSONIndex.Node)] = []
    var sum = JSONIndex.Node.missing
    try json.forEachMember(object) { key, value throws(LineRejection) in
      switch json.kind(value) {
      case .object:
        if record.take(key, object: value, json, depth: depth, of: owner) { return }
        if container == .usage, depth < 3, !Providers.ofModel(FieldText(key)).isEmpty {
          models.append((FieldText(key), value))
          return
        }
        if depth < 3, !isContent(key) {
          let inner = AliasTable.container(key, in: container)
          // The cache's counts within a usage object are those of the request.
          let about = inner == .none ? max(owner, FieldOwner.named(key)) : owner
          nested.append((value, inner, about))
          if inner == .usage {
            if AliasTable.isSum(key) { sum = value } else { record.hasUsage = true }
          }
        }
        if key.elementsEqual("error".utf8), !json.isEmptyObject(value) {
          record.take(key, FieldText("object"), depth: depth, of: owner)
        }
      case .array:
        record.take(key, list: value, json, depth: depth)
        if depth == 0, FieldText(key).equals("tags") { record.hasLabelTexts = true }
      case .null: break
      case let kind:
        let text = json.text(value)
        if depth < 2, kind == .escapedString || kind == .string, let held = HeldText(key, text, in: container)
        {
          record.heldTexts.append(held)
          if depth == 0, held.name.equals("metadata") { record.hasLabelTexts = true }
          if held.container == .usage { return }
        }
        if container != .none, owner != .other, record.take(short: key, text, in: container, depth: depth) {
          return
        }
        // The parts of a cost are no counts, whatever their names are.
        if container != .cost { record.take(key, text, depth: depth, of: owner) }
      }
    }
    if models.count > 1 {
      record.modelSums = models
    } else if let only = models.first {
      record.take(AliasTable.Meaning(slot: .model, rank: 60), only.name, depth: depth)
      nested.append((only.node, .none, owner))
    }
    if sum.exists {
      record.hasSum = true
      if takesSum(json, object, sum) {
        nested.removeAll { $0.container == .usage && $0.node != sum }
        record.stepsUsage = sum
        record.hasUsage = false
      } else if nested.contains(where: { $0.container == .usage && $0.node != sum }) {
        nested.removeAll { $0.node == sum }
      }
    }
    for inner in nested {
      if inner.container == .usage, depth > 0, inner.owner != .other, !record.nestedUsage.exists {
        record.nestedUsage = inner.node
      }
      try gather(json, inner.node, &record, depth: depth + 1, in: inner.container, of: inner.owner)
    }
  }

  /// True for the sum of an answer's steps, beside the usage of the last one, as Vercel's SDK has it. Other sums beside
  /// usage go on from one record to the next.
  private static func takesSum(
    _ json: JSONIndex, _ object: JSONIndex.Node, _ sum: JSONIndex.Node
  ) -> Bool {
    let steps = json.first(object, "steps", "finishReason", "finish_reason")
    guard json[object, "totalUsage"] == sum || json[object, "total_usage"] == sum && steps.exists else {
      return false
    }
    let last = json[object, "usage"]
    return json.isObject(last) && !json.bytes(last).elementsEqual(json.bytes(sum))
  }

  /// Objects that are content, settings or limits, whatever their members are called.
  private static let contents: [StaticString] = [
    "content", "arguments", "error", "parameters", "params", "tool_input", "tool_result", "toolUseResult",
    "tool_calls",
    "tools", "settings", "config", "options", "limits", "limit", "quota", "budget", "rate_limit",
    "rate_limits",
  ]

  static func isContent(_ key: UnsafeRawBufferPointer) -> Bool {
    let name = FieldText(key)
    return contents.contains { name.equals($0) }
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"ts":"2026-09-21T10:00:00Z","request_id":"generic-sample-001","modelName":"gpt-4o","tokensIn":120,"tokens_out":8,\
        "cost_usd":"0.00038","feature":"tagger","latency_ms":410,"status":"ok"}
        """,
        .init(
          "generic-sample-001", "", "gpt-4o", "", feature: "tagger",
          tokens: TokenCounts(input: 120, output: 8),
          cost: "0.00038")),
      FormatSample(
        """
        {"time":1790000600,"id":"generic-sample-002","llm":"claude-sonnet-4-5","usage":{"input_tokens":10,\
        "cache_creation_input_tokens":50,"cache_read_input_tokens":400,"output_tokens":90}}
        """,
        .init(
          "generic-sample-002", "", "claude-sonnet-4-5", "",
          tokens: TokenCounts(input: 10, cacheRead: 400, cacheWrite5m: 50, output: 90))),
    ]
  }
}
