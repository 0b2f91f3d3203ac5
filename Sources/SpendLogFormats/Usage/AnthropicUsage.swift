import SpendCore

/// Anthropic's usage object: `input_tokens` beside the cache counts, the tier and the speed the request
/// was served with, its region, its searches, and what the response did on the side.
///
/// Source: anthropic Python SDK, `types/usage.py`, `types/beta/beta_usage.py`.
enum AnthropicUsage {
  /// Reads a usage object into a draft whose id, model and other facts are set: a request of another
  /// model on the side becomes a draft of its own, made from this one.
  static func read(
    _ json: JSONIndex, _ usage: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) {
    let carried = draft.tier
    draft.tokens = try tokens(json, usage)
    draft.webSearches = try json.count(json[usage, "server_tool_use", "web_search_requests"])
    draft.tier = tier(json, usage, carried, context)
    let place = region(json, usage)
    if !place.isEmpty { draft.region = place }
    Sellers.readEstimate(json, usage, &draft)
    try readIterations(json, usage, &draft, carriedTier: carried, context)
  }

  /// Adds to the counts of a message what a later event of its stream states: each count takes the place
  /// of the earlier one. The sum of writes does not undo their split; what it has beyond is of the short
  /// kind.
  static func merge(
    _ json: JSONIndex, _ usage: JSONIndex.Node, into known: inout TokenCounts
  ) throws(LineRejection) {
    var newer = try tokens(json, usage)
    let stated = try writes(json, usage)
    if stated.short == nil, stated.long == nil {
      let split = Int64(known.cacheWrite5m ?? 0) + Int64(known.cacheWrite1h ?? 0)
      if split > 0, let sum = stated.sum {
        newer.cacheWrite5m = Int32(clamping: Int64(known.cacheWrite5m ?? 0) + max(0, Int64(sum) - split))
        newer.cacheWrite1h = known.cacheWrite1h
      }
    }
    known.take(newer: newer)
  }

  static func tokens(_ json: JSONIndex, _ usage: JSONIndex.Node) throws(LineRejection) -> TokenCounts {
    var counts = TokenCounts()
    counts.input = try json.count(json[usage, "input_tokens"])
    counts.cacheRead = try json.count(json[usage, "cache_read_input_tokens"])
    counts.output = try json.count(json[usage, "output_tokens"])
    counts.reasoning = try json.count(json[usage, "output_tokens_details", "thinking_tokens"])
    let writes = try writes(json, usage)
    (counts.cacheWrite5m, counts.cacheWrite1h) = CountNames.split(
      written: writes.sum, short: writes.short, long: writes.long)
    if counts.cacheWrite5m != nil, counts.cacheWrite1h == nil { counts.cacheWrite1h = 0 }
    // Anthropic states no total; those who took over its names do, and may include the cache in the input.
    if let total = try json.count(json[usage, "total_tokens"]) {
      _ = ReportedTotal(prompt: counts.input, output: counts.output, total: total)
        .settle(&counts, usual: CountingConvention(cache: false, reasoning: true))
    }
    return counts
  }

  /// The sum of cache writes and its two parts, each as far as it is stated.
  static func writes(
    _ json: JSONIndex, _ usage: JSONIndex.Node
  ) throws(LineRejection) -> (sum: Int32?, short: Int32?, long: Int32?) {
    let parts = json[usage, "cache_creation"]
    return (
      try json.count(json[usage, "cache_creation_input_tokens"]),
      try json.count(json[parts, "ephemeral_5m_input_tokens"]),
      try json.count(json[parts, "ephemeral_1h_input_tokens"])
    )
  }

  /// Tier and speed, on top of what the carrier states (a batch).
  static func tier(
    _ json: JSONIndex, _ usage: JSONIndex.Node, _ carried: FieldText, _ context: LineContext
  ) -> FieldText {
    let tier = Tiers.joined(carried, json.text(json[usage, "service_tier"]), context)
    return json.equals(json[usage, "speed"], "fast") ? Tiers.joined(tier, FieldText("fast"), context) : tier
  }

  /// The geography a request ran in; every response states one, and `us` costs more.
  static func region(_ json: JSONIndex, _ usage: JSONIndex.Node) -> FieldText {
    let place = json.text(json[usage, "inference_geo"])
    return place.equals("global") || place.equals("not_available") ? .empty : place
  }

  private static let mostIterations = 4_096

  /// The longest prompt of a compaction and its answer together that makes them one event. Prices of long prompts
  /// hold for one sampling, never for a sum, and begin above this.
  private static let longestJoint: Int64 = 100_000

  /// A compaction is part of the response and not in its counts; advice of another model is a request
  /// of its own, as is the attempt of a model that declined and had written something; other messages are
  /// in the counts already.
  static func readIterations(
    _ json: JSONIndex, _ usage: JSONIndex.Node, _ draft: inout EventDraft, carriedTier: FieldText,
    _ context: LineContext
  ) throws(LineRejection) {
    let list = json[usage, "iterations"]
    guard json.isArray(list) else { return }
    var advice: [EventDraft] = []
    var declined: [EventDraft] = []
    var fallback = FieldText.empty
    var added = draft.tokens
    var position = 0
    let parent = draft
    let entry = context.element
    try json.forEachElement(list) { bytes throws(LineRejection) in
      guard position < mostIterations else { throw .tooManyMembers }
      defer { position += 1 }
      guard bytes.first == UInt8(ascii: "{") else { return }
      try entry.index(bytes)
      let type = entry[.root, "type"]
      let isCompaction = entry.equals(type, "compaction")
      let isMessage = entry.equals(type, "message")
      if entry.equals(type, "fallback_message") { fallback = entry.text(entry[.root, "model"]) }
      guard isCompaction || isMessage || entry.equals(type, "advisor_message") else { return }
      let model = entry.text(entry[.root, "model"])
      if isMessage, model.isEmpty { return }
      let counts = try tokens(entry, .root)
      if isCompaction, added.prompt + counts.prompt <= longestJoint { return added.add(counts) }
      var own = parent
      own.take(model: model)
      own.tokens = counts
      own.webSearches = nil
      own.loggedCost = nil
      own.tier = tier(entry, .root, carriedTier, context)
      let suffix = context.text("#iter\(position)")
      if !parent.requestID.isEmpty { own.requestID = context.text(parent.requestID, suffix) }
      if !parent.identityKey.isEmpty { own.identityKey = context.text(parent.identityKey, suffix) }
      own.latencyMilliseconds = nil
      own.firstTokenMilliseconds = nil
      if isMessage { declined.append(own) } else { advice.append(own) }
    }
    draft.tokens = added
    context.drafts.append(contentsOf: advice)
    guard !fallback.isEmpty else { return }
    // An attempt without output is free.
    for own in declined where (own.tokens.output ?? 0) > 0 && own.model.string != fallback.string {
      context.drafts.append(own)
    }
  }
}
