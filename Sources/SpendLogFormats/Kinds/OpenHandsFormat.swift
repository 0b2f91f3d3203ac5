import SpendCore

/// The state of a conversation of OpenHands, a document that grows: for each purpose of a model a list of the usage of
/// its responses, and beside it lists of their costs and durations.
///
/// Source: OpenHands/software-agent-sdk, `sdk/conversation/conversation_stats.py`, `sdk/llm/utils/metrics.py`.
struct OpenHandsFormat: RecordFormat {
  var name: StaticString { "openhands" }
  var title: String { "OpenHands conversations" }
  var recognisedBy: String { "stats.usage_to_metrics, or llm_metrics" }
  var ownsFile: Bool { true }

  func recognises(_ json: JSONIndex) -> Bool {
    json.isObject(json[.root, "stats", "usage_to_metrics"]) || json.isObject(json[.root, Self.eventMetrics])
  }

  /// The sums of a conversation so far, in an event of earlier versions.
  private static let eventMetrics: StaticString = "llm_metrics"

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    var shared = context.envelope
    shared.format = name
    shared.scope = .global
    shared.isSnapshot = true
    shared.queryType = FieldText("agent")
    if json.isObject(json[.root, Self.eventMetrics]) { return try event(json, shared, context) }
    shared.session = json.text(json[.root, "id"])
    shared.project = json.text(json[.root, "workspace", "working_dir"])
    try json.forEachMember(json[.root, "stats", "usage_to_metrics"]) {
      purpose, metrics throws(LineRejection) in
      guard json.isObject(metrics) else { return }
      try responses(json, metrics, FieldText(purpose), shared, context)
    }
  }

  /// Adds the sums of an event of earlier versions: all events of a conversation are snapshots of one sum. Events are
  /// files of a folder below that of the conversation, or stand in one file.
  private func event(
    _ json: JSONIndex, _ shared: EventDraft, _ context: LineContext
  ) throws(LineRejection) {
    let metrics = json[.root, Self.eventMetrics]
    let usage = json[metrics, "accumulated_token_usage"]
    var draft = shared
    draft.tokens = try Self.tokens(json, usage)
    guard draft.tokens.total > 0 else { return }
    let folders = context.path.split(separator: "/").dropLast()
    let conversation = folders.last == "events" ? folders.dropLast().last : nil
    draft.session = context.text(conversation.map(String.init) ?? "")
    draft.requestID = draft.session
    draft.grain = .sum
    draft.isSeveral = true
    let place = draft.session.isEmpty ? context.text(context.path) : draft.session
    if !place.isEmpty { draft.identityKey = context.text(FieldText("openhands:"), place) }
    draft.time = json.time(json[.root, "timestamp"])
    Providers.setModel(litellm: json.text(json[usage, "model"]), &draft)
    let cost = json.money(json[metrics, "accumulated_cost"])
    if let cost, cost > .zero { draft.loggedCost = cost }
    context.drafts.append(draft)
  }

  private struct Cost {
    var amount: Money?
    var time: Instant?
  }

  /// Adds an event for each response. Costs are listed for responses with a price only: they are read where there are
  /// as many of both.
  private func responses(
    _ json: JSONIndex, _ metrics: JSONIndex.Node, _ purpose: FieldText, _ shared: EventDraft,
    _ context: LineContext
  ) throws(LineRejection) {
    let entry = context.element
    var costs: [Cost] = []
    try json.forEachObject(json[metrics, "costs"], in: entry) { () throws(LineRejection) in
      costs.append(
        Cost(amount: entry.money(entry[.root, "cost"]), time: entry.time(entry[.root, "timestamp"])))
    }
    let first = context.drafts.count
    try json.forEachObject(json[metrics, "token_usages"], in: entry) { () throws(LineRejection) in
      var draft = shared
      draft.take(id: entry.text(entry[.root, "response_id"]))
      if draft.identityKey.isEmpty {
        draft.identityKey = context.text(
          FieldText("openhands:"), shared.session, FieldText("#"), purpose,
          context.text("\(context.drafts.count - first)"))
      }
      let model = entry.text(entry[.root, "model"])
      Providers.setModel(litellm: model.isEmpty ? json.text(json[metrics, "model_name"]) : model, &draft)
      draft.tokens = try Self.tokens(entry, .root)
      context.drafts.append(draft)
    }
    let added = context.drafts.count - first
    if added == 0 { return try sum(json, metrics, purpose, shared, context) }
    for (place, cost) in costs.enumerated() where costs.count == added {
      context.drafts[first + place].loggedCost = cost.amount
      context.drafts[first + place].time = cost.time
    }
    // Without times of their own the responses came before the last one that has one.
    guard costs.count != added, let last = costs.last?.time else { return }
    for place in first..<context.drafts.count { context.drafts[place].time = last }
  }

  /// Adds the sum of a state without a list of responses.
  private func sum(
    _ json: JSONIndex, _ metrics: JSONIndex.Node, _ purpose: FieldText, _ shared: EventDraft,
    _ context: LineContext
  ) throws(LineRejection) {
    var draft = shared
    draft.tokens = try Self.tokens(json, json[metrics, "accumulated_token_usage"])
    guard draft.tokens.total > 0 else { return }
    draft.grain = .sum
    draft.isSeveral = true
    draft.requestID = shared.session
    draft.identityKey = context.text(FieldText("openhands:"), shared.session, FieldText("#"), purpose)
    Providers.setModel(litellm: json.text(json[metrics, "model_name"]), &draft)
    let cost = json.money(json[metrics, "accumulated_cost"])
    if let cost, cost > .zero { draft.loggedCost = cost }
    context.drafts.append(draft)
  }

  /// The prompt includes the cache, unless more was cached than it holds: other agents' counts lie beside each other.
  private static func tokens(_ json: JSONIndex, _ usage: JSONIndex.Node) throws(LineRejection) -> TokenCounts
  {
    var tokens = TokenCounts()
    tokens.cacheRead = try json.count(json[usage, "cache_read_tokens"])
    tokens.cacheWrite5m = try json.count(json[usage, "cache_write_tokens"])
    tokens.output = try json.count(json[usage, "completion_tokens"])
    tokens.reasoning = try json.count(json[usage, "reasoning_tokens"])
    guard let prompt = try json.count(json[usage, "prompt_tokens"]) else { return tokens }
    let cached = Int64(tokens.cacheRead ?? 0) + Int64(tokens.cacheWrite5m ?? 0)
    tokens.input = cached > Int64(prompt) ? prompt : Int32(Int64(prompt) - cached)
    return tokens
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"id":"7d0f3f52-sample","workspace":{"working_dir":"/srv/shop"},"stats":{"usage_to_metrics":{"agent":{"model_name":\
        "anthropic/claude-sonnet-4-5","accumulated_cost":0.03,"accumulated_token_usage":{"prompt_tokens":9000,\
        "completion_tokens":80},"costs":[{"model":"anthropic/claude-sonnet-4-5","cost":0.02,"timestamp":1790000000.5},\
        {"model":"anthropic/claude-sonnet-4-5","cost":0.01,"timestamp":1790000009.5}],"token_usages":[{"model":\
        "anthropic/claude-sonnet-4-5","prompt_tokens":4000,"completion_tokens":50,"cache_read_tokens":0,\
        "cache_write_tokens":3900,"reasoning_tokens":0,"response_id":"chatcmpl-openhands-sample-a1"},{"model":\
        "anthropic/claude-sonnet-4-5","prompt_tokens":5000,"completion_tokens":30,"cache_read_tokens":3900,\
        "cache_write_tokens":0,"reasoning_tokens":0,"response_id":"chatcmpl-openhands-sample-b2"}]},"condenser":{"model_name":\
        "openhands/gpt-5-mini","accumulated_cost":0,"accumulated_token_usage":{"prompt_tokens":0,"completion_tokens":0}}}}}
        """,
        .init(
          "chatcmpl-openhands-sample-a1", "anthropic", "claude-sonnet-4-5", "agent",
          tokens: TokenCounts(input: 100, cacheRead: 0, cacheWrite5m: 3_900, output: 50, reasoning: 0),
          cost: "0.02"),
        .init(
          "chatcmpl-openhands-sample-b2", "anthropic", "claude-sonnet-4-5", "agent",
          tokens: TokenCounts(input: 1_100, cacheRead: 3_900, cacheWrite5m: 0, output: 30, reasoning: 0),
          cost: "0.01"))
    ]
  }
}
