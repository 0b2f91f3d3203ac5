/// JSON of logging libraries: a record as text in the message, or as an object in a field of any name.
struct StructuredLog: Wrapper {
  var name: StaticString { "structured-log" }
  var title: String { "JSON of logging libraries: the message or a field is a record" }

  /// The place of the record in a log line.
  enum Place {
    /// The member at this position among the members of the line.
    case member(Int)
    /// The text at this path, when it holds a record.
    case text(Int)
  }

  /// Members that mark a line as a record itself.
  static let usageSlots: Set<Slot> = [
    .prompt, .input, .output, .total, .cost, .cacheRead, .cacheWrite, .reasoning,
  ]
  /// Members that mark a line as a piece of a conversation, whose texts are content.
  private static let conversation: [StaticString] = [
    "role", "prompt", "messages", "content", "choices", "completion", "request", "url", "question",
  ]
  private static let marks: [FieldPath] = [
    "level", "severity", "lvl", "levelname", "level_name", "log.level", "logger", "logger_name",
    "thread_name",
    "thread", "@timestamp", "@t", "@version", "host", "hostname", "pid", "process_id", "stream", "caller",
    "channel",
    "target",
    "service", "logtype", "MessageTemplate", "severity_text", "SeverityText", "severity_number",
    "SeverityNumber", "_app", "source", "labels", "SeverityLevel", "AppRoleName", "podName", "LogLevel",
    "HOSTNAME", "hostName", "MachineName",
  ]
  /// Labels that a program states about a request.
  private static let labels: [FieldPath] = ["query_type", "feature", "team", "customer", "use_case"]
  static let texts: [FieldPath] = [
    "message", "msg", "log", "event", "@message", "@m", "line", "text", "_line", "raw", "Message",
    "fields.message",
    "record", "data", "body", "Body", "payload", "event.original", "context.message",
  ]

  /// The place of a record in a line that no format recognises; nil when it has none.
  static func place(_ json: JSONIndex, _ context: LineContext) -> Place? {
    place(json, [context.body, context.element, context.leaf][...])
  }

  /// `spare`: indexes for the objects inside.
  private static func place(_ json: JSONIndex, _ spare: ArraySlice<JSONIndex>) -> Place? {
    guard !hasUsage(json, .root), !OtherRecord.recognises(json, .root) else { return nil }
    // Beside counts in a usage object, only the object may be a record.
    let statesUsage = statesUsage(json)
    if let member = member(json, spare, isUsage: statesUsage) { return .member(member) }
    guard !statesUsage else { return nil }
    guard !conversation.contains(where: { json[.root, $0].exists }) else { return nil }
    guard isMarked(json) else { return nil }
    if let text = texts.firstIndex(where: { mayHoldRecord(json, json[$0]) }) { return .text(text) }
    return templateMember(json).map(Place.member)
  }

  /// The position of the text that a message template names, in a line of a library whose templates name their parts.
  private static func templateMember(_ json: JSONIndex) -> Int? {
    let template = json.first(.root, "@mt", "MessageTemplate")
    guard template.exists else { return nil }
    var position = -1
    var found: Int?
    try? json.forEachMember(.root) { _, value in
      position += 1
      guard found == nil, json.kind(value) == .escapedString else { return }
      if FieldText(json.bytes(value)).contains("{\\\"") { found = position }
    }
    return found
  }

  /// True for a text with quotes in it, and for a list of texts that begins with such a one.
  private static func mayHoldRecord(_ json: JSONIndex, _ node: JSONIndex.Node) -> Bool {
    switch json.kind(node) {
    case .escapedString: true
    case .array: mayHoldRecord(list: json.bytes(node))
    default: false
    }
  }

  /// True for a list with an object, or with a text that is one.
  private static func mayHoldRecord(list: UnsafeRawBufferPointer) -> Bool {
    switch list.dropFirst().first(where: { $0 > 0x20 }) {
    case UInt8(ascii: "{"): true
    case UInt8(ascii: "\""): list.contains(UInt8(ascii: "{"))
    default: false
    }
  }

