import Glibc
import SpendCore

/// The step before recognition: takes away what loggers, container runtimes and shippers put around a line.
extension LogDecoder {
  /// Maximum number of nested wrappers; deeper content is not searched.
  private static let mostLayers = 6

  private enum Reading {
    /// Events were found.
    case usage
    /// The content was a record without usage, or is kept until the rest of it comes.
    case record
    /// The content was no record.
    case nothing
  }

  // MARK: Text before a record

  /// Reads the record behind the text at the beginning of a line. False when there is none.
  func unwrapLine(_ line: UnsafeRawBufferPointer) throws(LineRejection) -> Bool {
    guard layers < Self.mostLayers else { return false }
    for wrapper in WrapperRegistry.lines {
      guard let opened = wrapper.open(line, context) else { continue }
      if opened.rest != nil {
        readSeveral(opened, wrapper)
        return true
      }
      if try read(opened.content, opened.fields, in: wrapper.name) != .nothing || opened.isProven {
        return true
      }
    }
    return false
  }

  /// Reads the records of a line that holds several. One that is damaged is counted.
  private func readSeveral(_ first: OpenedLine, _ wrapper: any LineWrapper) {
    var opened = first
    while true {
      context.keepingOthers { () throws(LineRejection) in
        _ = try read(opened.content, opened.fields, in: wrapper.name)
      }
      guard let rest = opened.rest else { return }
      guard var next = wrapper.open(rest, context) else {
        context.damage = context.damage ?? .notJSON
        return
      }
      next.fields.fillBlanks(from: opened.fields)
      opened = next
    }
  }

  /// Unwraps a line as `unwrapLine` does, if the line begins with a bracket and is not a list of records.
  func unwrapBracketed(_ line: UnsafeRawBufferPointer) throws(LineRejection) -> Bool {
    // A list of records, or of lists of records.
    guard let next = line.first(where: { $0 > 0x20 && $0 != UInt8(ascii: "[") }), next != UInt8(ascii: "{")
    else { return false }
    return try unwrapLine(line)
  }

  // MARK: Fields of a JSON object

  /// Reads the record in a field of a wrapper. False when no field holds one.
  func unwrap(_ wrapper: RecordWrapper, _ json: JSONIndex) throws(LineRejection) -> Bool {
    guard layers < Self.mostLayers else { return false }
    let fields = RecordWrapper.fields(json, context)
    let first = context.contents.count
    try wrapper.open(json, context)
    defer { context.contents.removeSubrange(first...) }
    var hasRecord = false
    for place in first..<context.contents.count {
      let content = context.contents[place]
      if wrapper.holdsPairs || wrapper.holdsItems {
        context.keepingOthers { () throws(LineRejection) in _ = try read(content, fields, in: wrapper.name) }
        continue
      }
      let reading = try read(content, fields, in: wrapper.name)
      // An object without usage may be a part of the record, which is another content.
      if reading == .usage || reading == .record && content.form != .json { return true }
      hasRecord = hasRecord || reading == .record
    }
    return hasRecord || wrapper.holdsPairs || wrapper.holdsItems && context.contents.count > first
  }

  /// Reads the record at a place in a line of a logging library. False when it is none.
  func unwrap(_ place: StructuredLog.Place, _ json: JSONIndex) throws(LineRejection) -> Bool {
    guard layers < Self.mostLayers else { return false }
    let content: WrappedContent? =
      switch place {
      case .member(let position): StructuredLog.content(json, at: position)
      case .text(let index): RecordWrapper.content(json, json[StructuredLog.texts[index]])
      }
    guard let content else { return false }
    let known = keptPieces
    return try unwrap(content, json) == .usage || keptPieces != known
  }

  /// Reads the text of a log line as a piece of a record: the beginning of a document or of a split line, or what
  /// may go on with one. False when the text was none.
  func readPiece(_ json: JSONIndex) throws(LineRejection) -> Bool {
    guard layers < Self.mostLayers,
      let content = StructuredLog.piece(json, isOpen: memory.partials != nil, context)
    else { return false }
    let bytes = json.bytes(.root)
    let (envelope, address) = (context.envelope, context.address)
    let (known, events, open) = (keptPieces, context.drafts.count, partialBytes)
    do throws(LineRejection) {
      _ = try unwrap(content, json)
    } catch {
      // Other texts may be anything; only a record that was joined is damaged.
      guard error != .lostParts, partialBytes >= open else { throw error }
    }
    if keptPieces != known || context.drafts.count > events || partialBytes < open { return true }
    try json.index(bytes)
    (context.envelope, context.address) = (envelope, address)
    return false
  }

