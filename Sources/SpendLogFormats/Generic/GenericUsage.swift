import SpendCore

/// The counts in the usage object of a record of an unknown kind, as the reader of the object's shape has them.
struct GenericUsage {
  var tokens: TokenCounts
  var totals: TotalFinding
  /// The tier that the counts name.
  var tier = FieldText.empty

  private static let places: JSONIndex.Names = ["usage", "usage_metadata", "token_usage", "usageMetadata"]
  private static let geminiNames: JSONIndex.Names = ["promptTokenCount", "prompt_token_count"]
  private static let promptNames: JSONIndex.Names = ["prompt_tokens", "input_tokens"]
  private static let outputNames: JSONIndex.Names = ["completion_tokens", "output_tokens"]

  /// Nil without an object of a shape that providers or their libraries write.
  init?(_ json: JSONIndex, of record: GenericRecord, _ context: LineContext) throws(LineRejection) {
    var usage = record.stepsUsage.exists ? record.stepsUsage : json.first(.root, Self.places)
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
    // Spring keeps the seller's own object beside the counts of its own.
    let native = json[usage, "nativeUsage"]
    let usage = json.isObject(native) ? native : usage
    var draft = EventDraft()
    draft.provider = record.text(.provider)
    draft.model = record.text(.model)
    if json.kind(json.first(usage, Self.geminiNames)) == .number {
      try GeminiUsage.read(json, usage, &draft, context)
    } else if json.kind(json.first(usage, Self.promptNames)) == .number,
      json.kind(json.first(usage, Self.outputNames)) == .number
    {
      try OpenAIUsage.read(json, usage, &draft)
      tier = CountNames.tier(json, usage)
    } else if json.isObject(json[usage, "inputTokens"]) {
      try Self.readParts(json, usage, &draft)
    } else {
      return nil
    }
    tokens = draft.tokens
    totals = draft.totals
  }

  /// Reads the usage object of version 6 of Vercel's SDK, whose counts are objects of a total and its parts.
  ///
  /// Source: vercel/ai, `packages/provider`, LanguageModelV3Usage.
  private static func readParts(
    _ json: JSONIndex, _ usage: JSONIndex.Node, _ draft: inout EventDraft
  ) throws(LineRejection) {
    let (input, output) = (json[usage, "inputTokens"], json[usage, "outputTokens"])
    draft.tokens.cacheRead = try json.count(json[input, "cacheRead"])
    draft.tokens.cacheWrite5m = try json.count(json[input, "cacheWrite"])
    draft.tokens.reasoning = try json.count(json[output, "reasoning"])
    var stated = ReportedTotal()
    stated.prompt = try json.count(json[input, "total"])
    stated.output = try json.count(json[output, "total"])
    draft.totals = stated.resolve(&draft.tokens, usual: .inside)
    if stated.prompt == nil { draft.tokens.input = try json.count(json[input, "noCache"]) }
  }
}
