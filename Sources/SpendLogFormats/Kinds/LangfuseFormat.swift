import SpendCore

/// Langfuse observations: the keys of `usageDetails` are disjoint; durations are seconds. An agent, a chain
/// or a tool that states usage sums up the generations of its trace, and gives way to them.
///
/// Source: langfuse/langfuse, `web/src/features/public-api/types/observations.ts`.
struct LangfuseFormat: RecordFormat {
  var name: StaticString { "langfuse" }
  var title: String { "Langfuse observations" }
  var recognisedBy: String { "traceId with usageDetails or calculatedTotalCost" }

  func recognises(_ json: JSONIndex) -> Bool {
    json.first(.root, "traceId", "trace_id").exists
      && (json[.root, "usageDetails"].exists || json[.root, "usage_details"].exists
        || json[.root, "calculatedTotalCost"].exists || isPlainUsage(json, json[.root, "usage"]))
      || json.isArray(json[.root, "data"]) && json[.root, "meta", "totalItems"].exists || isTrace(json)
  }

  /// True for the usage object of earlier versions.
  private func isPlainUsage(_ json: JSONIndex, _ usage: JSONIndex.Node) -> Bool {
    json[usage, "unit"].exists && json[usage, "input"].exists
  }

  /// True for a trace with its observations.
  private func isTrace(_ json: JSONIndex) -> Bool {
    let list = json[.root, "observations"]
    guard json.isArray(list) else { return false }
    return json.first(.root, "htmlPath", "totalCost").exists
      || json.first(.root, Self.labels).exists && FieldText(json.bytes(list)).contains("\"traceId\"")
  }