  private static func isMarked(_ json: JSONIndex) -> Bool {
    if marks.contains(where: { json[$0].exists }) { return true }
    var members = 0
    try? json.forEachMember(.root) { _, _ in members += 1 }
    return members == 1 || members <= 3 && (RecordWrapper.timePaths + labels).contains { json[$0].exists }
  }

  /// True when the members themselves contain usage.
  static func statesUsage(_ json: JSONIndex) -> Bool {
    hasUsage(json, .root) || json.isObject(json[.root, "usage"]) && hasUsage(json, json[.root, "usage"])
  }

  private static func hasUsage(_ json: JSONIndex, _ object: JSONIndex.Node) -> Bool {
    var found = false
    try? json.forEachMember(object) { key, value in
      guard !found, !json.isObject(value), !json.isArray(value), !json.isNull(value) else { return }
      if let slot = AliasTable.meaning(ofPath: key)?.slot, usageSlots.contains(slot) { found = true }
    }
    return found
  }

  // MARK: Pieces

  private static let mostMembers = 4

  /// The text of a log line that may be a piece of a record; nil for other objects.
  ///
  /// `isOpen`: the beginning of a record is kept, so that any text may go on with it.
  static func piece(_ json: JSONIndex, isOpen: Bool, _ context: LineContext) -> WrappedContent? {
    guard let path = texts.first(where: { json.isString(json[$0]) }),
      isOpen || beginsPiece(json.bytes(json[path]), context),
      !conversation.contains(where: { json[.root, $0].exists })
    else { return nil }
    var members = 0
    try? json.forEachMember(.root) { _, _ in members += 1 }
    guard members <= mostMembers || isMarked(json) else { return nil }
    return RecordWrapper.content(json, json[path])
  }

  /// True for a text that begins a document over several lines or a line that a container runtime split.
  private static func beginsPiece(_ text: UnsafeRawBufferPointer, _ context: LineContext) -> Bool {
    var text = text[...]
    while text.last == UInt8(ascii: "n") || text.last == UInt8(ascii: "r"),
      text.dropLast().last == UInt8(ascii: "\\")
    {
      text = text.dropLast(2)
    }
    while let last = text.last, last <= 0x20 { text = text.dropLast() }
    if text.last == UInt8(ascii: "{") || text.count == 1 && text.first == UInt8(ascii: "[") { return true }
    let line = UnsafeRawBufferPointer(rebasing: text)
    if FieldText(line).hasPrefix("{\\\"log\\\":\\\"") { return true }
    return ContainerRuntimeWrapper().open(line, context)?.content.part == .unfinished
  }

  // MARK: Objects

  /// Members that describe the line, or that a request's log has beside its answer.
  private static let descriptions: [StaticString] = [
    "metadata", "labels", "tags", "error", "kubernetes", "host", "agent", "ecs", "resource", "request",
    "response", "input", "user", "usage", "total", "totals", "summary",
  ]

  /// The position of the first member that is a record.
  private static func member(_ json: JSONIndex, _ spare: ArraySlice<JSONIndex>, isUsage: Bool) -> Int? {
    var position = -1
    var found: Int?
    try? json.forEachMember(.root) { key, value in
      position += 1
      guard found == nil, json.isObject(value) else { return }
      let name = FieldText(key)
      guard !GenericJSONFormat.isContent(key), !isUsage || name.equals("usage") else { return }
      if descriptions.contains(where: { name.equals($0) }) {
        // Most of them are descriptions, whose members say so without a search.
        guard json.first(value, telling).exists, isKnown(json, value, spare) else { return }
      } else if !isRecord(json, value, spare) {
        return
      }
      found = position
    }
    return found
  }

  /// Members of records of known formats; a usage object has none of them.
  private static let telling: JSONIndex.Names = [
    "model", "response", "type", "object", "request_id", "call_type", "choices",
  ]

  /// True for an object in a known format, or around an answer in one.
  private static func isKnown(
    _ json: JSONIndex, _ object: JSONIndex.Node, _ spare: ArraySlice<JSONIndex>
  ) -> Bool {
    if let format = FormatRegistry.response(json, object), !(format is ErrorFormat) { return true }
    guard let inner = spare.first else { return false }
    do throws(LineRejection) { try inner.index(json.bytes(object)) } catch { return false }
    return isKnown(inner)
  }

