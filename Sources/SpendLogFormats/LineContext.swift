import Foundation
import SpendCore

/// State shared by the readers of one line: indexes of nested bodies, the events found so far, and
/// storage for composed texts.
final class LineContext {
  /// Index of the line itself.
  let line = JSONIndex()
  /// Index of a body held as text inside the line.
  let body = JSONIndex()
  /// Index of an array element.
  let element = JSONIndex()
  /// Index of an element of a nested array.
  let leaf = JSONIndex()
  /// Index of an object held as text inside a body, such as exported metadata.
  let attributes = JSONIndex()

  var drafts: [EventDraft] = []
  /// Contents of wrappers that are still to be read.
  var contents: [WrappedContent] = []
  /// Bodies of log records that a format has found, with what was around them.
  var bodies: [(content: WrappedContent, fields: WrapperFields)] = []
  /// The fields of the wrappers around the record that was read last.
  var wrapperFields = WrapperFields()
  /// The fields of the wrappers around the record that is being read; nil for a bare line.
  var outerFields: WrapperFields?
  /// The answer that is being read has all of its stream: its chunks are merged at once.
  var isWholeStream = false
  /// The wrappers around it, the outermost first.
  var wrapperNames: [StaticString] = []
  /// The line is of a known kind, whether it states usage or not.
  var isRecognised = false
  /// The first damage among several records of the line.
  var damage: LineRejection?
  /// The order of day and month in the file's dates, as far as it is known.
  var dateOrder: LocalDate.Order?
  /// The first bytes of the file.
  var head: [UInt8] = []
  /// The time when the file was written last: dates without a year lie before it.
  var fileTime: Instant?
  var portkeyCost = CostUnit.cents
  /// Sums that a provider's report states: no events.
  var aggregates: [ProviderAggregate] = []
  /// Hardware readings of the line; these are not events.
  var readings: [HardwareReading] = []
  /// Owners of the values that drafts of the line refer to.
  private var recorded: [RecordedEvent] = []
  /// Defaults for this line's events, read from the envelope around the provider's response.
  var envelope = EventDraft()
  /// A wrapper has a time that cannot be read, around a record without one.
  var hasUnreadTime = false
  /// The reason why the envelope's time cannot be read.
  var timeDamage: LineRejection?
  /// The address in the line that the request was sent to.
  var address = CalledAddress()
  /// The model that was called, where the seller bills it under that id whatever the answer calls it.
  var calledModel = FieldText.empty
  /// Addresses by their text, and kinds of requests by a path.
  let addresses = DirectMappedCache<CalledAddress>(bits: 6, longest: 256)
  let paths = DirectMappedCache<FieldText>(bits: 6, longest: 256)
  let operations = DirectMappedCache<FieldText?>(bits: 6)
  /// Texts that reports repeat.
  let strings = DirectMappedCache<String>()
  let reports = DirectMappedCache<OpenAIReportFormat.Report?>(bits: 4)
  /// Meanings of span attributes, by name.
  let attributeNames = DirectMappedCache<OpenTelemetryAttributes.Name?>()
  /// Counters by name and labels; nil for those without usage.
  let series = DirectMappedCache<VLLMMetricsFormat.Series?>(bits: 6, longest: 512)
  let gauges = DirectMappedCache<DCGMFormat.Gauge?>(bits: 6, longest: 512)
  /// Streams that are open at this point of the file.
  var streams = StreamMemory()

  /// The path of the file; empty where it is unknown.
  var path = ""

  private var arena = LineArena()

  init() {
    drafts.reserveCapacity(16)
  }

  deinit {
    arena.deallocate()
  }

  func beginLine() {
    drafts.removeAll(keepingCapacity: true)
    if !recorded.isEmpty { recorded.removeAll(keepingCapacity: true) }
    if !readings.isEmpty { readings.removeAll(keepingCapacity: true) }
    if !aggregates.isEmpty { aggregates.removeAll(keepingCapacity: true) }
    isRecognised = false
    hasUnreadTime = false
    damage = nil
    if !bodies.isEmpty { bodies.removeAll(keepingCapacity: true) }
    forgetWrappers()
    beginRecord()
    arena.clear()
  }

  /// Forgets the wrappers of the record before.
  func forgetWrappers() {
    guard !wrapperNames.isEmpty else { return }
    wrapperNames.removeAll(keepingCapacity: true)
    wrapperFields = WrapperFields()
  }

