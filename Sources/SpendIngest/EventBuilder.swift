import SpendCore
import SpendLogFormats
import SpendPricing

/// Builds priced events from the output of decoders: labels interned once for each combination, names once
/// for each block, the price looked up once for each name.
final class EventBuilder {
  private let setup: IngestSetup
  /// Fields of the record that templates and rules look at.
  private let recordFields: [(name: String, path: [UInt8])]
  /// Labels may depend on the file that a record lies in.
  private let usesPath: Bool

  private var block = EventBlock()
  private var blockNumber = 0

  /// Label set, price and tier of one combination of labels.
  private final class CachedLabels {
    let labels: LabelSet
    let match: PriceMatch?
    let tier: ServiceTier
    /// What tells the model's requests apart from those of others that share their id; empty for most models.
    let step: String
    /// The host is that of this machine, for records that name none.
    let isHostAssumed: Bool
    /// The block it was last used in, and its place there.
    var block = -1
    var index: Int32 = 0

    init(labels: LabelSet, match: PriceMatch?, isHostAssumed: Bool) {
      self.labels = labels
      self.match = match
      self.isHostAssumed = isHostAssumed
      tier = ServiceTier(text: labels.tier)
      step = QueryTypes.step(ofModel: labels.model)
    }
  }

  private var combinations: [CachedLabels] = []
  private var combinationTable = ByteStringTable(capacity: 1_024)
  private var names = ByteStringTable()
  private let key = LookupKeyBuilder()
  private var text: [UInt8] = []
  private var compact: [UInt8] = []
  private static let rememberedCombinations = 20_000

  private struct PricedName: Hashable {
    var provider: String
    var model: String
    var region: String
  }

  /// The prices of names. A lookup takes up to a millisecond, and a label without end has few names.
  private var prices: [PricedName: PriceMatch?] = [:]
  private static let rememberedPrices = 2_000

  private var source = LogSource(path: "")
  private var pathParts: [String] = []
  private var fallbackTime = Instant(microseconds: 0)
  private var line = RawLine(bytes: UnsafeRawBufferPointer(start: nil, count: 0), offset: 0, number: 0)
  private var record: (([UInt8]) -> FieldText)?

  init(_ setup: IngestSetup) {
    self.setup = setup
    let fields = Set(
      setup.rules.flatMap(\.recordFields) + setup.sources.flatMap { $0.assignments.flatMap(\.recordFields) })
    recordFields = fields.sorted().map { ($0, Array($0.utf8)) }
    usesPath =
      setup.sources.contains { !$0.assignments.isEmpty }
      || setup.rules.contains { $0.assignments.contains(where: \.usesPath) }
  }

  var eventCount: Int { block.events.count }

  var counts: LineCounts {
    get { block.counts }
    _modify { yield &block.counts }
  }

  /// Begins a stream. `fallbackTime`: that of lines without a time of their own.
  func begin(source: LogSource, path: String, fallbackTime: Instant, record: @escaping ([UInt8]) -> FieldText)
  {
    if source.assignments != self.source.assignments || usesPath {
      combinations.removeAll(keepingCapacity: true)
      combinationTable.removeAll()
    }
    self.source = source
    self.record = record
    pathParts = Self.parts(of: path, below: source.path)
    self.fallbackTime = fallbackTime
  }

  /// Parts of a path below the part of the source that has no wildcards.
  private static func parts(of path: String, below source: String) -> [String] {
    let fixed = source.split(separator: "/").prefix { !$0.contains(where: { "*?[".contains($0) }) }
    let all = path.split(separator: "/").map(String.init)
    let below = all.dropFirst(fixed.count)
    return below.isEmpty ? all.suffix(1) : Array(below)
  }

  func beginLine(_ line: RawLine) {
    self.line = line
  }

  func reject(line: Int64, offset: Int64, length: Int64, reason: String) {
    block.rejects.append(RejectedLine(offset: offset, length: length, reason: reason, line: line))
    block.counts.lines += 1
    block.counts.rejected += 1
  }

  /// Hands over what has been gathered and begins a new block.
  func takeBlock() -> EventBlock {
    let full = block
    block = EventBlock()
    block.events.reserveCapacity(full.events.count)
    block.arena.reserveCapacity(full.arena.count)
    blockNumber += 1
    names.removeAll()
    return full
  }