  /// Reads a record that an object of an unknown kind holds as text, in a field of any name. False for other texts.
  func unwrapText(_ held: [HeldText], _ json: JSONIndex) throws(LineRejection) -> Bool {
    guard layers < Self.mostLayers else { return false }
    for text in held {
      guard !text.isContent || text.mayBeLine && !StructuredLog.isConversation(json, besides: text.name),
        context.index(text.text, in: context.attributes), StructuredLog.isRecord(text: context.attributes)
      else { continue }
      let bytes = json.bytes(.root)
      let (envelope, address) = (context.envelope, context.address)
      let (model, damage) = (context.calledModel, context.timeDamage)
      let content = WrappedContent(bytes: text.text.bytes, isEscaped: text.text.isEscaped)
      let known = keptPieces
      if try unwrap(content, json) == .usage || keptPieces != known { return true }
      // The text was no record: the line is what it was.
      try json.index(bytes)
      (context.envelope, context.address) = (envelope, address)
      (context.calledModel, context.timeDamage) = (model, damage)
    }
    return false
  }

  private func unwrap(_ content: WrappedContent, _ json: JSONIndex) throws(LineRejection) -> Reading {
    let fields = RecordWrapper.fields(json, context)
    // Labels that the program's log states are labels of the record, unlike those of a shipper.
    var labels = EventDraft()
    Attribution.members(json, .root, &labels, context)
    labels.model = json.text(json.first(.root, Envelope.models))
    let known = context.drafts.count
    let reading = try read(content, fields, in: StructuredLog().name)
    for index in known..<context.drafts.count { context.drafts[index].fillLabels(from: labels) }
    return reading
  }

  /// Reads the bodies of log records that a format has put aside.
  func readBodies() throws(LineRejection) {
    let bodies = context.bodies
    context.bodies.removeAll(keepingCapacity: true)
    guard layers < Self.mostLayers else { return }
    for body in bodies {
      context.keepingOthers { () throws(LineRejection) in
        _ = try read(body.content, body.fields, in: OpenTelemetryBody().name)
      }
    }
  }

  /// Reads the message of a journal entry.
  func readJournal(_ message: WrappedContent, _ fields: WrapperFields) throws(LineRejection) {
    _ = try read(message, fields, in: JournalExport.name)
  }

  /// Reads the line in a column of an export.
  func unwrapColumn(_ text: UnsafeRawBufferPointer, _ fields: WrapperFields) throws(LineRejection) {
    guard layers < Self.mostLayers else { return }
    // Columns are read while the row is: what is inside has no table of its own.
    let (table, tables) = (memory.table, memory.tables)
    (memory.table, memory.tables) = (nil, nil)
    defer { (memory.table, memory.tables) = (table, tables) }
    source = .json
    _ = try read(WrappedContent(bytes: text), fields, in: LogTable().name)
  }

  // MARK: Contents

  private func read(
    _ content: WrappedContent, _ fields: WrapperFields, in wrapper: StaticString
  ) throws(LineRejection) -> Reading {
    guard var bytes = plain(content) else { return .nothing }
    if content.part != .whole {
      switch try join(bytes, content.part, fields) {
      case .none:
        context.isRecognised = true
        return .record
      case .some(let joined): bytes = joined
      }
    }
    if content.form == .text {
      switch joinDocument(bytes, fields) {
      case .kept: return .record
      case .whole(let document): bytes = document
      case .none: break
      }
    }
    let known = context.drafts.count
    if layers == 0 { context.forgetWrappers() }
    layers += 1
    let outer = context.outerFields
    defer {
      layers -= 1
      context.outerFields = outer
    }
    var fields = fields
    fields.time = content.time ?? fields.time
    context.outerFields = fields
    if let outer { context.outerFields?.fillBlanks(from: outer) }
    context.beginRecord()
    let reading = try content.form == .json ? record(of: bytes) : line(bytes)
    return wrap(known, bytes, fields, in: wrapper) ? .usage : reading
  }

  /// Completes the drafts from number `known` on, which were read from `bytes` inside a wrapper. False without any.
  @discardableResult
  func wrap(
    _ known: Int, _ bytes: UnsafeRawBufferPointer, _ fields: WrapperFields, in wrapper: StaticString
  ) -> Bool {
    for index in known..<context.drafts.count {
      let element = context.drafts[index].element
      if context.drafts[index].record.isEmpty {
        context.drafts[index].record = element.isEmpty ? FieldText(bytes) : element
        context.drafts[index].recordIndex =
          element.isEmpty ? Int32(truncatingIfNeeded: index - known) : context.drafts[index].elementIndex
        context.drafts[index].isTimeOwn = context.drafts[index].time != nil
      }
      // The wrapper is around the list.
      context.drafts[index].element = .empty
      fields.fill(&context.drafts[index])
      if fields.isTimeUnread, context.drafts[index].time == nil { context.hasUnreadTime = true }
    }
    guard context.drafts.count > known else { return false }
    context.wrapperNames.insert(wrapper, at: 0)
    context.wrapperFields.fillBlanks(from: fields)
    return true
  }