  /// Reads one of several records of the line: a damaged one is rejected without the others.
  func keepingOthers(_ read: () throws(LineRejection) -> Void) {
    let known = drafts.count
    do throws(LineRejection) {
      try read()
    } catch {
      drafts.removeSubrange(known...)
      damage = damage ?? error
    }
  }

  /// The order that the file's dates have shown, else that those at its beginning show.
  func knownDateOrder() -> LocalDate.Order? {
    if dateOrder == nil, !head.isEmpty {
      dateOrder = head.withUnsafeBytes { LocalDate.order(in: $0) }
      head = []
    }
    return dateOrder
  }

  /// Takes the order that a date shows for that of the file.
  func note(dateOrder order: LocalDate.Order?) {
    if let order { dateOrder = order }
  }

  /// Resets the envelope, the address and the called model before the next record.
  func beginRecord() {
    envelope = EventDraft()
    address = CalledAddress()
    calledModel = .empty
    timeDamage = nil
  }

  /// Rejects an answer whose only time is in no known form: it must not get another.
  func requireTime(of draft: borrowing EventDraft) throws(LineRejection) {
    if let timeDamage, draft.time == nil, outerFields?.time == nil { throw timeDamage }
  }

  /// Keeps what an export states of an event until the next line.
  func keep(_ event: RecordedEvent) -> Unmanaged<RecordedEvent> {
    recorded.append(event)
    return .passUnretained(event)
  }

  /// Copies bytes to memory that lives as long as the line.
  func copy(_ bytes: [UInt8]) -> UnsafeRawBufferPointer {
    arena.text(atMost: bytes.count) { room in
      room.update(from: bytes, count: bytes.count)
      return bytes.count
    }
  }

  /// The bytes that base64 stands for, decompressed where they are gzip; nil when the text is none.
  func decodedBase64(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    guard let data = Data(base64Encoded: Data(text)).map([UInt8].init) else { return nil }
    guard GzipText.isCompressed(data) else { return copy(data) }
    return GzipText.decompressed(data, atMost: PartialLines.mostBytes).map { copy($0) }
  }

  /// The id that the log around an event gives to all events of its stream; empty when it gives none.
  var streamName: FieldText {
    if !envelope.requestID.isEmpty { return envelope.requestID }
    let id = line.firstText(.root, Self.streamIDs)
    if !id.isEmpty { return id }
    let described = line.firstText(line.first(.root, Self.descriptions), Self.describedIDs)
    if !described.isEmpty { return described }
    if !envelope.session.isEmpty { return envelope.session }
    let conversation = line.firstText(.root, Self.conversationIDs)
    return conversation.isEmpty ? outerStreamName : conversation
  }

  private static let streamIDs: [StaticString] = [
    "stream_id", "streamId", "span_id", "spanId", "trace_id", "traceId", "correlation_id", "call_id",
    "req_id", "reqId", "run_id",
  ]
  private static let descriptions: JSONIndex.Names = ["meta", "metadata", "context", "extra"]
  private static let describedIDs: [StaticString] = [
    "request_id", "requestId", "stream_id", "span_id", "spanId", "trace_id", "traceId", "run_id",
  ]
  private static let conversationIDs: [StaticString] = ["conversation_id", "thread_id", "chat_id", "id"]

  /// The id in the log line around the record, else the process that wrote it; empty outside of wrappers.
  private var outerStreamName: FieldText {
    guard let outer = outerFields else { return .empty }
    if !outer.streamID.isEmpty { return outer.streamID }
    let origin = outer.origin(self)
    if outer.thread.isEmpty { return origin }
    return text(origin, FieldText(StreamMemory.threadMark), outer.thread)
  }

  /// The last part of the file's path, without `ending`.
  func fileName(without ending: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    return name.hasSuffix(ending) ? String(name.dropLast(ending.count)) : name
  }

  /// The folder of a session that keeps its log under one name; empty where the file has another.
  func session(above name: String) -> String {
    let parts = path.split(separator: "/")
    guard parts.count > 1, parts[parts.count - 1] == name else { return "" }
    // `<session>/agents/<agent>/wire.jsonl` or `<session>/wire.jsonl`.
    let isAgent = parts.count > 3 && parts[parts.count - 3] == "agents"
    return String(parts[parts.count - (isAgent ? 4 : 2)])
  }

