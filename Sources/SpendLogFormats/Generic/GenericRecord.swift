import SpendCore

/// The fields of a record of an unknown kind, each in its slot.
struct GenericRecord {
  private struct Value {
    var text = FieldText.empty
    var rank = Int.max
    /// The name is the end of a dotted one, behind all names that are whole.
    var isPart = false
    var isAnthropic = false
    /// The unit that the name states.
    var unit: Numbers.DurationUnit?
    var places = 0

    func isBefore(_ other: Value) -> Bool { order < other.order }

    private var order: Int { isPart ? rank + 100 : rank }
  }

  private var values: [Value]
  /// Bit set of the slots with a value.
  private var filled: UInt64 = 0
  private let names = DirectMappedCache<AliasTable.Meaning?>()
  private let subjects = DirectMappedCache<RecordSubject?>(bits: 6, longest: 32)
  /// What the record's message or event is about, where that is no request.
  private(set) var subject: RecordSubject?
  /// The counts of the record's usage object, where its shape is known.
  var usage: GenericUsage?
  /// The first usage object further inside.
  var nestedUsage = JSONIndex.Node.missing
  /// The sum of an answer's steps, where it stands beside the usage of the last one.
  var stepsUsage = JSONIndex.Node.missing
  /// The objects with the counts of each model, where the record has several.
  var modelSums: [(name: FieldText, node: JSONIndex.Node)] = []
  /// The record has counts in an object that is a sum of several requests by its name.
  var hasSum = false
  /// The record has an object with the counts of one request.
  var hasUsage = false
  /// Unit of a latency without a suffix.
  var latencyUnit = Numbers.DurationUnit.milliseconds
  /// The time in an object or a list, such as `{"seconds":…,"nanos":…}`.
  private(set) var time: Instant?
  /// A time that may be a time of day alone, beside a date in another field.
  private(set) var clock = FieldText.empty
  /// The numbers of `input` and `output` on their own, which are counts beside a model and a time.
  private var bare = (input: FieldText.empty, output: FieldText.empty)
  /// The id of the answer, beside one of the request.
  private var answerID = FieldText.empty
  /// The best value whose name states dollars, for records that state another currency.
  private var dollars = Value()
  /// The record has labels in a list of tags, or in metadata that is a text.
  var hasLabelTexts = false
  /// Members that may be a usage object or an answer as text.
  var heldTexts: [HeldText] = []
  /// The answer that one of `heldTexts` is, or none: a draft is too large to be copied with every record.
  var answers: [EventDraft] = []

  init() {
    values = [Value](repeating: Value(), count: Slot.allCases.count)
  }

  mutating func clear() {
    while filled != 0 {
      values[filled.trailingZeroBitCount] = Value()
      filled &= filled &- 1
    }
    latencyUnit = .milliseconds
    subject = nil
    usage = nil
    nestedUsage = .missing
    stepsUsage = .missing
    if !modelSums.isEmpty { modelSums = [] }
    hasLabelTexts = false
    hasSum = false
    hasUsage = false
    time = nil
    clock = .empty
    bare = (.empty, .empty)
    answerID = .empty
    if dollars.rank != Int.max { dollars = Value() }
    if !heldTexts.isEmpty { heldTexts.removeAll(keepingCapacity: true) }
    if !answers.isEmpty { answers = [] }
  }

  /// Takes a field. `depth`: how deep in the record it lies; nearer ones win. `owner`: what the objects around it
  /// are about.
  mutating func take(
    _ name: UnsafeRawBufferPointer, _ text: FieldText, depth: Int = 0, of owner: FieldOwner = .request
  ) {
    guard !text.isEmpty else { return }
    guard let meaning = names.value(of: name, { AliasTable.meaning(ofPath: $0) }) else {
      if depth == 0, name.count <= 6 { take(bare: FieldText(name), text) }
      return
    }
    if owner == .request {
      take(meaning, text, depth: depth)
    } else if let meaning = meaning.of(owner) {
      take(meaning, text, depth: depth)
    }
  }