  /// The bytes that a content stands for.
  private func plain(_ content: WrappedContent) -> UnsafeRawBufferPointer? {
    switch content.form {
    case .json: content.bytes
    case .text: content.isEscaped ? context.unescaped(content.bytes) : content.bytes
    case .base64: context.decodedBase64(content.bytes)
    case .byteList: context.copy(Self.listed(content.bytes))
    }
  }

  /// The bytes whose numbers a list has.
  private static func listed(_ list: UnsafeRawBufferPointer) -> [UInt8] {
    list.dropFirst().dropLast().split(separator: UInt8(ascii: ",")).map { number in
      var value: UInt8 = 0
      for digit in number where digit &- 0x30 <= 9 { value = value &* 10 &+ (digit &- 0x30) }
      return value
    }
  }

  private func record(of bytes: UnsafeRawBufferPointer) throws(LineRejection) -> Reading {
    if bytes.first == UInt8(ascii: "[") { try list(bytes) } else { try record(bytes) }
    return .record
  }

  /// Reads a text that was a line before it was wrapped.
  private func line(_ whole: UnsafeRawBufferPointer) throws(LineRejection) -> Reading {
    if memory.partials != nil || whole.last(where: { $0 > 0x20 }) == UInt8(ascii: "{"),
      try joinPrefixed(whole, origin: origin)
    {
      return .record
    }
    var trimmed = whole[...]
    while let first = trimmed.first, first <= 0x20, first != 0x1B { trimmed = trimmed.dropFirst() }
    while let last = trimmed.last, last <= 0x20 { trimmed = trimmed.dropLast() }
    let line = UnsafeRawBufferPointer(rebasing: trimmed)
    guard line.count > 1 else { return .nothing }
    if let base = line.baseAddress, memchr(base, 0x0A, line.count) != nil, let reading = try lines(line) {
      return reading
    }
    return try singleLine(line)
  }

  /// Reads a text of several lines that no document and no stream is. Nil for others.
  private func lines(_ text: UnsafeRawBufferPointer) throws(LineRejection) -> Reading? {
    let first = text[0]
    // A document is over several lines itself, and so are the events of a stream.
    guard first != UInt8(ascii: "["), !ServerSentEvents.isField(text) else { return nil }
    if first == UInt8(ascii: "{") {
      guard context.body.objects(in: text) == nil else { return nil }
    } else if try unwrapLine(text) {
      return .record
    }
    let lines = text.split(separator: 0x0A, maxSplits: Self.mostLines).map(
      UnsafeRawBufferPointer.init(rebasing:))
    // One line begins the record that the others end.
    guard lines.count > 1, lines.count <= Self.mostLines, text.contains(UInt8(ascii: "{")),
      !lines.contains(where: { $0.last { $0 > 0x20 } == UInt8(ascii: "{") })
    else { return nil }
    var reading = Reading.nothing
    for line in lines where line.contains(UInt8(ascii: "{")) {
      context.keepingOthers { () throws(LineRejection) in
        if try self.line(line) != .nothing { reading = .record }
      }
    }
    return reading
  }

  /// Lines of a message that are read one by one.
  private static let mostLines = 256

  private func singleLine(_ line: UnsafeRawBufferPointer) throws(LineRejection) -> Reading {
    let second = line.dropFirst().first { $0 > 0x20 }
    if line[0] == UInt8(ascii: "{"), second == UInt8(ascii: "\"") || second == UInt8(ascii: "}") {
      return try record(of: line)
    }
    if line[0] == UInt8(ascii: "["), second == UInt8(ascii: "{") { return try record(of: line) }
    if ServerSentEvents.isField(line) {
      guard let data = ServerSentEvents.data(line), data.first == UInt8(ascii: "{") else { return .nothing }
      return try record(of: data)
    }
    if memory.tables != nil, try wrappedRow(line, of: origin) { return .record }
    if try unwrapLine(line) { return .record }
    let text = FieldText(line)
    if let format = FormatRegistry.lines.first(where: { $0.recognises(text) }) {
      context.isRecognised = true
      try format.read(text, context)
      return .record
    }
    if try pairs(line) { return .record }
    guard let table = tableHeader(line) else { return .nothing }
    keepTable(table, prefix: UnsafeRawBufferPointer(rebasing: line[..<0]), origin: origin)
    return .record
  }