  private static func isKnown(_ json: JSONIndex) -> Bool {
    FormatRegistry.records.contains { $0.recognises(json) } || Envelope.holdsAnswer(json)
  }

  /// True for a text's object that is a record by itself, rather than a part of the one around it.
  static func isRecord(text json: JSONIndex) -> Bool {
    guard !OtherRecord.recognises(json, .root) else { return false }
    if FormatRegistry.response(json, .root) != nil { return false }
    if isKnown(json) || WrapperRegistry.record(json) != nil { return true }
    return statesUsage(json) && hasSlot(json, .root, .model)
      && (hasSlot(json, .root, .timestamp) || hasSlot(json, .root, .requestID))
  }

  /// True for a line of a conversation. `name`: a member that does not prove it.
  static func isConversation(_ json: JSONIndex, besides name: FieldText) -> Bool {
    conversation.contains { !name.equals($0) && json[.root, $0].exists }
  }

  private static func isRecord(
    _ json: JSONIndex, _ object: JSONIndex.Node, _ spare: ArraySlice<JSONIndex>
  ) -> Bool {
    if let format = FormatRegistry.response(json, object), !(format is ErrorFormat) { return true }
    guard let inner = spare.first else { return false }
    do throws(LineRejection) { try inner.index(json.bytes(object)) } catch { return false }
    if isKnown(inner) || WrapperRegistry.record(inner) != nil { return true }
    if hasUsage(inner, .root) { return hasSlot(inner, .root, .model) }
    if statesUsage(inner), hasSlot(inner, .root, .model) || hasSlot(inner, inner[.root, "usage"], .model) {
      return true
    }
    return place(inner, spare.dropFirst()) != nil
  }

  private static func hasSlot(_ json: JSONIndex, _ object: JSONIndex.Node, _ slot: Slot) -> Bool {
    var found = false
    try? json.forEachMember(object) { key, _ in
      if AliasTable.meaning(ofPath: key)?.slot == slot { found = true }
    }
    return found
  }

  /// The content of a member by its position.
  static func content(_ json: JSONIndex, at position: Int) -> WrappedContent? {
    var place = -1
    var content: WrappedContent?
    try? json.forEachMember(.root) { _, value in
      place += 1
      if place == position { content = RecordWrapper.content(json, value) }
    }
    return content
  }

  var samples: [String] {
    [
      #"{"@timestamp":"2026-09-22T08:00:00.500Z","level":"INFO","logger_name":"usage","thread_name":"main","message":"RECORD"}"#,
      #"{"level":30,"time":1790064000500,"pid":7,"hostname":"node-a","msg":"RECORD"}"#,
      #"{"event":"model_called","level":"info","timestamp":"2026-09-22T08:00:00.500Z","call":RECORD}"#,
      #"{"level":"info","ts":1790064000.5,"caller":"shop/usage.go:42","msg":"usage","record":RECORD}"#,
      #"{"message":"usage","context":RECORD,"level":200,"level_name":"INFO","channel":"shop","datetime":"2026-09-22T08:00:00.500000+00:00","extra":{}}"#,
      #"{"timestamp":"2026-09-22T08:00:00.500Z","level":"INFO","fields":{"message":"RECORD"},"target":"shop::usage"}"#,
      #"{"@timestamp":"2026-09-22T08:00:00.500Z","message":"RECORD"}"#,
      #"{"EventId":0,"LogLevel":"Information","Category":"Shop.Usage","Message":"RECORD"}"#,
      #"{"TimeGenerated":"2026-09-22T08:00:00.500Z","Message":"RECORD","SeverityLevel":1,"AppRoleName":"shop","Type":"AppTraces"}"#,
      #"{"Timestamp":"2026-09-22T08:00:00.500Z","SeverityText":"INFO","Body":"RECORD","ResourceAttributes":{"service.name":"shop"}}"#,
      #"{"id":"line-1","timestamp":"2026-09-22T08:00:00.500Z","message":"RECORD","labels":[{"name":"type","value":"app"}]}"#,
    ]
  }
}