  /// Takes the number of a member named `input` or `output`.
  private mutating func take(bare name: FieldText, _ text: FieldText) {
    guard Self.isNumber(text) else { return }
    if name.equalsLowercased("input") { bare.input = text }
    if name.equalsLowercased("output") { bare.output = text }
  }

  /// Takes a field with a name that has a meaning among the members of `container` alone. False for other names.
  mutating func take(
    short name: UnsafeRawBufferPointer, _ text: FieldText, in container: AliasTable.Container, depth: Int
  ) -> Bool {
    guard let meaning = AliasTable.meaning(ofShort: name, in: container) else { return false }
    take(meaning, text, depth: depth)
    return true
  }

  /// Takes a value that is written as an object: a typed number or text of a database, a time of two numbers, a
  /// model with a name. False for other objects, which have fields of their own.
  mutating func take(
    _ name: UnsafeRawBufferPointer, object: JSONIndex.Node, _ json: JSONIndex, depth: Int,
    of owner: FieldOwner
  ) -> Bool {
    if let value = json.typedValue(object) {
      take(name, value, depth: depth, of: owner)
      return true
    }
    guard let meaning = names.value(of: name, { AliasTable.meaning(ofPath: $0) }) else { return false }
    switch meaning.slot {
    case .timestamp:
      guard let found = json.time(object) else { return false }
      time = time ?? found
      return true
    case .model:
      let model = json.first(object, Self.modelNames)
      guard json.isString(model) else { return false }
      take(meaning, json.text(model), depth: depth)
      let seller = AliasTable.Meaning(slot: .provider, rank: 0)
      take(seller, json.text(json.first(object, Self.providerNames)), depth: depth + 1)
      return true
    default: return false
    }
  }

  private static let modelNames: JSONIndex.Names = [
    "name", "id", "model", "model_name", "model_id", "modelId", "modelID",
  ]
  private static let providerNames: JSONIndex.Names = ["provider", "vendor", "provider_id", "providerID"]

  /// Takes a time that is written as a list of numbers.
  mutating func take(_ name: UnsafeRawBufferPointer, list: JSONIndex.Node, _ json: JSONIndex, depth: Int) {
    guard time == nil, depth < 2, json.bytes(list).count <= 48,
      names.value(of: name, { AliasTable.meaning(ofPath: $0) })?.slot == .timestamp
    else { return }
    time = json.time(list)
  }