  /// The process whose wrapped line is read.
  private var origin: String { context.outerFields.map { $0.origin(context).string } ?? "" }

  // MARK: Split lines

  /// The whole line that a part completes; nil while its end is missing.
  private func join(
    _ part: UnsafeRawBufferPointer, _ place: WrappedContent.Part, _ fields: WrapperFields
  ) throws(LineRejection) -> UnsafeRawBufferPointer? {
    guard place == .unfinished || memory.partials != nil else { return part }
    var partials = memory.partials ?? PartialLines()
    memory.partials = nil
    defer { memory.partials = partials.isEmpty ? nil : partials }
    // The lines of a document have the same wrappers around them.
    let stream = "part \(layers) " + whole(fields).origin(context).string
    if place == .unfinished, !partials.has(stream), isWholeRecord(part) { return part }
    switch partials.take(part, of: stream, isLast: place == .last) {
    case nil: return part
    case .kept:
      keptPieces += 1
      return nil
    case .whole(let bytes): return context.copy(bytes)
    case .keptWithLoss, .tooLong: throw .lostParts
    }
  }

  /// The fields of a wrapper and of those around it.
  private func whole(_ fields: WrapperFields) -> WrapperFields {
    var fields = fields
    if let outer = context.outerFields { fields.fillBlanks(from: outer) }
    return fields
  }

  /// Role of a line in a document that was printed over several lines.
  private enum DocumentPart {
    case none
    /// The line is kept until the document is whole.
    case kept
    case whole(UnsafeRawBufferPointer)
  }

  /// Joins a document that begins with a bracket alone on its line, has indented lines and ends with a bracket
  /// before their column. A line that does not fit drops what was kept.
  private func joinDocument(_ line: UnsafeRawBufferPointer, _ fields: WrapperFields) -> DocumentPart {
    guard let last = line.lastIndex(where: { $0 > 0x20 }), let first = line.first else { return .none }
    let opens = last == 0 && (first == UInt8(ascii: "{") || first == UInt8(ascii: "["))
    guard opens || memory.partials != nil else { return .none }
    let stream = "document \(layers) " + whole(fields).origin(context).string
    var partials = memory.partials ?? PartialLines()
    let known = partials.length(of: stream)
    guard opens || known > 0 else { return .none }
    memory.partials = nil
    defer { memory.partials = partials.isEmpty ? nil : partials }
    let closes = first == UInt8(ascii: "}") || first == UInt8(ascii: "]")
    guard !opens, closes || first <= 0x20, known + line.count <= Self.longestDocument else {
      if partials.drop(stream) { context.damage = context.damage ?? .truncated }
      guard opens else { return .none }
      context.isRecognised = true
      _ = partials.take(line, of: stream, isLast: false)
      keptPieces += 1
      return .kept
    }
    context.isRecognised = true
    let part = context.copy([0x0A] + line)
    guard case .whole(let document) = partials.take(part, of: stream, isLast: closes) else {
      keptPieces += 1
      return .kept
    }
    return .whole(context.copy(document))
  }

  /// True when a text is one complete JSON object; a part of an object is not.
  private func isWholeRecord(_ text: UnsafeRawBufferPointer) -> Bool {
    guard text.first == UInt8(ascii: "{"), text.last == UInt8(ascii: "}") else { return false }
    do throws(LineRejection) { try context.body.index(text) } catch { return false }
    return true
  }

  // MARK: Fields

  /// A field of the record; else one of its wrappers'.
  func recordField(_ path: [UInt8]) -> FieldText {
    let own = context.line.text(context.line.value(at: path))
    guard own.isEmpty, !context.wrapperNames.isEmpty else { return own }
    return context.wrapperFields.named(path) ?? .empty
  }
}

extension EventDraft {
  /// Fills in labels that the record lacks.
  mutating func fillLabels(from other: borrowing EventDraft) {
    if feature.isEmpty { feature = other.feature }
    if model.isEmpty, !other.model.isEmpty {
      model = other.model
      if provider.isEmpty { provider = Providers.ofModel(model) }
    }
    if other.isQueryTypeStated, !isQueryTypeStated {
      queryType = other.queryType
      isQueryTypeStated = true
    } else if queryType.isEmpty {
      queryType = other.queryType
    }
    if user.isEmpty { user = other.user }
    if customer.isEmpty { customer = other.customer }
    if team.isEmpty { team = other.team }
    if environment.isEmpty { environment = other.environment }
    if project.isEmpty { project = other.project }
    if session.isEmpty { session = other.session }
    if key.isEmpty { key = other.key }
  }
}
