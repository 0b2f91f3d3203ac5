import SpendCore

/// The fields of a record of an unknown kind, each in its slot.
struct GenericRecord {
  private struct Value {
    var text = FieldText.empty
    var rank = Int.max
    var isAnthropic = false
  }

  private var values: [Value]
  private let names = RecentNames<AliasTable.Meaning?>()
  /// Unit of a latency without a suffix.
  var latencyUnit = Numbers.DurationUnit.milliseconds

  init() {
    values = [Value](repeating: Value(), count: Slot.allCases.count)
  }

  mutating func clear() {
    for index in values.indices { values[index] = Value() }
    latencyUnit = .milliseconds
  }

  /// Takes a field. `depth`: how deep in the record it lies; nearer ones win.
  mutating func take(_ name: UnsafeRawBufferPointer, _ text: FieldText, depth: Int = 0) {
    guard !text.isEmpty, let meaning = names.value(of: name, { AliasTable.meaning(ofPath: $0) }) else {
      return
    }
    take(meaning, text, depth: depth)
  }

  mutating func take(_ meaning: AliasTable.Meaning, _ text: FieldText, depth: Int = 0) {
    let rank = meaning.rank + depth * 100
    guard !text.isEmpty, rank < values[meaning.slot.rawValue].rank else { return }
    values[meaning.slot.rawValue] = Value(text: text, rank: rank, isAnthropic: meaning.isAnthropic)
  }

  /// Takes a field that the configuration assigns; nothing takes its place.
  mutating func assign(_ slot: Slot, _ text: FieldText) {
    guard !text.isEmpty else { return }
    values[slot.rawValue] = Value(text: text, rank: -1)
  }

  private func text(_ slot: Slot) -> FieldText { values[slot.rawValue].text }

  private func count(_ slot: Slot) throws(LineRejection) -> Int32? {
    try Numbers.count(text(slot).bytes)
  }

  /// Adds the event of the record to the context's drafts; none without a model, tokens and a cost.
  func addEvent(_ format: StaticString, _ context: LineContext) throws(LineRejection) {
    context.drafts.append(context.envelope)
    let isEvent = try fill(&context.drafts[context.drafts.count - 1], context)
    guard isEvent else {
      context.drafts.removeLast()
      return
    }
    context.drafts[context.drafts.count - 1].format = format
  }

  /// Adds to what is known of a request what the record says. False when it is none.
  private func fill(_ draft: inout EventDraft, _ context: LineContext) throws(LineRejection) -> Bool {
    if !text(.model).isEmpty { draft.model = text(.model) }
    draft.tokens = try tokens(&draft.totals)
    draft.loggedCost = Numbers.money(text(.cost).bytes)
    draft.units = units
    guard !draft.model.isEmpty || !draft.tokens.isUnknown || draft.loggedCost != nil else { return false }
    // A model alone is not usage: a line that only mentions one is not a request.
    let failed = isFailure
    guard
      !draft.tokens.isUnknown || draft.units != nil || draft.loggedCost != nil || failed
        || draft.outcome == .error
        || !text(.latency).isEmpty || !draft.queryType.isEmpty && !draft.provider.isEmpty
    else { return false }

    if let time = Timestamp.parse(text(.timestamp).bytes) { draft.time = time }
    if !text(.requestID).isEmpty {
      draft.requestID = text(.requestID)
      draft.identityKey = draft.requestID
    }
    let provider = text(.provider)
    if !provider.isEmpty { draft.provider = provider }
    let operation = text(.queryType)
    if !operation.isEmpty { draft.queryType = context.queryType(ofOperation: operation) }
    draft.latencyMilliseconds =
      Numbers.milliseconds(text(.latency).bytes, unit: latencyUnit) ?? draft.latencyMilliseconds
    draft.firstTokenMilliseconds =
      Numbers.milliseconds(text(.firstToken).bytes, unit: latencyUnit) ?? draft.firstTokenMilliseconds
    func label(_ slot: Slot, _ field: inout FieldText) {
      if !text(slot).isEmpty { field = text(slot) }
    }
    label(.feature, &draft.feature)
    label(.user, &draft.user)
    label(.team, &draft.team)
    label(.customer, &draft.customer)
    label(.host, &draft.host)
    label(.session, &draft.session)
    label(.project, &draft.project)
    label(.environment, &draft.environment)
    label(.tags, &draft.tags)
    if !text(.key).isEmpty {
      let isName = AliasTable.keyNameRanks.contains(values[Slot.key.rawValue].rank % 100)
      draft.key = isName ? text(.key) : context.alias(ofKey: text(.key))
    }
    draft.tier = tier
    let stream = text(.stream)
    if !stream.isEmpty {
      draft.isStream = stream.equals("true") || stream.equals("True") || stream.equals("1")
    }
    if failed || draft.outcome == .error { draft.fail() }
    return true
  }

  private static let unitSlots: [(Slot, BilledUnits.Unit)] = [
    (.seconds, .second), (.images, .image), (.pages, .page), (.characters, .character),
  ]

  /// What the request is billed by beside tokens; the first that the record has.
  private var units: BilledUnits? {
    for (slot, unit) in Self.unitSlots where !text(slot).isEmpty {
      if let units = Numbers.units(unit, text(slot).bytes) { return units }
    }
    return nil
  }

  private var tier: FieldText {
    let tier = text(.tier)
    if tier.equals("true") || tier.equals("True") { return FieldText("batch") }
    return tier.equals("false") || tier.equals("False") ? .empty : tier
  }

  private func tokens(_ totals: inout TotalReading) throws(LineRejection) -> TokenCounts {
    var counts = TokenCounts()
    let prompt = try count(.prompt)
    counts.input = try count(.input)
    counts.cacheRead = try count(.cacheRead)
    counts.cacheWrite5m = try count(.cacheWrite)
    counts.cacheWrite1h = try count(.cacheWrite1h)
    counts.output = try count(.output)
    counts.reasoning = try count(.reasoning)
    guard counts.input == nil, let prompt else { return counts }
    let read = Int64(counts.cacheRead ?? 0)
    let written = Int64(counts.cacheWrite5m ?? 0) + Int64(counts.cacheWrite1h ?? 0)
    let isBeside = isAnthropicTrio || read + written > Int64(prompt)
    counts.input = isBeside ? prompt : Int32(Int64(prompt) - read - written)
    totals = StatedTotal(
      field: "the total", prompt: prompt, output: counts.output, total: try count(.total)
    ).settle(
      &counts, usual: Inclusion(cache: !isBeside, reasoning: true))
    return counts
  }

  private var isAnthropicTrio: Bool {
    [Slot.prompt, .cacheRead, .cacheWrite].allSatisfy { values[$0.rawValue].isAnthropic }
  }

  private static let noWords: [StaticString] = ["false", "False", "0", "no"]
  private static let noErrorWords: [StaticString] = ["false", "False", "0", "none", "None", "null"]
  private static let failureWords: [StaticString] = [
    "error", "ERROR", "Error", "failed", "FAILED", "failure", "fail", "timeout", "cancelled",
  ]

  private var isFailure: Bool {
    let value = values[Slot.status.rawValue]
    guard !value.text.isEmpty else { return false }
    let rank = value.rank % 100
    func says(_ words: [StaticString]) -> Bool { words.contains { value.text.equals($0) } }
    switch rank {
    case AliasTable.successRanks: return says(Self.noWords)
    case AliasTable.errorRank: return !says(Self.noErrorWords)
    default:
      if let code = Numbers.scaled(value.text.bytes, places: 0) { return code >= 400 || code < 0 }
      return says(Self.failureWords)
    }
  }
}
