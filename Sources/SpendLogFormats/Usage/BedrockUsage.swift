import SpendCore

/// Bedrock's usage objects: `inputTokens` beside the cache counts, which stand there under two names
/// (Converse, Nova, invocation metrics).
enum BedrockUsage {
  /// Reads the usage of Converse and of bodies that have its shape.
  static func read(
    _ json: JSONIndex, _ usage: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) {
    var stated = ReportedTotal(field: "totalTokens")
    stated.prompt = try json.count(json[usage, "inputTokens"])
    stated.output = try json.count(json[usage, "outputTokens"])
    stated.total = try json.count(json[usage, "totalTokens"])
    var tokens = TokenCounts()
    tokens.cacheRead = try json.count(
      json[usage, "cacheReadInputTokens"], or: json[usage, "cacheReadInputTokenCount"])
    tokens.cacheWrite5m = try json.count(
      json[usage, "cacheWriteInputTokens"], or: json[usage, "cacheWriteInputTokenCount"])
    try splitWrites(json, json[usage, "cacheDetails"], &tokens, context)
    draft.totals = stated.resolve(&tokens, usual: CountingConvention(cache: false, reasoning: true))
    draft.tokens = tokens
    Sellers.readEstimate(json, usage, &draft)
  }

  /// Reads what the last chunk of a stream carries for every model: counts and durations.
  static func readMetrics(
    _ json: JSONIndex, _ metrics: JSONIndex.Node, _ draft: inout EventDraft
  ) throws(LineRejection) {
    draft.tokens.input = try json.count(json[metrics, "inputTokenCount"])
    draft.tokens.output = try json.count(json[metrics, "outputTokenCount"])
    draft.tokens.cacheRead = try json.count(json[metrics, "cacheReadInputTokenCount"])
    draft.tokens.cacheWrite5m = try json.count(json[metrics, "cacheWriteInputTokenCount"])
    readDurations(json, metrics, &draft)
  }

  static func readDurations(_ json: JSONIndex, _ metrics: JSONIndex.Node, _ draft: inout EventDraft) {
    if let latency = json.milliseconds(json[metrics, "invocationLatency"]) {
      draft.latencyMilliseconds = latency
    }
    if let first = json.milliseconds(json[metrics, "firstByteLatency"]) {
      draft.firstTokenMilliseconds = first
    }
  }

  /// Takes the hour's writes out of all writes.
  static func splitWrites(
    _ json: JSONIndex, _ details: JSONIndex.Node, _ counts: inout TokenCounts, _ context: LineContext
  ) throws(LineRejection) {
    guard json.isArray(details) else { return }
    var long: Int64 = 0
    let entry = context.element
    try json.forEachObject(details, in: entry) { () throws(LineRejection) in
      guard entry.equals(entry[.root, "ttl"], "1h") else { return }
      long += Int64(try entry.count(entry[.root, "inputTokens"]) ?? 0)
    }
    takeLong(long, from: &counts)
  }

  /// Takes writes for an hour out of all writes.
  static func takeLong(_ long: Int64, from counts: inout TokenCounts) {
    guard long > 0 else { return }
    let written = Int64(counts.cacheWrite5m ?? 0)
    counts.cacheWrite1h = Int32(clamping: long)
    counts.cacheWrite5m = Int32(clamping: max(0, written - long))
  }
}