  /// Adds an event.
  func add(_ draft: borrowing EventDraft, offset: Int64, line number: Int64) {
    let known = combination(of: draft)
    var event = UsageEvent(
      time: draft.time ?? fallbackTime, identity: EventIdentity(high: 0, low: 0), labels: labelIndex(known),
      tokens: draft.tokens)
    event.identityScope = draft.scope
    event.hostIsAssumed = draft.recorded?.isHostAssumed ?? known.isHostAssumed
    if draft.time == nil || !TimeWindow.allTime.contains(event.time) {
      event.time = fallbackTime
      event.timeIsGuessed = true
      event.identityScope = .global
    }
    if let identity = draft.recorded?.identity {
      event.identity = identity
      event.identityOrigin = .export
      event.timeIsGuessed = draft.recorded?.isTimeGuessed ?? false
    } else {
      identify(draft, &event, known)
    }
    event.user = userIndex(draft.user)
    event.session = nameIndex(draft.session, shown: { Redaction.shown($0, as: .session) })
    event.requestID = store(draft.requestID)
    event.webSearches = draft.webSearches
    event.units = draft.units
    event.loggedCost = draft.loggedCost
    event.loggedCostIsBinding = draft.loggedCostIsBinding
    event.latencyMilliseconds = draft.latencyMilliseconds
    event.firstTokenMilliseconds = draft.firstTokenMilliseconds
    event.outcome = draft.outcome
    event.isStream = draft.isStream
    event.totals = draft.totals.check
    event.grain = draft.grain
    event.isSeveral = draft.isSeveral
    event.offset = offset
    event.line = number

    if let recorded = draft.recorded {
      block.events.append(
        PricedEvent(
          event: event, cost: recorded.cost, computedCost: recorded.computedCost, status: recorded.status,
          priceID: recorded.priceID, cacheSaved: recorded.cacheSaved))
      return
    }
    var quote = Quote.unpriced
    if draft.totals.check != .contradicts,
      let priced = known.match?.quote(
        draft.tokens, webSearches: draft.webSearches, units: draft.units, tier: known.tier,
        region: known.labels.region, isSeveral: draft.isSeveral, at: event.time)
    {
      quote = priced
    }
    let recordedCost = RecordedCost(
      quote, logged: draft.loggedCost, loggedIsBinding: draft.loggedCostIsBinding, isFree: draft.isFree,
      tokens: draft.tokens)
    block.events.append(
      PricedEvent(
        event: event, cost: recordedCost.cost, computedCost: recordedCost.computed,
        status: recordedCost.status,
        priceID: quote.priceID, cacheSaved: draft.isFree ? .zero : quote.cacheSaved))
  }

  // MARK: Identity

  /// Makes the identity of the request's id, with what makes it unique where the id alone does not: model, the
  /// provider's time or the record's own, and the prompt where the id itself is a time. A record with such
  /// an id and without a time is identified by its line. One id often stands for a whole operation that embeds,
  /// ranks and answers: those steps are requests of their own.
  private func identify(_ draft: borrowing EventDraft, _ event: inout UsageEvent, _ known: CachedLabels) {
    var hash = ContentHash()
    text.removeAll(keepingCapacity: true)
    draft.identityKey.append(to: &text)
    let scope = draft.scope
    let strength =
      draft.isIdentityShared ? .short : text.withUnsafeBytes { Self.strength(of: $0, in: scope) }
    let time = draft.created ?? (event.timeIsGuessed ? nil : event.time)
    guard !text.isEmpty, strength == .unique || time != nil else {
      combineLine(draft, event, &hash)
      event.identityOrigin = .line
      event.identity = hash.identity
      return
    }
    if strength != .unique, let time {
      combine(known.labels.model, &hash)
      hash.combine(UInt64(bitPattern: time.microseconds))
      if strength == .timestamp { hash.combine(UInt64(bitPattern: draft.tokens.prompt)) }
      if Self.isParallel(draft, at: time) {
        hash.combine(UInt64(bitPattern: draft.tokens.prompt))
        hash.combine(UInt64(bitPattern: Int64(draft.tokens.output ?? 0)))
      }
    }
    text.withUnsafeBytes { hash.combine($0) }
    if !known.step.isEmpty { combine(known.step, &hash) }
    event.identity = hash.identity
  }