  /// Puts a text together that lives as long as the line.
  func text(
    _ first: FieldText, _ second: FieldText = .empty, _ third: FieldText = .empty,
    _ fourth: FieldText = .empty, _ fifth: FieldText = .empty
  ) -> FieldText {
    // Text with its backslashes undone is never longer.
    func length(_ text: FieldText) -> Int { min(text.bytes.count, FieldText.longest) }
    let longest = length(first) + length(second) + length(third) + length(fourth) + length(fifth)
    let bytes = arena.text(atMost: longest) { room in
      var count = first.write(to: room)
      if !second.isEmpty { count += second.write(to: room + count) }
      if !third.isEmpty { count += third.write(to: room + count) }
      if !fourth.isEmpty { count += fourth.write(to: room + count) }
      if !fifth.isEmpty { count += fifth.write(to: room + count) }
      return count
    }
    return FieldText(bytes)
  }

  func text(_ string: String) -> FieldText {
    var copy = string
    return copy.withUTF8 { text(FieldText(UnsafeRawBufferPointer($0))) }
  }

  /// The bytes that a JSON text stands for, with room behind them to scan.
  func unescaped(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    // Escapes are never shorter than what they stand for.
    arena.text(atMost: text.count) { JSONText.unescape(text, to: $0, atMost: text.count) }
  }

  /// Indexes an object that is written as a text. False for other texts.
  func index(_ text: FieldText, in index: JSONIndex) -> Bool {
    guard text.bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "{") else { return false }
    do throws(LineRejection) {
      try index.index(text.isEscaped ? unescaped(text.bytes) : text.bytes)
      return true
    } catch {
      return false
    }
  }

  /// The position behind the JSON object or list that begins at `start`; nil where it is damaged or breaks off.
  func endOfContainer(in text: UnsafeRawBufferPointer, at start: Int) -> Int? {
    guard let base = text.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return nil }
    var scanner = JSONIndex.Scanner(base: base, end: base + text.count, index: body)
    scanner.position = base + start
    do throws(LineRejection) { try scanner.skipContainer() } catch { return nil }
    return scanner.position - base
  }

  /// A quoted CSV field with its doubled quotes made single.
  func undoubled(_ field: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    arena.text(atMost: field.count) { room in
      var count = 0
      var position = 0
      while position < field.count {
        room[count] = field[position]
        count += 1
        position += field[position] == UInt8(ascii: "\"") ? 2 : 1
      }
      return count
    }
  }

  /// The last four characters of a key: enough to tell keys apart, too little to use one.
  func alias(ofKey key: FieldText) -> FieldText {
    guard !key.isEmpty else { return .empty }
    let bytes = key.bytes
    // At most half of a short key is shown.
    let shown = bytes.suffix(min(4, bytes.count / 2))
    return text(FieldText("…"), FieldText(UnsafeRawBufferPointer(rebasing: shown)))
  }

  /// The reading of an address. Its query is left out, unless it names the model.
  func address(of url: FieldText) -> CalledAddress {
    guard !url.isEmpty else { return CalledAddress() }
    var bytes = url.bytes
    if let start = bytes.baseAddress, let query = memchr(start, Int32(UInt8(ascii: "?")), bytes.count),
      !url.contains("model=")
    {
      bytes = UnsafeRawBufferPointer(start: start, count: UnsafeRawPointer(query) - start)
    }
    return addresses.value(of: bytes) { CalledAddress(FieldText($0)) }
  }

  /// The bytes of an address with `%3A` and its like undone.
  func percentDecoded(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    arena.text(atMost: text.count) { room in
      var count = 0
      var position = 0
      while position < text.count {
        var byte = text[position]
        if byte == UInt8(ascii: "%"), position + 2 < text.count, let high = Self.hex(text[position + 1]),
          let low = Self.hex(text[position + 2])
        {
          byte = high << 4 | low
          position += 2
        }
        room[count] = byte
        count += 1
        position += 1
      }
      return count
    }
  }

  private static func hex(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  func queryType(ofPath url: FieldText) -> FieldText {
    url.isEmpty ? .empty : paths.value(of: url.bytes) { QueryTypes.ofPath(FieldText($0)) }
  }

  /// As `QueryTypes.ofOperation`.
  func queryType(ofOperation operation: FieldText) -> FieldText {
    guard !operation.isEscaped else { return QueryTypes.ofOperation(operation) }
    return operations.value(of: operation.bytes) { QueryTypes.known(FieldText($0)) } ?? operation
  }

  func string(of text: FieldText) -> String {
    text.isEmpty ? "" : text.isEscaped ? text.string : strings.value(of: text.bytes) { FieldText($0).string }
  }
}