  /// An observation, or a page or a trace of them as the interface answers.
  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    if isTrace(json) { return try trace(json, context) }
    guard json.isArray(json[.root, "data"]) else { return try observation(json, context) }
    let entry = JSONIndex()
    try json.forEachObject(json[.root, "data"], in: entry) { () throws(LineRejection) in
      if isTrace(entry) {
        try trace(entry, context)
      } else if recognises(entry) {
        try observation(entry, context)
      }
    }
  }

  /// Reads the observations of a trace. A trace that lists only their ids has the sum of their costs.
  private func trace(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    let entry = JSONIndex()
    var isWhole = false
    let known = context.drafts.count
    try json.forEachObject(json[.root, "observations"], in: entry) { () throws(LineRejection) in
      isWhole = true
      if recognises(entry) { try observation(entry, context) }
    }
    let user = json.text(json.first(.root, Self.users))
    let session = json.text(json.first(.root, Self.sessions))
    let id = json.text(json[.root, "id"])
    for index in known..<context.drafts.count {
      if context.drafts[index].user.isEmpty { context.drafts[index].user = user }
      // An observation without a session has its trace's id there.
      if !session.isEmpty, context.drafts[index].session.bytes.elementsEqual(id.bytes) {
        context.drafts[index].session = session
      }
    }
    guard !isWhole, let cost = json.money(json[.root, "totalCost"]), cost > .zero else { return }
    var draft = context.envelope
    draft.format = name
    draft.scope = .global
    draft.isSnapshot = true
    draft.grain = .sum
    draft.requestID = json.text(json[.root, "id"])
    draft.identityKey = draft.requestID
    draft.session = session.isEmpty ? draft.requestID : session
    draft.time = json.time(json[.root, "timestamp"])
    draft.loggedCost = cost
    draft.user = user
    draft.feature = json.text(json[.root, "name"])
    draft.queryType = FieldText("chat")
    draft.latencyMilliseconds = json.milliseconds(json[.root, "latency"], unit: .seconds)
    context.drafts.append(draft)
  }

  private static let labels: JSONIndex.Names = ["userId", "sessionId"]
  private static let users: JSONIndex.Names = ["userId", "user_id"]
  private static let sessions: JSONIndex.Names = ["sessionId", "session_id"]

  /// Types of observations that call no model themselves.
  private static let sums: [StaticString] = [
    "AGENT", "CHAIN", "TOOL", "RETRIEVER", "EVALUATOR", "GUARDRAIL",
  ]

  private func observation(_ record: JSONIndex, _ context: LineContext) throws(LineRejection) {
    let type = record.text(record[.root, "type"])
    guard !type.equals("SPAN"), !type.equals("EVENT") else { return }
    var json = record
    var usage = json.first(.root, "usageDetails", "usage_details", "usage")
    // Exports write maps as texts.
    if record.isString(usage) {
      let bytes = record.bytes(usage)
      try context.attributes.index(
        record.kind(usage) == .string ? bytes : context.unescaped(bytes))
      json = context.attributes
      usage = .root
    }
    var draft = context.envelope
    try LangfuseUsage.read(json, usage, &draft)
    if draft.tokens.output == nil, type.equals("EMBEDDING") { draft.tokens.output = 0 }
    json = record
    if draft.tokens.isUnknown { try earlierUsage(json, &draft) }
    if draft.tokens.isUnknown {
      draft.tokens.input = try json.count(json[.root, "promptTokens"])
      draft.tokens.output = try json.count(json[.root, "completionTokens"])
    }
    draft.loggedCost =
      json.money(json[.root, "costDetails", "total"]) ?? json.money(json[.root, "calculatedTotalCost"])
    // A request that failed has no usage.
    let isFailure =
      json.equals(json[.root, "level"], "ERROR") && (type.equals("GENERATION") || type.equals("EMBEDDING"))
    guard !draft.tokens.isUnknown || draft.loggedCost != nil || isFailure else { return }
    draft.format = name
    draft.scope = .global
    draft.isSnapshot = true
    draft.isSeveral = Self.sums.contains { type.equals($0) }
    draft.grain = draft.isSeveral ? .sum : .part
    draft.requestID = json.text(json[.root, "id"])
    draft.identityKey = draft.requestID
    draft.time = json.time(json.first(.root, "startTime", "start_time"))
    draft.model = json.text(json.first(.root, "model", "provided_model_name", "providedModelName"))
    draft.provider = Providers.ofModel(draft.model)
    draft.queryType = FieldText(type.equals("EMBEDDING") ? "embedding" : "chat")
    draft.latencyMilliseconds = json.milliseconds(json[.root, "latency"], unit: .seconds)
    draft.firstTokenMilliseconds = json.milliseconds(json[.root, "timeToFirstToken"], unit: .seconds)
    draft.environment = json.text(json[.root, "environment"])
    draft.user = json.text(json.first(.root, Self.users))
    draft.session = json.text(json.first(.root, Self.sessions))
    try Attribution.read(json, .root, &draft, context)
    try Attribution.readTexts(json, .root, &draft, context)
    if draft.session.isEmpty { draft.session = json.text(json.first(.root, "traceId", "trace_id")) }
    if draft.feature.isEmpty { draft.feature = json.text(json[.root, "name"]) }
    if json.equals(json[.root, "level"], "ERROR") { draft.fail(ErrorClassReader.failure(json, .root)) }
    context.drafts.append(draft)
  }

  /// Reads the usage object of earlier versions beside usage details without any. Its unit may be another than tokens.
  private func earlierUsage(_ json: JSONIndex, _ draft: inout EventDraft) throws(LineRejection) {
    let usage = json[.root, "usage"]
    guard json.isObject(usage), json.first(.root, "usageDetails", "usage_details").exists,
      json.equals(json[usage, "unit"], "TOKENS")
    else { return }
    var earlier = draft
    try LangfuseUsage.read(json, usage, &earlier)
    // Observations that call no model have zeros there.
    guard earlier.tokens.total > 0 else { return }
    draft = earlier
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"id":"1an9fu5e-sample-0001","traceId":"t","type":"GENERATION","startTime":"2026-09-21T10:00:00Z","name":"rank",\
        "level":"DEFAULT","model":"gpt-4o","usageDetails":{"input":60,"input_cached_tokens":40,"output":7,"total":107},\
        "latency":0.8,"timeToFirstToken":0.2,"costDetails":{"total":0.0004},"metadata":{}}
        """,
        .init(
          "1an9fu5e-sample-0001", "openai", "gpt-4o", feature: "rank",
          tokens: TokenCounts(input: 60, cacheRead: 40, output: 7), cost: "0.0004")),
      FormatSample(
        """
        {"data":[{"id":"1an9fu5e-sample-0002","traceId":"t","type":"GENERATION","startTime":"2026-09-21T10:00:00Z","name":\
        "rank","model":"gpt-4o","usageDetails":{"input":6,"output":1}},{"id":"1an9fu5e-sample-0003","traceId":"t","type":\
        "SPAN","usageDetails":{}}],"meta":{"page":1,"totalItems":2}}
        {"id":"1an9fu5e-sample-0004","trace_id":"t","type":"GENERATION","start_time":"2026-09-21T10:00:00Z","name":"rank",\
        "provided_model_name":"gpt-4o","usage_details":"{\\"input\\": 8, \\"output\\": 2}"}
        """,
        .init(
          "1an9fu5e-sample-0002", "openai", "gpt-4o", feature: "rank",
          tokens: TokenCounts(input: 6, output: 1)),
        .init(
          "1an9fu5e-sample-0004", "openai", "gpt-4o", feature: "rank",
          tokens: TokenCounts(input: 8, output: 2))),
    ]
  }
}