  /// True where other requests of the operation may have the same whole second and model: their counts tell them apart.
  private static func isParallel(_ draft: borrowing EventDraft, at time: Instant) -> Bool {
    guard draft.isIdentityShared, !draft.isSnapshot, !draft.tokens.isUnknown else { return false }
    return time.microseconds % 1_000_000 == 0
  }

  /// Takes the bytes of the record, so that the same record counts once whatever wrapped it. A record whose time
  /// has no fraction of a second may be that of another process: it is identified by the whole line, or by the whole
  /// element of a list that may be written again with others.
  private func combineLine(_ draft: borrowing EventDraft, _ event: UsageEvent, _ hash: inout ContentHash) {
    let isExact = !event.timeIsGuessed && event.time.microseconds % 1_000_000 != 0
    if draft.header != 0 { hash.combine(draft.header) }
    guard !draft.record.isEmpty, isExact else {
      let isLine = draft.element.isEmpty
      hash.combine(UInt64(truncatingIfNeeded: isLine ? draft.eventIndex : draft.elementIndex))
      combine(record: isLine ? RecordText.withoutComma(line.bytes) : draft.element.bytes, &hash)
      return
    }
    hash.combine(UInt64(truncatingIfNeeded: draft.recordIndex))
    let record = draft.record.bytes
    let end = record.lastIndex { $0 > 0x20 } ?? -1
    combine(record: UnsafeRawBufferPointer(rebasing: record[...end]), &hash)
    if !draft.isTimeOwn { hash.combine(UInt64(bitPattern: event.time.microseconds)) }
  }

  /// Takes the bytes of a record, without the spaces between the parts of a JSON object: printed over several lines
  /// it is the same record.
  private func combine(record: UnsafeRawBufferPointer, _ hash: inout ContentHash) {
    guard RecordText.hasSpaces(record) else { return hash.combine(record) }
    compact.removeAll(keepingCapacity: true)
    RecordText.appendCompact(record, to: &compact)
    compact.withUnsafeBytes { hash.combine($0) }
  }

  /// Formats whose identities hold over all time put them together themselves; only short ones are doubtful.
  private static func strength(
    of id: UnsafeRawBufferPointer, in scope: EventIdentity.Scope
  ) -> RequestIDStrength {
    let strength = RequestIDStrength(id)
    return scope == .global && strength != .short ? .unique : strength
  }

  private func combine(_ string: String, _ hash: inout ContentHash) {
    var copy = string
    copy.withUTF8 { hash.combine(UnsafeRawBufferPointer($0)) }
  }

  // MARK: Interning

  private func combination(of draft: borrowing EventDraft) -> CachedLabels {
    key.removeAll()
    key.append(draft.provider)
    key.append(draft.model)
    key.append(draft.feature)
    key.append(draft.queryType)
    key.append(draft.tier)
    key.append(draft.region)
    key.append(draft.team)
    key.append(draft.key)
    key.append(draft.project)
    key.append(draft.environment)
    key.append(draft.tags)
    key.append(draft.customer)
    key.append(draft.host)
    key.append(Self.errorWord(draft))
    key.append(FieldText(draft.format))
    if let recorded = draft.recorded { key.append(recorded.format) }
    if !recordFields.isEmpty, let record {
      for field in recordFields { key.append(record(field.path)) }
    }
    if usesPath {
      for part in pathParts { key.append(part) }
    }
    let bytes = key.bytes
    let hash = ContentHash.of(bytes)
    if let known = combinationTable.find(bytes, hash: hash) { return combinations[Int(known)] }
    if combinations.count >= Self.rememberedCombinations {
      combinations.removeAll(keepingCapacity: true)
      combinationTable.removeAll()
    }
    let new = make(draft)
    combinationTable.insert(bytes, hash: hash, value: Int32(combinations.count))
    combinations.append(new)
    return new
  }

