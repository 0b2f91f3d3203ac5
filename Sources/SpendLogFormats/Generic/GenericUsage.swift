import SpendCore

/// The counts in the usage object of a record of an unknown kind, as the reader of the object's shape has them.
struct GenericUsage {
  var tokens: TokenCounts
  var totals: TotalFinding

  private static let places: JSONIndex.Names = ["usage", "usage_metadata", "token_usage", "usageMetadata"]
  private static let geminiNames: JSONIndex.Names = ["promptTokenCount", "prompt_token_count"]
  private static let promptNames: JSONIndex.Names = ["prompt_tokens", "input_tokens"]
  private static let outputNames: JSONIndex.Names = ["completion_tokens", "output_tokens"]

  /// Nil without an object of a shape that providers or their libraries write.
  init?(_ json: JSONIndex, of record: GenericRecord, _ context: LineContext) throws(LineRejection) {
    var usage = json.first(.root, Self.places)
    let isNested = !usage.exists && record.nestedUsage.exists && !record.statesPrompt
    if isNested { usage = record.nestedUsage }
    try self.init(json, usage, of: record, context)
    // The writes may stand in another object.
    if isNested, tokens.cacheWrite5m == nil, !record.text(.cacheWrite).isEmpty { return nil }
  }

  init?(
    _ json: JSONIndex, _ usage: JSONIndex.Node, of record: GenericRecord, _ context: LineContext
  ) throws(LineRejection) {
    guard json.isObject(usage) else { return nil }
    var draft = EventDraft()
    draft.provider = record.text(.provider)
    draft.model = record.text(.model)
    if json.kind(json.first(usage, Self.geminiNames)) == .number {
      try GeminiUsage.read(json, usage, &draft, context)
    } else if json.kind(json.first(usage, Self.promptNames)) == .number,
      json.kind(json.first(usage, Self.outputNames)) == .number
    {
      try OpenAIUsage.read(json, usage, &draft)
    } else {
      return nil
    }
    tokens = draft.tokens
    totals = draft.totals
  }
}
