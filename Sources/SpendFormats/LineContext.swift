import SpendCore

/// What the readers of one line share: indexes of bodies inside it, the events found so far, and
/// room for texts that are put together.
final class LineContext {
  /// Index of the line itself.
  let line = JSONIndex()
  /// Of a body that is a text inside the line.
  let body = JSONIndex()
  /// Of an element of an array.
  let element = JSONIndex()
  /// Of an element of an array inside an element.
  let leaf = JSONIndex()
  /// Of an object that is a text inside a body, such as exported metadata.
  let attributes = JSONIndex()

  var drafts: [EventDraft] = []
  var portkeyCost = CostUnit.cents
  /// Sums that a provider's report states: no events.
  var aggregates: [ProviderAggregate] = []
  /// What the line says of hardware: no events either.
  var readings: [HardwareReading] = []
  /// What an event of this line begins with: what is said outside the answer.
  var envelope = EventDraft()
  /// Provider told by the address that was called; empty when none was logged.
  var host = FieldText.empty
  /// Sellers by the address that was called, and kinds of requests by its path.
  let hosts = RecentNames<Providers.Host>(bits: 6, longest: 256)
  let paths = RecentNames<FieldText>(bits: 6, longest: 256)
  let operations = RecentNames<FieldText?>(bits: 6)
  /// Texts that reports repeat.
  let strings = RecentNames<String>()
  let reports = RecentNames<OpenAIReportFormat.Report?>(bits: 4)
  /// What the attributes of spans are called.
  let attributeNames = RecentNames<OpenTelemetryAttributes.Name?>()
  /// Of counters, by their names and labels; nil for those that say nothing of usage.
  let series = RecentNames<VLLMMetricsFormat.Series?>(bits: 6, longest: 512)
  let gauges = RecentNames<DCGMFormat.Gauge?>(bits: 6, longest: 512)
  /// Streams that are open at this point of the file.
  var streams = StreamMemory()

  private var arena = LineArena()

  init() {
    drafts.reserveCapacity(16)
  }

  deinit {
    arena.deallocate()
  }

  func beginLine() {
    drafts.removeAll(keepingCapacity: true)
    if !readings.isEmpty { readings.removeAll(keepingCapacity: true) }
    if !aggregates.isEmpty { aggregates.removeAll(keepingCapacity: true) }
    envelope = EventDraft()
    host = .empty
    arena.clear()
  }

  /// Puts a text together that lives as long as the line.
  func text(
    _ first: FieldText, _ second: FieldText = .empty, _ third: FieldText = .empty,
    _ fourth: FieldText = .empty, _ fifth: FieldText = .empty
  ) -> FieldText {
    let bytes = arena.text(atMost: 5 * FieldText.longest) { room in
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
    guard bytes.count > 8 else { return key }
    return text(FieldText("…"), FieldText(UnsafeRawBufferPointer(rebasing: bytes.suffix(4))))
  }

  func host(of url: FieldText) -> Providers.Host {
    url.isEmpty ? Providers.Host() : hosts.value(of: url.bytes) { Providers.ofHost(FieldText($0)) }
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