  private func make(_ draft: borrowing EventDraft) -> CachedLabels {
    var labels = LabelSet()
    labels.provider = ProviderName.canonical(draft.provider.string)
    labels.model = draft.model.string
    labels.feature = draft.feature.string
    labels.queryType = draft.queryType.string
    labels.tier = draft.tier.string
    labels.region = draft.region.string
    labels.team = draft.team.string
    labels.key = draft.key.string
    labels.project = draft.project.string
    labels.environment = draft.environment.string
    labels.tags = draft.tags.string
    labels.customer = draft.customer.string
    labels.host = draft.host.isEmpty ? setup.host : draft.host.string
    labels.format = "\(draft.format)"
    if let recorded = draft.recorded {
      labels.host = draft.host.string
      if !recorded.format.isEmpty { labels.format = recorded.format }
    }
    labels.error = Self.errorWord(draft)
    attribute(&labels)
    for label in [
      \LabelSet.provider, \.model, \.feature, \.queryType, \.tier, \.region, \.team, \.key, \.project,
      \.environment, \.tags, \.customer, \.host,
    ] {
      labels[keyPath: label] = Redaction.shown(labels[keyPath: label])
    }
    return CachedLabels(
      labels: labels, match: setup.catalog.match(labels, listed: listedPrices(of: labels)),
      isHostAssumed: draft.host.isEmpty && !labels.host.isEmpty && labels.host == setup.host)
  }

  private func listedPrices(of labels: LabelSet) -> PriceMatch? {
    let name = PricedName(provider: labels.provider, model: labels.model, region: labels.region)
    if let known = prices[name] { return known }
    if prices.count >= Self.rememberedPrices { prices.removeAll(keepingCapacity: true) }
    let match = setup.catalog.match(provider: name.provider, model: name.model, region: name.region)
    prices[name] = .some(match)
    return match
  }

  /// The word of the log's error class, and `other` for a failure without one; empty for an answer in full.
  private static func errorWord(_ draft: borrowing EventDraft) -> String {
    if draft.outcome == .error { return (draft.errorClass ?? .other).rawValue }
    // An ending is no failure, and what has not failed has no other class.
    return draft.errorClass.map { $0.isEnding ? $0.rawValue : "" } ?? ""
  }

  /// Applies the configuration: the source's labels, then the first rule for each label.
  private func attribute(_ labels: inout LabelSet) {
    func field(_ name: String) -> String { record?(Array(name.utf8)).string ?? "" }
    for assignment in source.assignments {
      if let value = assignment.value(path: pathParts, record: field) {
        labels[keyPath: assignment.field.path] = value
      }
    }
    var decided: Set<LabelField> = []
    let before = labels
    for rule in setup.rules where rule.matches(before, record: field) {
      for assignment in rule.assignments where !decided.contains(assignment.field) {
        guard let value = assignment.value(path: pathParts, record: field) else { continue }
        labels[keyPath: assignment.field.path] = value
        decided.insert(assignment.field)
      }
    }
  }

  private func labelIndex(_ known: CachedLabels) -> Int32 {
    if known.block != blockNumber {
      known.block = blockNumber
      known.index = Int32(block.labelSets.count)
      block.labelSets.append(known.labels)
    }
    return known.index
  }

  private func nameIndex(_ field: FieldText, shown: (String) -> String = { $0 }) -> Int32 {
    guard !field.isEmpty else { return -1 }
    let bytes = UnsafeRawBufferPointer(rebasing: field.bytes.prefix(FieldText.longest))
    let hash = ContentHash.of(bytes)
    if let known = names.find(bytes, hash: hash) { return known }
    let index = Int32(block.names.count)
    block.names.append(shown(field.string))
    names.insert(bytes, hash: hash, value: index)
    return index
  }

  private func userIndex(_ field: FieldText) -> Int32 {
    guard let hash = setup.userHash, !field.isEmpty else {
      return nameIndex(field, shown: { Redaction.shown($0, as: .user) })
    }
    var alias = hash.alias(of: field.string)
    return alias.withUTF8 { nameIndex(FieldText(name: UnsafeRawBufferPointer($0))) }
  }

  private func store(_ field: FieldText) -> TextRange {
    guard !field.isEmpty else { return .empty }
    let start = block.arena.count
    field.append(to: &block.arena)
    return TextRange(start: UInt32(start), count: UInt32(block.arena.count - start))
  }
}
