import Glibc
import SpendCore

/// An answer in an envelope: an object, a list of chunks, or a text of either, of events or of lines. All
/// chunks are of one request, whose counts they state several times or in parts.
struct StreamedAnswer {
  private let context: LineContext
  /// The number of drafts that were there before the answer.
  private let first: Int

  init(_ context: LineContext) {
    self.context = context
    first = context.drafts.count
  }

  /// Formats of the lines that a batch's results consist of, which are downloaded as one text.
  private static let results: [any RecordFormat] = [
    OpenAIBatchFormat(), AnthropicBatchFormat(), GeminiBatchFormat(),
  ]

  // MARK: Carriers

  /// Reads a complete response; returns false when the object is not a response.
  func readWhole(_ json: JSONIndex, _ node: JSONIndex.Node) throws(LineRejection) -> Bool {
    if let format = Self.format(of: json, node) { return try read(json, node, format) }
    if let chunk = Self.encodedChunk(json, node, context) { return try readChunk(chunk) }
    // One line of a batch's results.
    if json[node, "custom_id"].exists { return try readChunk(json.bytes(node)) }
    let chunks = json.first(node, Envelope.chunkLists)
    return json.isArray(chunks) ? try readList(json, chunks) : false
  }

  func readList(_ json: JSONIndex, _ list: JSONIndex.Node) throws(LineRejection) -> Bool {
    try alone { () throws(LineRejection) in try readElements(json, list) }
  }

  /// Reads a stream that is whole by itself: it neither sees nor leaves open messages.
  private func alone(_ read: () throws(LineRejection) -> Bool) throws(LineRejection) -> Bool {
    let others = context.streams.takeMessages()
    context.isWholeStream = true
    defer {
      context.isWholeStream = false
      context.streams.restore(others)
    }
    return try read()
  }

  private func readElements(_ json: JSONIndex, _ list: JSONIndex.Node) throws(LineRejection) -> Bool {
    var elements: [UnsafeRawBufferPointer] = []
    try json.forEachElement(list) { bytes throws(LineRejection) in elements.append(bytes) }
    var found = false
    for element in elements {
      if element.first == UInt8(ascii: "{") {
        if try readChunk(element) { found = true }
      } else if element.first == UInt8(ascii: "\""), element.count > 2 {
        let text = UnsafeRawBufferPointer(rebasing: element[1..<element.count - 1])
        if try readPart(text.contains(UInt8(ascii: "\\")) ? context.unescaped(text) : text) { found = true }
      }
    }
    return found
  }

  func readText(_ text: UnsafeRawBufferPointer) throws(LineRejection) -> Bool {
    // A single event belongs to the stream whose other events stand in other lines.
    if Self.isSingle(text) { return try readPart(text) }
    return try alone { () throws(LineRejection) in try readPart(text) }
  }