  /// True for digits with marks between thousands.
  static func isNumber(_ text: FieldText) -> Bool {
    text.bytes.count <= 13 && !text.isEmpty
      && text.bytes.allSatisfy { $0 &- 0x30 <= 9 || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ".") }
  }

  mutating func take(_ meaning: AliasTable.Meaning, _ text: FieldText, depth: Int = 0) {
    if meaning.isOthersID, !Self.isProviders(text) { return }
    if meaning.slot == .subject {
      if depth == 0, !meaning.isPart { subject = subject ?? self.subject(of: text) }
      return
    }
    if meaning.slot == .requestID, answerID.isEmpty,
      AliasTable.answerIDRanks.contains(meaning.rank)
        || depth > 0 && meaning.rank == AliasTable.plainIDRank && Self.isProviders(text)
    {
      answerID = text
    }
    let value = Value(
      text: text, rank: meaning.rank + depth * 100, isPart: meaning.isPart, isAnthropic: meaning.isAnthropic,
      unit: meaning.unit, places: meaning.places)
    if meaning.isDollar, value.isBefore(dollars) { dollars = value }
    guard !text.isEmpty, value.isBefore(values[meaning.slot.rawValue]),
      !meaning.isShort || Self.isNumber(text)
    else { return }
    if meaning.slot == .timestamp, text.bytes.count < 8, Self.isNumber(text) {
      return takeDuration(meaning, text)
    }
    if meaning.slot == .timestamp, text.bytes.count <= 24, text.bytes.prefix(3).contains(UInt8(ascii: ":")) {
      clock = text
      return
    }
    // A record in a text is no name of a model.
    if meaning.slot == .model, text.bytes[0] == UInt8(ascii: "{") { return }
    fill(meaning.slot, value)
  }

  /// The subject that a text names.
  func subject(of text: FieldText) -> RecordSubject? {
    guard !text.isEmpty, text.bytes.count <= 32 else { return nil }
    return subjects.value(of: text.bytes) { RecordSubject.named($0) }
  }

  /// Takes the seconds of `request_time`. Other small numbers are no times.
  private mutating func takeDuration(_ meaning: AliasTable.Meaning, _ text: FieldText) {
    guard meaning.rank == AliasTable.requestTimeRank, text.bytes.contains(UInt8(ascii: ".")) else { return }
    take(AliasTable.Meaning(slot: .latency, rank: 50, unit: .seconds), text)
  }

  /// Sets a slot to a field assigned by the configuration, which takes precedence over all other fields.
  mutating func assign(_ slot: Slot, _ text: FieldText) {
    guard !text.isEmpty else { return }
    fill(slot, Value(text: text, rank: -1))
  }

  private mutating func fill(_ slot: Slot, _ value: Value) {
    values[slot.rawValue] = value
    filled |= 1 << UInt64(slot.rawValue)
  }

  func text(_ slot: Slot) -> FieldText { values[slot.rawValue].text }

  /// The rank of a slot's name, with a hundred for each object around it; negative where the configuration assigns the
  /// field.
  func rank(_ slot: Slot) -> Int { values[slot.rawValue].rank }

  /// True where the slot's name is the end of a dotted one that begins with something else than the request.
  func isPart(_ slot: Slot) -> Bool { values[slot.rawValue].isPart }

  /// Forgets the counts and the cost, which are those of all models together.
  mutating func forgetSums() {
    let slots: [Slot] = [
      .model, .prompt, .input, .cacheRead, .cacheWrite, .cacheWrite1h, .output, .reasoning, .total, .cost,
    ]
    for slot in slots { values[slot.rawValue] = Value() }
    dollars = Value()
    usage = nil
    modelSums = []
    heldTexts = []
    hasSum = true
    hasUsage = false
  }

  /// True where the record states its prompt itself, rather than in an object of its own.
  var statesPrompt: Bool { values[Slot.prompt.rawValue].rank < 100 }

  // MARK: Numbers

  private func count(_ slot: Slot) throws(LineRejection) -> Int32? {
    let text = text(slot).bytes
    guard let first = text.first else { return nil }
    // Most counts are digits alone.
    if text.count <= 9, first &- 0x30 <= 9, text.allSatisfy({ $0 &- 0x30 <= 9 }) {
      return try Numbers.count(text)
    }
    if self.text(slot).isEscaped { return try escapedCount(slot) }
    if let count = try Numbers.count(text, style: try style(of: text, isCount: true)) { return count }
    // A number with a unit, such as `1.2k`, is not the same as none.
    guard slot == .total || first &- 0x30 > 9 else { throw .unreadableCount }
    return nil
  }

  /// A count whose marks are written with JSON's backslashes.
  private func escapedCount(_ slot: Slot) throws(LineRejection) -> Int32? {
    var plain: [UInt8] = []
    text(slot).append(to: &plain)
    var count: Int32?
    var damage: LineRejection?
    plain.withUnsafeBytes { bytes in
      do throws(LineRejection) { count = try Numbers.count(bytes) } catch { damage = error }
    }
    if let damage { throw damage }
    guard let count else { throw .unreadableCount }
    return count
  }

  private func cost() throws(LineRejection) -> Money? {
    var value = values[Slot.cost.rawValue]
    guard !value.text.isEmpty else { return nil }
    if !text(.currency).isEmpty, value.rank >= 0 {
      guard let places = Self.places(ofCurrency: text(.currency)) else {
        // Amounts in other currencies are none.
        guard dollars.rank != Int.max else { return nil }
        return try amount(of: dollars)
      }
      if value.places == 0 { value.places = places }
    }
    return try amount(of: value)
  }

  private func amount(of value: Value) throws(LineRejection) -> Money? {
    let text = value.text.bytes
    let amount = Numbers.money(text, style: try style(of: text, isCount: false))
    guard let amount, value.places > 0 else { return amount }
    var divisor: Int64 = 1
    for _ in 0..<value.places { divisor *= 10 }
    return Money(nanodollars: amount.nanodollars / divisor)
  }

  private static let currencies: [(places: Int, names: [StaticString])] = [
    (0, ["usd", "$", "us$", "dollar", "dollars", "us dollar", "us dollars"]),
    (2, ["cent", "cents", "usd cents", "usd_cents", "us cents"]),
    (6, ["micros", "microdollars", "micro_usd", "usd_micros"]),
  ]

  /// Power of ten of the parts of a dollar that a currency or a unit names; nil for other currencies.
  private static func places(ofCurrency name: FieldText) -> Int? {
    currencies.first { $0.names.contains { name.equalsLowercased($0) } }?.places
  }

  private func duration(_ slot: Slot) -> Int32? {
    let value = values[slot.rawValue]
    return Numbers.milliseconds(value.text.bytes, unit: value.unit ?? latencyUnit)
  }

  /// Takes `input` and `output` for counts where nothing else is one, beside a model and a time.
  private mutating func takeBare() {
    guard !bare.input.isEmpty, !bare.output.isEmpty, text(.prompt).isEmpty, text(.output).isEmpty,
      text(.input).isEmpty, !text(.model).isEmpty, !text(.timestamp).isEmpty || time != nil
    else { return }
    fill(.prompt, Value(text: bare.input, rank: 0))
    fill(.output, Value(text: bare.output, rank: 0))
  }

  private static let numbers: [Slot] = [
    .cost, .prompt, .output, .total, .input, .cacheRead, .cacheWrite, .reasoning, .latency,
  ]

  /// The style of a number: as itself shows, else as the other numbers of the record do. A number that would
  /// have to be guessed rejects the record.
  private func style(
    of text: UnsafeRawBufferPointer, isCount: Bool
  ) throws(LineRejection) -> NumberStyle {
    switch NumberStyle.evidence(text) {
    case .none: return .point
    case .shows(let style): return style
    case .openComma:
      if let known = shownStyle {
        // A count with three decimals is none, and a thousand would contradict the other numbers.
        guard !isCount || known == .point else { throw .ambiguousNumber }
        return known
      }
      // A thousandth of a token is none.
      guard isCount else { throw .ambiguousNumber }
      return .point
    case .openPoint:
      if let known = shownStyle { return known }
      guard !isCount else { throw .ambiguousNumber }
      return .point
    }
  }

  /// The style that a number of the record shows; nil when none does.
  private var shownStyle: NumberStyle? {
    for slot in Self.numbers {
      if case .shows(let style) = NumberStyle.evidence(text(slot).bytes) { return style }
    }
    return nil
  }

  // MARK: Events

  /// Adds the event of the record to the context's drafts; none without a model, tokens and a cost.
  mutating func addEvent(_ format: StaticString, _ context: LineContext) throws(LineRejection) {
    takeBare()
    guard !isSum, !isListedPrice(context), !isAboutOther || isMapped else {
      context.isRecognised = true
      return
    }
    if let answer = answers.first {
      context.drafts.append(answer)
    } else {
      context.drafts.append(context.envelope)
    }
    let isEvent = try fill(&context.drafts[context.drafts.count - 1], context)
    guard isEvent else {
      context.drafts.removeLast()
      return
    }
    if answers.isEmpty { context.drafts[context.drafts.count - 1].format = format }
  }

  /// True where counts, costs and models lie in objects of the record alone.
  var isNested: Bool {
    let slots: [Slot] = [.model, .prompt, .output, .total, .cost]
    return slots.allSatisfy { values[$0.rawValue].rank >= 100 }
      && slots.contains { !text($0).isEmpty }
  }

  /// The total of a provider's answer; nil for other numbers.
  private func total() throws(LineRejection) -> Int32? {
    let rank = values[Slot.total.rawValue].rank
    guard rank < 0 || AliasTable.tellingTotals.contains(rank % 100) else { return nil }
    return try count(.total)
  }

  /// True for a request of which only the sum of its tokens is known.
  private var statesTotalAlone: Bool {
    guard !text(.total).isEmpty, !text(.model).isEmpty, let total = try? total() else { return false }
    return total > 0 && (!text(.timestamp).isEmpty || time != nil || !text(.requestID).isEmpty)
  }

  /// True where the record states that it counts several requests.
  var countsRequests: Bool {
    let text = text(.requests)
    guard !text.isEmpty, values[Slot.requests.rawValue].rank < 200 else { return false }
    return Numbers.scaled(text.bytes, places: 0) ?? 0 > 1
  }

  /// Adds to what is known of a request what the record says. False when it is none.
  private func fill(_ draft: inout EventDraft, _ context: LineContext) throws(LineRejection) -> Bool {
    let hasAnswer = !answers.isEmpty
    if !text(.model).isEmpty, !hasAnswer || draft.model.isEmpty { draft.model = text(.model) }
    if hasAnswer {
      // The record has no counts of its own.
    } else if let usage, usage.tokens.cacheRead != nil || text(.cacheRead).isEmpty {
      draft.tokens = usage.tokens
      draft.totals = usage.totals
    } else {
      draft.tokens = try tokens(&draft.totals)
    }
    if !hasAnswer, hasSum && !hasUsage || countsRequests { draft.isSeveral = true }
    draft.loggedCost = try cost() ?? draft.loggedCost
    draft.units = units ?? draft.units
    if draft.units == nil { takeCharacters(&draft, context) }
    guard !draft.model.isEmpty || !draft.tokens.isUnknown || draft.loggedCost != nil else { return false }
    // An input alone is what counting tokens answers.
    guard
      !draft.model.isEmpty || draft.loggedCost != nil || draft.tokens.output != nil || !text(.total).isEmpty
        || draft.tokens.cacheRead != nil
    else { return false }
    // A model alone is not usage: a line that only mentions one is not a request.
    let failed = isFailure
    guard
      !draft.tokens.isUnknown || draft.units != nil || draft.loggedCost != nil || failed
        || draft.outcome == .error
        || !text(.latency).isEmpty || statesTotalAlone || !draft.queryType.isEmpty && !draft.provider.isEmpty
    else { return false }

    if let time = try statedTime(context) ?? time { draft.time = time }
    if !text(.requestID).isEmpty, !hasAnswer || draft.identityKey.isEmpty {
      draft.requestID = text(.requestID)
      draft.identityKey = draft.requestID
      // The provider's own id is in the answer too, wherever that is logged.
      if !answerID.isEmpty, values[Slot.requestID.rawValue].rank >= 0, Self.isProviders(answerID) {
        draft.take(id: answerID)
      }
      draft.isIdentityShared = hasSharedID && !Self.isProviders(draft.requestID)
    }
    let provider = text(.provider)
    if !provider.isEmpty { draft.provider = provider }
    let operation = text(.queryType)
    let isStated = values[Slot.queryType.rawValue].rank % 100 <= 0
    if !operation.isEmpty, isStated || !draft.isQueryTypeStated {
      // The log's own query type is kept as it is; names of operations have many spellings.
      draft.queryType = isStated ? operation : context.queryType(ofOperation: operation)
      draft.isQueryTypeStated = isStated
    }
    draft.latencyMilliseconds =
      duration(.latency) ?? draft.latencyMilliseconds
    draft.firstTokenMilliseconds =
      duration(.firstToken) ?? draft.firstTokenMilliseconds
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
    // A price depends on the place of the model. At Bedrock it is that of the client; elsewhere a log may mean the
    // place of the program.
    let place = values[Slot.region.rawValue].rank
    let seller = draft.provider.isEmpty ? Providers.ofModel(draft.model) : draft.provider
    if place < 0 || place < 100 && seller.contains("bedrock") { label(.region, &draft.region) }
    if !text(.key).isEmpty {
      let isName = AliasTable.keyNameRanks.contains(values[Slot.key.rawValue].rank % 100)
      draft.key = isName ? text(.key) : context.alias(ofKey: text(.key))
    }
    if !hasAnswer || draft.tier.isEmpty { draft.tier = tier.isEmpty ? usage?.tier ?? .empty : tier }
    let stream = text(.stream)
    if !stream.isEmpty {
      draft.isStream = stream.equals("true") || stream.equals("True") || stream.equals("1")
    }
    if let ending = ErrorWords.ending(text(.finishReason)) {
      draft.take(ending)
      if !ending.isEnding { draft.outcome = .error }
    }
    if failed || draft.outcome == .error { draft.fail(failureClass) }
    return true
  }

  private func statedTime(_ context: LineContext) throws(LineRejection) -> Instant? {
    let text = text(.timestamp)
    return try clock.isEmpty
      ? RecordTime.read(text, context) : RecordTime.read(date: text, clock: clock, context)
  }

  private static let providersPrefixes: [StaticString] = [
    "chatcmpl-", "resp_", "msg_", "cmpl-", "gen-", "msg_bdrk_", "msg_vrtx_",
  ]

  /// True where the id may be that of an operation with several requests: by its name, or because it lies in an
  /// object or behind a dotted name that describes something else than the request, such as `req` or `context` beside
  /// the model.
  private var hasSharedID: Bool {
    let (id, model) = (values[Slot.requestID.rawValue], values[Slot.model.rawValue])
    return AliasTable.sharedIDRanks.contains(id.rank % 100) || id.isPart && !model.isPart
      || !model.text.isEmpty && model.rank >= 0 && id.rank / 100 > model.rank / 100
  }

  /// True for an id that a provider gave, and that identifies the request by itself.
  private static func isProviders(_ id: FieldText) -> Bool {
    providersPrefixes.contains { id.hasPrefix($0) } && RequestIDStrength(id.bytes) == .unique
  }

  private static let unitSlots: [(Slot, BilledUnits.Unit)] = [
    (.seconds, .second), (.images, .image), (.pages, .page), (.characters, .character),
  ]

  /// The first billing unit of the record besides tokens.
  private var units: BilledUnits? {
    for (slot, unit) in Self.unitSlots where !text(slot).isEmpty {
      if slot == .characters, values[slot.rawValue].rank > AliasTable.billedCharactersRank { continue }
      if let units = Numbers.units(unit, text(slot).bytes) { return units }
    }
    return nil
  }

  /// Takes characters for the unit of a request to a speech model; those of other records are lengths of texts.
  private func takeCharacters(_ draft: inout EventDraft, _ context: LineContext) {
    guard !text(.characters).isEmpty,
      draft.tokens.isUnknown || draft.tokens == TokenCounts(input: 0, output: 0)
    else { return }
    var request = EventDraft()
    request.model = draft.model
    request.provider = text(.provider).isEmpty ? draft.provider : text(.provider)
    request.queryType = draft.queryType
    if request.queryType.isEmpty {
      let path = context.queryType(ofPath: text(.feature))
      request.queryType = path.isEmpty ? context.queryType(ofOperation: text(.feature)) : path
    }
    if !request.queryType.equals("audio") {
      request.queryType = context.queryType(ofOperation: text(.queryType))
    }
    guard SpeechModels.serve(request), let units = Numbers.units(.character, text(.characters).bytes) else {
      return
    }
    draft.units = units
    draft.tokens = TokenCounts(input: 0, output: 0)
    if draft.queryType.isEmpty { draft.queryType = FieldText("audio") }
  }

  private var tier: FieldText {
    let tier = text(.tier)
    if tier.equals("true") || tier.equals("True") { return FieldText("batch") }
    // A batch's number or size is no tier.
    let isBatch = values[Slot.tier.rawValue].rank % 100 == AliasTable.batchRank
    if isBatch, Self.isNumber(tier) { return .empty }
    return tier.equals("false") || tier.equals("False") ? .empty : tier
  }

  private func tokens(_ totals: inout TotalFinding) throws(LineRejection) -> TokenCounts {
    var counts = TokenCounts()
    var prompt = try count(.prompt)
    counts.input = try count(.input)
    counts.cacheRead = try count(.cacheRead)
    counts.cacheWrite5m = try count(.cacheWrite)
    counts.cacheWrite1h = try count(.cacheWrite1h)
    let writeRank = values[Slot.cacheWrite.rawValue].rank
    if let long = counts.cacheWrite1h, writeRank >= 0, !AliasTable.shortWriteRanks.contains(writeRank % 100) {
      counts.cacheWrite5m = counts.cacheWrite5m.map { max(0, $0 - long) }
    }
    counts.output = try count(.output)
    counts.reasoning = try count(.reasoning)
    if counts.input == nil, !text(.total).isEmpty { try takeDifference(&counts, &prompt) }
    guard counts.input == nil, let prompt else { return counts }
    let read = Int64(counts.cacheRead ?? 0)
    let written = Int64(counts.cacheWrite5m ?? 0) + Int64(counts.cacheWrite1h ?? 0)
    let isBeside = isAnthropicTrio || read + written > Int64(prompt)
    counts.input = isBeside ? prompt : Int32(Int64(prompt) - read - written)
    totals = ReportedTotal(
      field: "the total", prompt: prompt, output: counts.output, total: try count(.total)
    ).settle(
      &counts, usual: CountingConvention(cache: !isBeside, reasoning: true))
    return counts
  }

  /// Takes the part of the total that the other part leaves, where one of them is missing.
  private func takeDifference(_ counts: inout TokenCounts, _ prompt: inout Int32?) throws(LineRejection) {
    guard (prompt == nil) != (counts.output == nil), counts.reasoning == nil, counts.cacheRead == nil,
      counts.cacheWrite5m == nil, let total = try total(), total >= prompt ?? counts.output ?? 0
    else { return }
    if let prompt {
      counts.output = total - prompt
    } else if let output = counts.output {
      prompt = total - output
    }
  }

  private var isAnthropicTrio: Bool {
    [Slot.prompt, .cacheRead, .cacheWrite].allSatisfy { values[$0.rawValue].isAnthropic }
  }

  /// The class that the status or the type of error names; nil when neither names one.
  private var failureClass: ErrorClass? {
    [ErrorWords.failure(text(.status)), ErrorWords.failure(text(.errorType))].compactMap(\.self).max()
  }

  private static let noWords: [StaticString] = ["false", "False", "0", "no"]
  private static let noErrorWords: [StaticString] = ["false", "False", "0", "none", "None", "null"]
  private static let failureWords: [StaticString] = [
    "error", "failed", "failure", "fail", "timeout", "timed_out", "cancelled", "canceled", "aborted",
    "rejected",
    "rate_limited", "rate_limit", "rate_limit_exceeded", "throttled", "overloaded", "unavailable",
    "exception",
  ]

  private var isFailure: Bool {
    let value = values[Slot.status.rawValue]
    guard !value.text.isEmpty else { return false }
    let rank = value.rank % 100
    func says(_ words: [StaticString]) -> Bool { words.contains { value.text.equals($0) } }
    switch rank {
    case AliasTable.successRanks: return says(Self.noWords)
    case AliasTable.errorRanks: return !says(Self.noErrorWords)
    default:
      if let code = Numbers.scaled(value.text.bytes, places: 0) { return code >= 400 || code < 0 }
      if let code = Self.code(before: value.text.bytes) { return code >= 400 }
      return Self.failureWords.contains { value.text.equalsLowercased($0) }
    }
  }

  /// The code of a status line, such as `429 Too Many Requests`.
  private static func code(before text: UnsafeRawBufferPointer) -> Int64? {
    guard text.count > 4, text[3] == 0x20 else { return nil }
    return Numbers.plain(UnsafeRawBufferPointer(rebasing: text[..<3]), places: 0)
  }
}
