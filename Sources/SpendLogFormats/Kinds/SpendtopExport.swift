import SpendCore

/// The output of `spendtop export events`: read back, it gives the same requests, tokens and costs.
///
/// One reader for the lines and the tables; both have the same columns.
enum SpendtopExport {
  enum Column: Int, CaseIterable {
    case time, provider, model, feature, queryType, requestID, input, cacheRead, cacheWrite5m, cacheWrite1h
    case output, reasoning, audioIn, imageIn, audioOut, imageOut, webSearch, cost, costStatus, loggedCost
    case computedCost, status, stream, tier, latency, firstToken, user, team, key, session, project
    case environment, tags, format, units, unit, customer, region, host, identity, price, cacheSaved
    case microseconds, marks, error
  }

  static let columns: [StaticString] = [
    "time", "provider", "model", "feature", "query_type", "request_id", "input", "cache_read",
    "cache_write_5m", "cache_write_1h", "output", "reasoning", "audio_in", "image_in", "audio_out",
    "image_out", "web_search", "cost_usd", "cost_status", "logged_cost_usd", "computed_cost_usd", "status",
    "stream", "tier", "latency_ms", "ttft_ms", "user", "team", "key", "session", "project", "environment",
    "tags", "format", "units", "unit", "customer", "region", "host", "identity", "price", "cache_saved_usd",
    "time_us", "marks", "error",
  ]

  /// Reads an event whose columns `value` returns.
  static func read(
    _ name: StaticString, _ context: LineContext, _ value: (Column) -> FieldText
  ) throws(LineRejection) {
    var draft = context.envelope
    draft.format = name
    draft.time = time(value)
    draft.provider = value(.provider)
    draft.model = value(.model)
    draft.feature = value(.feature)
    draft.queryType = value(.queryType)
    draft.requestID = value(.requestID)
    draft.identityKey = draft.requestID
    draft.scope = .global
    draft.tier = value(.tier)
    draft.region = value(.region)
    draft.user = value(.user)
    draft.team = value(.team)
    draft.key = value(.key)
    draft.session = value(.session)
    draft.project = value(.project)
    draft.environment = value(.environment)
    draft.tags = value(.tags)
    draft.customer = value(.customer)
    draft.host = value(.host)
    draft.latencyMilliseconds = try Numbers.count(value(.latency).bytes)
    draft.firstTokenMilliseconds = try Numbers.count(value(.firstToken).bytes)
    draft.outcome = value(.status).equals("error") ? .error : .ok
    if let errorClass = ErrorClass(rawValue: value(.error).string) { draft.take(errorClass) }
    if value(.stream).equals("true") { draft.isStream = true }
    if value(.stream).equals("false") { draft.isStream = false }
    try readUsage(&draft, value)
    draft.loggedCost = Numbers.money(value(.loggedCost).bytes)
    let marks = Self.marks(value)
    if marks.contains("contradicts") { draft.totals = .contradicts("total", 0) }
    if marks.contains("part") { draft.grain = .part }
    if marks.contains("sum") { draft.grain = .sum }
    draft.isSeveral = marks.contains("several")
    draft.recordedValues = try recorded(value).map(context.keep)
    context.drafts.append(draft)
  }

  private static func marks(_ value: (Column) -> FieldText) -> [Substring] {
    value(.marks).string.split(separator: "|")
  }

  private static func time(_ value: (Column) -> FieldText) -> Instant? {
    if let microseconds = Numbers.scaled(value(.microseconds).bytes, places: 0) {
      return Instant(microseconds: microseconds)
    }
    return Timestamp.parse(value(.time).bytes)
  }

  private static func readUsage(
    _ draft: inout EventDraft, _ value: (Column) -> FieldText
  ) throws(LineRejection) {
    func count(_ column: Column) throws(LineRejection) -> Int32? { try Numbers.count(value(column).bytes) }
    draft.tokens = TokenCounts(
      input: try count(.input), cacheRead: try count(.cacheRead), cacheWrite5m: try count(.cacheWrite5m),
      cacheWrite1h: try count(.cacheWrite1h), output: try count(.output), reasoning: try count(.reasoning),
      audioIn: try count(.audioIn), imageIn: try count(.imageIn), audioOut: try count(.audioOut),
      imageOut: try count(.imageOut))
    draft.webSearches = try count(.webSearch)
    if let unit = BilledUnits.Unit.allCases.first(where: { $0.word == value(.unit).string }) {
      let places = unit.parts == 1 ? 0 : 3
      draft.units = Numbers.scaled(value(.units).bytes, places: places).flatMap {
        BilledUnits(unit, count: $0)
      }
    }
  }

  private static func recorded(_ value: (Column) -> FieldText) throws(LineRejection) -> RecordedEvent? {
    let word = value(.costStatus).string
    guard let status = CostStatus.allCases.first(where: { $0.word == word }) else { return nil }
    let marks = marks(value)
    return RecordedEvent(
      identity: EventIdentity(hexadecimal: value(.identity).string),
      cost: Numbers.money(value(.cost).bytes), computedCost: Numbers.money(value(.computedCost).bytes),
      status: status, priceID: try Numbers.count(value(.price).bytes) ?? 0,
      cacheSaved: Numbers.money(value(.cacheSaved).bytes) ?? .zero, format: value(.format).string,
      isTimeGuessed: marks.contains("time-guessed"), isHostAssumed: marks.contains("host-assumed"))
  }
}