  /// True for a text with one object at most at the beginning of a line.
  private static func isSingle(_ text: UnsafeRawBufferPointer) -> Bool {
    var objects = 0
    var start = 0
    while start < text.count, let base = text.baseAddress {
      let rest = UnsafeRawBufferPointer(rebasing: text[start...])
      let first = rest[0]
      if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") || FieldText(rest).hasPrefix("data:") {
        objects += 1
        if objects > 1 { return false }
      }
      guard let lineBreak = memchr(base + start, 0x0A, rest.count) else { break }
      start = UnsafeRawPointer(lineBreak) - base + 1
    }
    return true
  }

  /// Reads a text that is a stream or one of several that make one.
  private func readPart(_ text: UnsafeRawBufferPointer) throws(LineRejection) -> Bool {
    guard let start = text.first(where: { $0 > 0x20 }) else { return false }
    switch start {
    case UInt8(ascii: "{"):
      // One object, or one on every line.
      if isWhole(text) { return try readChunk(text) }
    case UInt8(ascii: "["):
      guard isWhole(text) else { return false }
      return try readElements(context.body, context.body.root)
    case UInt8(ascii: "\""):
      // A text that was encoded twice.
      guard text.count > 2, text.last == UInt8(ascii: "\"") else { return false }
      let inner = UnsafeRawBufferPointer(rebasing: text[1..<text.count - 1])
      guard inner.first == UInt8(ascii: "{") else { return false }
      return try readPart(context.unescaped(inner))
    default: break
    }
    var found = false
    for line in text.split(separator: 0x0A) {
      let line = UnsafeRawBufferPointer(rebasing: line)
      let isObject = line.first(where: { $0 > 0x20 }) == UInt8(ascii: "{")
      guard let chunk = isObject ? line : ServerSentEvents.data(line) else { continue }
      if try readChunk(chunk) { found = true }
    }
    return found
  }

  private func isWhole(_ text: UnsafeRawBufferPointer) -> Bool {
    do {
      try context.body.index(text)
      return true
    } catch {
      return false
    }
  }

  // MARK: Chunks

  /// Reads one object of a stream. Bytes other than JSON are skipped: the line around them was complete.
  private func readChunk(_ bytes: UnsafeRawBufferPointer) throws(LineRejection) -> Bool {
    guard bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "{"), isWhole(bytes) else { return false }
    let json = context.body
    if let format = Self.format(of: json, .root) { return try read(json, .root, format) }
    if let format = Self.results.first(where: { $0.recognises(json) }) {
      try format.read(json, context)
      return true
    }
    if let chunk = Self.encodedChunk(json, .root, context)
      ?? Self.encodedChunk(json, json[.root, "chunk"], context)
    {
      return try readChunk(chunk)
    }
    // Loggers write an event of a stream with its name beside it.
    for place in ["data", "chunk", "event", "response"] as [StaticString] {
      let node = json[.root, place]
      if json.isObject(node), let format = Self.format(of: json, node) { return try read(json, node, format) }
      guard json.isString(node), json.bytes(node).first == UInt8(ascii: "{") else { continue }
      let raw = json.bytes(node)
      let text = json.kind(node) == .string ? raw : context.unescaped(raw)
      guard isWhole(text), let format = Self.format(of: json, .root) else { return false }
      return try read(json, .root, format)
    }
    return false
  }

  /// The event in a piece of Bedrock's response stream: a text in base64, or the text itself.
  private static func encodedChunk(
    _ json: JSONIndex, _ node: JSONIndex.Node, _ context: LineContext
  ) -> UnsafeRawBufferPointer? {
    let bytes = json[node, "bytes"]
    guard json.isString(bytes) else { return nil }
    let raw = json.bytes(bytes)
    if raw.first == UInt8(ascii: "{") {
      return json.kind(bytes) == .escapedString ? context.unescaped(raw) : raw
    }
    guard let decoded = context.decodedBase64(raw), decoded.first == UInt8(ascii: "{") else { return nil }
    return decoded
  }

  private static func format(of json: JSONIndex, _ node: JSONIndex.Node) -> (any ResponseFormat)? {
    if let format = FormatRegistry.response(json, node) { return format }
    if ErrorFormat().recognisesAnswer(json, node) { return ErrorFormat() }
    return LateUsageFormat.recognises(json, node) ? LateUsageFormat() : nil
  }

  private func read(
    _ json: JSONIndex, _ node: JSONIndex.Node, _ format: any ResponseFormat
  ) throws(LineRejection) -> Bool {
    var draft = context.envelope
    guard try format.readAnswer(json, node, &draft, context) else { return true }
    if context.envelope.isQueryTypeStated { draft.queryType = context.envelope.queryType }
    let billsCalled =
      draft.provider.equals("bedrock") || draft.provider.equals("databricks")
      || draft.provider.hasPrefix("huggingface_")
    if !context.calledModel.isEmpty, billsCalled {
      draft.model = context.calledModel
    }
    if draft.provider.isEmpty { draft.provider = Providers.ofModel(draft.model) }
    if context.envelope.outcome == .error { draft.fail() }
    try context.requireTime(of: draft)
    add(draft)
    return true
  }

  // MARK: Merging

  /// Chunks report the same request several times: what the last one leaves out is taken from the
  /// others.
  private func add(_ draft: EventDraft) {
    guard context.drafts.count > first,
      let same = context.drafts[first...].lastIndex(where: { isSame($0, draft) })
    else {
      context.drafts.append(draft)
      return
    }
    merge(draft, into: &context.drafts[same])
  }

  private func isSame(_ known: EventDraft, _ draft: EventDraft) -> Bool {
    if isNamed(known), isNamed(draft) {
      return known.identityKey.bytes.elementsEqual(draft.identityKey.bytes)
        || draft.format.utf8Start == ErrorFormat().name.utf8Start
    }
    return known.isSnapshot || draft.isSnapshot || draft.outcome == .error
  }

  /// True for an answer with an id of its own, rather than the envelope's or none.
  private func isNamed(_ draft: EventDraft) -> Bool {
    !draft.identityKey.isEmpty
      && !draft.identityKey.bytes.elementsEqual(context.envelope.identityKey.bytes)
  }

  private func merge(_ draft: EventDraft, into known: inout EventDraft) {
    let failed = draft.outcome == .error || known.outcome == .error
    let classes = [draft.errorClass, known.errorClass].compactMap(\.self)
    if draft.format.utf8Start != ErrorFormat().name.utf8Start {
      // Counts are those of all of the stream so far: the last ones hold.
      let isLater = draft.tokens.output != nil || known.tokens.output == nil
      var merged = isLater ? draft : known
      let other = isLater ? known : draft
      merged.tokens.fill(from: other.tokens)
      merged.webSearches = merged.webSearches.map { max($0, other.webSearches ?? 0) } ?? other.webSearches
      merged.units = merged.units ?? other.units
      merged.loggedCost = merged.loggedCost ?? other.loggedCost
      if !isNamed(merged), isNamed(other) {
        merged.requestID = other.requestID
        merged.identityKey = other.identityKey
      }
      if merged.model.isEmpty { merged.model = other.model }
      if merged.provider.isEmpty { merged.provider = other.provider }
      if merged.tier.isEmpty { merged.tier = other.tier }
      if merged.region.isEmpty { merged.region = other.region }
      known = merged
    }
    for errorClass in classes { known.take(errorClass) }
    if failed { known.fail() }
  }
}

/// The usage at the end of a stream whose chunks have no form that is known: OpenAI's counts under any
/// name of an object or none. Only chunks in an envelope are read so.
private struct LateUsageFormat: ResponseFormat {
  var name: StaticString { "openai-chat" }
  var title: String { "" }
  var recognisedBy: String { "" }
  var samples: [FormatSample] { [] }

  static func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    let usage = json[body, "usage"]
    return json.isObject(usage)
      && (json[usage, "prompt_tokens"].exists || json[usage, "input_tokens"].exists)
      && (json[usage, "completion_tokens"].exists || json[usage, "output_tokens"].exists)
  }

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool { Self.recognises(json, body) }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    let usage = json[body, "usage"]
    draft.format = name
    draft.isSnapshot = true
    draft.take(id: json.text(json[body, "id"]))
    draft.take(model: json.text(json[body, "model"]))
    try OpenAIUsage.read(json, usage, &draft)
    if draft.queryType.isEmpty { draft.queryType = FieldText("chat") }
    try Sellers.read(json, body, usage, &draft)
    return true
  }
}
