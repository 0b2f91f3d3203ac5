import Foundation
public import SpendCore

/// Turns the lines of one stream into events, and remembers what later lines need: a CSV header, an
/// open answer. The memory is a small value that is saved with the checkpoint, so that going on in
/// the middle of a file gives what one reading gives.
public final class LogDecoder {
  let context: LineContext
  let forced: ForcedKind?
  let mappings: [CompiledMapping]
  /// Column names of a table without a header.
  let columns: [String]
  var generic = GenericRecord()
  var memory = Memory()
  let recogniser: RecordClassifier
  /// Wrappers around what is read.
  var layers = 0
  /// Number of pieces of records that were kept until the rest of them comes.
  var keptPieces = 0
  var values: [FieldText] = []
  /// Names of `values` in a line of key-value pairs.
  var pairNames: [FieldText] = []
  /// Address of the name stored in `memory.format`.
  private var notedFormat: UnsafePointer<UInt8>?
  /// Reading plan of the table in `memory`.
  var plan: TablePlan?
  /// Reading plans of the tables behind wrappers, by their places in `memory`.
  var wrappedPlans: [Int: TablePlan] = [:]
  /// `plan` is one of these.
  var isPlanWrapped = false
  var source = FieldSource.json
  /// The row that is still open at the end of the line read last.
  var openRow: OpenRow?
  /// The entry of the journal's export that is still open, and the lines that were joined to it.
  var openEntry: (offset: Int64, lines: Int) = (-1, 0)
  /// The offset of the line, and whether more lines may belong to its record.
  private(set) var lineOffset: Int64 = 0
  private(set) var mayContinue = true

  struct Memory: Codable {
    var format = ""
    var table: Table?
    /// Tables whose lines have wrappers around them.
    var tables: [WrappedTable]?
    var streams = StreamMemory()
    /// True when the file belongs to one tool: lines of an unknown format contain no usage.
    var isOfTool: Bool?
    /// The order of day and month that a date of the file has shown.
    var dateOrder: LocalDate.Order?
    /// Lines since the last row that have no delimiter.
    var misfits: Int?
    /// Parts of lines that are not whole yet.
    var partials: PartialLines?
    /// Position within a list; nil outside.
    var place: ArrayScanState?
    /// The same as databases of earlier versions have it.
    var list: Bool?
  }

  /// The columns of a CSV file.
  struct Table: Codable {
    var delimiter: UInt8
    var columns: [String]
  }

  /// A table among the lines of one process.
  struct WrappedTable: Codable {
    var origin: String
    /// The text before each line.
    var prefix: String
    var table: Table
  }

  enum ForcedKind {
    case record(Int)
    case response(Int)
    case mapping(Int)
    case json
    case csv
    case logfmt

    /// Nil when the name is unknown.
    init?(name: String, mappings: [FieldMapping]) {
      if let index = mappings.firstIndex(where: { $0.name == name }) {
        self = .mapping(index)
      } else if let index = FormatRegistry.records.firstIndex(where: { "\($0.name)" == name }) {
        self = .record(index)
      } else if let index = FormatRegistry.responses.firstIndex(where: { "\($0.name)" == name }) {
        self = .response(index)
      } else {
        switch name {
        case "generic-jsonl": self = .json
        case "generic-csv": self = .csv
        case "generic-logfmt": self = .logfmt
        default: return nil
        }
      }
    }
  }

  /// Source of `field(_:)`.
  enum FieldSource {
    case json
    case table
    case pairs
  }

  /// `forced`: the name of a format or of a mapping that reads every line. `state`: what `state` was
  /// when the stream was left.
  ///
  /// `columns`: the names of the columns of a table without a header.
  ///
  /// `workspace`: memory that decoders use one after the other, never two at once.
  public init(
    resuming state: [UInt8] = [], forced: String? = nil, mappings: [FieldMapping] = [],
    columns: [String] = [], workspace: DecoderWorkspace = DecoderWorkspace()
  ) {
    context = workspace.context
    self.mappings = mappings.map(CompiledMapping.init)
    self.columns = columns
    self.forced = forced.flatMap { ForcedKind(name: $0, mappings: mappings) }
    recogniser = RecordClassifier(forced: self.forced, mappings: self.mappings)
    if !state.isEmpty, let saved = try? JSONDecoder().decode(Memory.self, from: Data(state)) {
      memory = saved
    }
    context.streams = memory.streams
    context.path = ""
    context.fileTime = nil
    context.head = []
    context.dateOrder = memory.dateOrder
  }

  /// The state that later lines depend on; empty when later lines are independent of earlier lines.
  public var state: [UInt8] {
    memory.streams = context.streams
    memory.dateOrder = context.dateOrder
    guard
      memory.table != nil || !memory.streams.isEmpty || memory.isOfTool != nil || listPlace != .outside
        || memory.partials != nil || memory.tables != nil || memory.dateOrder != nil
    else { return [] }
    return (try? JSONEncoder().encode(memory)).map { [UInt8]($0) } ?? []
  }

  /// Scan state of a list whose elements are read as lines.
  public var listPlace: ArrayScanState {
    get { memory.place ?? (memory.list == true ? .inList : .outside) }
    set {
      memory.place = newValue == .outside ? nil : newValue
      memory.list = nil
    }
  }

  /// Bytes of split lines whose last parts have not come yet.
  public var partialBytes: Int { memory.partials?.bytes ?? 0 }

  /// The time when the file was written last. Dates without a year lie before it.
  public var fileTime: Instant? {
    get { context.fileTime }
    set { context.fileTime = newValue }
  }

  /// The first bytes of the file, whose dates may show the order of day and month.
  public var head: [UInt8] {
    get { context.head }
    set { context.head = newValue }
  }

  /// The wrappers around the record of the last line, the outermost first.
  public var wrapperNames: [String] { context.wrapperNames.map { "\($0)" } }

  /// Totals of a provider's report in the last line.
  public var aggregates: [ProviderAggregate] { context.aggregates }

  /// Hardware readings of the last line.
  public var readings: [HardwareReading] { context.readings }

  /// The path of the file that is read: some tools put the name of a session there.
  public var path: String {
    get { context.path }
    set { context.path = newValue }
  }

  /// The format of the last line that was usage.
  public var formatName: String { memory.format }

  /// Reads a line and hands out its events. What is handed out is valid during the call only. A line of
  /// several records may be rejected for one of them after the events of the others were handed out.
  public func decode(
    _ line: RawLine, emit: (borrowing EventDraft) -> Void
  ) throws(LineRejection) -> LineResult {
    context.beginLine()
    lineOffset = line.offset
    mayContinue = line.mayContinue
    if let result = try read(line.bytes, isWhole: line.isElement) { return result }
    if context.hasUnreadTime { rejectUntimed() }
    guard !context.drafts.isEmpty else {
      if let damage = context.damage { throw damage }
      let isKnown = context.isRecognised || !context.readings.isEmpty || !context.aggregates.isEmpty
      return isKnown ? .ignored : .unrecognised
    }
    for index in context.drafts.indices {
      context.drafts[index].tier = Tiers.canonical(context.drafts[index].tier)
      context.drafts[index].model = Providers.bare(context.drafts[index].model)
      context.drafts[index].eventIndex = Int32(truncatingIfNeeded: index)
      emit(context.drafts[index])
    }
    note(context.drafts[0].format)
    if let damage = context.damage { throw damage }
    return .events(context.drafts.count)
  }

  /// Rejects records without a time in lines whose time is in no known form: they must not get another.
  private func rejectUntimed() {
    let known = context.drafts.count
    context.drafts.removeAll { $0.time == nil }
    if context.drafts.count < known { context.damage = context.damage ?? .unreadableTime }
  }

  private func note(_ format: StaticString) {
    guard format.utf8Start != notedFormat else { return }
    notedFormat = format.utf8Start
    memory.format = "\(format)"
  }

  /// The text of a field of the line that is being handed out: a dotted path, or a column.
  public func field(_ path: [UInt8]) -> FieldText {
    switch source {
    case .json: recordField(path)
    case .table: column(path)
    case .pairs: pair(path)
    }
  }

  // MARK: Lines

  /// Nil when the events are in the context's drafts.
  private func read(
    _ bytes: UnsafeRawBufferPointer, isWhole: Bool
  ) throws(LineRejection) -> LineResult? {
    source = .json
    let bytes = bytes.first == 0x1E ? UnsafeRawBufferPointer(rebasing: bytes.dropFirst()) : bytes
    guard let first = bytes.first(where: { $0 > 0x20 || $0 == 0x1B }) else { return .ignored }
    if !isWhole, memory.partials != nil || Self.endsInBrace(bytes), try joinPrefixed(bytes) { return nil }
    switch first {
    case UInt8(ascii: "{") where PrometheusSample.isDumped(bytes): return try text(bytes)
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      if !isWhole, let open = openDocument(bytes) { return open }
      if first == UInt8(ascii: "{") {
        try orListPiece(bytes) { () throws(LineRejection) in try record(bytes) }
      } else if try !unwrapBracketed(bytes) {
        if Self.isBracketedWord(bytes) { return try text(bytes) }
        try orListPiece(bytes) { () throws(LineRejection) in try list(bytes) }
      }
      return nil
    case UInt8(ascii: ",") where memory.table == nil:
      guard let piece = Self.listPiece(bytes) else { break }
      try list(context.copy(piece))
      return nil
    case UInt8(ascii: "_") where JournalExport.begins(bytes): return try journalEntry(bytes)
    default: break
    }
    if memory.table == nil, ServerSentEvents.isField(bytes) {
      guard let data = ServerSentEvents.data(bytes) else { return .ignored }
      guard data.first == UInt8(ascii: "{") else { return .ignored }
      try record(data)
      return nil
    }
    return try text(bytes)
  }

  /// Reads a line; where it is no JSON, the elements of a list that begins or ends on it.
  private func orListPiece(
    _ bytes: UnsafeRawBufferPointer, _ read: () throws(LineRejection) -> Void
  ) throws(LineRejection) {
    let known = context.drafts.count
    do throws(LineRejection) {
      try read()
    } catch {
      guard context.drafts.count == known, let piece = Self.listPiece(bytes),
        (try? context.line.index(context.copy(piece))) != nil
      else { throw error }
      try list(context.copy(piece))
    }
  }

  /// The elements on a line of a list that begins with one of them: `[{…},`, `,{…}` and `{…}]`. Nil for other lines.
  private static func listPiece(_ line: UnsafeRawBufferPointer) -> [UInt8]? {
    var piece = line[...]
    var marks = 0
    while let first = piece.first, first <= 0x20 || first == UInt8(ascii: "[") || first == UInt8(ascii: ",") {
      if first > 0x20 { marks += 1 }
      piece = piece.dropFirst()
    }
    var ends = 0
    while let last = piece.last, last <= 0x20 || last == UInt8(ascii: "]") || last == UInt8(ascii: ",") {
      if last > 0x20 { ends += 1 }
      piece = piece.dropLast()
    }
    guard marks <= 1, ends <= 2, marks + ends > 0, piece.first == UInt8(ascii: "{"),
      piece.last == UInt8(ascii: "}")
    else { return nil }
    return [UInt8(ascii: "[")] + piece + [UInt8(ascii: "]")]
  }

  /// True when a line begins with a name, a time or a number in brackets rather than with a list.
  private static func isBracketedWord(_ line: UnsafeRawBufferPointer) -> Bool {
    guard let start = line.firstIndex(of: UInt8(ascii: "[")), start + 1 < line.count,
      let end = line[start...].prefix(256).firstIndex(of: UInt8(ascii: "]"))
    else { return false }
    let first = line[start + 1]
    if (first | 0x20) &- 0x61 < 26 { return true }
    // A list ends the line, or stands in another one.
    guard first &- 0x30 <= 9, let next = line[(end + 1)...].first(where: { $0 > 0x20 }) else { return false }
    return next != UInt8(ascii: ",") && next != UInt8(ascii: "]")
  }

  /// True when the last character is an opening brace.
  private static func endsInBrace(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var end = bytes.count
    while end > 0, bytes[end - 1] <= 0x20 { end -= 1 }
    return end > 0 && bytes[end - 1] == UInt8(ascii: "{")
  }

  /// True when the open record swallows lines that are rows themselves: a stray quote rather than text over
  /// several lines.
  public var swallowsRows: Bool { openRow?.swallowsRows ?? false }

  /// Returns `continues` or `broken` when the bytes are the beginning of a document over several lines: a
  /// bracket alone on the first, indented lines, and a bracket before their column on the last. Nil when the
  /// bytes are complete, or are not such a document.
  private func openDocument(_ bytes: UnsafeRawBufferPointer) -> LineResult? {
    let longest = 8
    var written = 0
    var end = 0
    while end < bytes.count, bytes[end] != 0x0A {
      if bytes[end] > 0x20 { written += 1 }
      end += 1
      guard end <= longest, written <= 1 else { return nil }
    }
    guard written == 1 else { return nil }
    let lastBreak = bytes.lastIndex(of: 0x0A)
    let last = bytes[(lastBreak.map { $0 + 1 } ?? bytes.count)...]
    guard let lastBreak, let start = last.first(where: { $0 > 0x20 }) else { return unfinished(bytes, end) }
    let closes = start == UInt8(ascii: "}") || start == UInt8(ascii: "]")
    if let first = last.first, first > 0x20 {
      if closes { return nil }
      let document = UnsafeRawBufferPointer(rebasing: bytes[..<lastBreak])
      return .broken(length: Self.damage(document, end), .truncated)
    }
    // A document that is indented as a whole ends with a bracket before the column of its members.
    if closes, Self.indentation(last) < Self.indentation(bytes[(end + 1)...]) { return nil }
    return unfinished(bytes, end)
  }

  private func unfinished(_ document: UnsafeRawBufferPointer, _ firstLine: Int) -> LineResult {
    mayContinue ? .continues : .broken(length: Self.damage(document, firstLine), .truncated)
  }

  /// The length of the damaged record that a document without an end is: its first line, when the others
  /// are objects on a line each; otherwise all of it, for its other lines are pieces of it.
  private static func damage(_ document: UnsafeRawBufferPointer, _ firstLine: Int) -> Int {
    let lines = document[min(firstLine, document.count)...].split(separator: 0x0A)
    let areRecords = lines.allSatisfy { line in
      guard let first = line.first(where: { $0 > 0x20 }) else { return true }
      let last = line.last { $0 > 0x20 && $0 != UInt8(ascii: ",") }
      return first == UInt8(ascii: "{") && last == UInt8(ascii: "}")
    }
    return areRecords ? min(firstLine, document.count) : document.count
  }

  /// Spaces and tabs at the beginning of the first line with anything else.
  private static func indentation(_ lines: Slice<UnsafeRawBufferPointer>) -> Int {
    var count = 0
    for byte in lines {
      if byte == 0x0A {
        count = 0
      } else if byte <= 0x20 {
        count += 1
      } else {
        break
      }
    }
    return count
  }

  private static let deepestLists = 2

  func list(_ bytes: UnsafeRawBufferPointer, depth: Int = 0) throws(LineRejection) {
    try context.line.index(bytes)
    var elements: [UnsafeRawBufferPointer] = []
    try context.line.forEachElement(.root) { element throws(LineRejection) in elements.append(element) }
    for element in elements {
      if element.first == UInt8(ascii: "{") {
        read(element: element) { () throws(LineRejection) in try record(element) }
      } else if element.first == UInt8(ascii: "["), depth < Self.deepestLists {
        // Zipkin's interface lists traces, which are lists of spans.
        read(element: element) { () throws(LineRejection) in try list(element, depth: depth + 1) }
      }
    }
  }

  /// Reads one of several records of the line. Its own bytes identify what is without an id in it, whatever else the
  /// line holds.
  private func read(
    element: UnsafeRawBufferPointer, _ read: () throws(LineRejection) -> Void
  ) {
    let known = context.drafts.count
    context.beginRecord()
    context.keepingOthers(read)
    for index in context.drafts.indices.dropFirst(known) where context.drafts[index].element.isEmpty {
      context.drafts[index].element = FieldText(element)
      context.drafts[index].elementIndex = Int32(truncatingIfNeeded: index - known)
    }
  }

  /// Reads the records that an export keeps in a list of an object. What only has telling names must say
  /// tokens: other programs have lists of things with a model and a price as well.
  private func wrapped(_ json: JSONIndex) throws(LineRejection) {
    for element in try WrappedList.elements(of: json, context) {
      let known = context.drafts.count
      read(element: element) { () throws(LineRejection) in try record(element, isWrapped: true) }
      if context.drafts.count == known + 1, let draft = context.drafts.last, draft.tokens.isUnknown,
        FieldText(draft.format).equals("generic-jsonl")
      {
        context.drafts.removeLast()
      }
    }
  }

  func record(
    _ bytes: UnsafeRawBufferPointer, isWrapped: Bool = false
  ) throws(LineRejection) {
    let json = context.line
    do throws(LineRejection) {
      try json.index(bytes)
    } catch {
      if error == .tooManyMembers {
        // Settings and schemas of a request have thousands of members, its answer has few.
        let smaller = context.copy(JSONText.withoutLargeObjects(bytes))
        try json.index(smaller)
        return try routed(smaller, isWrapped)
      }
      guard error == .trailingBytes, try concatenated(bytes) else { throw error }
      return
    }
    try routed(bytes, isWrapped)
  }

  private func routed(_ bytes: UnsafeRawBufferPointer, _ isWrapped: Bool) throws(LineRejection) {
    let json = context.line
    switch recogniser.route(json, context) {
    case .wrapper(let index):
      if try !unwrap(WrapperRegistry.records[index], json) { try bareRecord(bytes, isWrapped) }
    case .structured(let place):
      if try !unwrap(place, json) { try bareRecord(bytes, isWrapped) }
    case let route: try read(json, as: route, isWrapped)
    }
  }

  /// Reads records that follow each other without a line break, as Firehose delivers them. False for other texts.
  private func concatenated(_ bytes: UnsafeRawBufferPointer) throws(LineRejection) -> Bool {
    guard let records = context.line.objects(in: bytes), records.count > 1 else { return false }
    for bytes in records {
      read(element: bytes) { () throws(LineRejection) in try record(bytes) }
    }
    return true
  }

  /// Reads a record that no wrapper is around, though it has the shape of one.
  private func bareRecord(_ bytes: UnsafeRawBufferPointer, _ isWrapped: Bool) throws(LineRejection) {
    let json = context.line
    try json.index(bytes)
    context.beginRecord()
    try read(json, as: recogniser.route(json, context, unwraps: false), isWrapped)
  }

  private func read(
    _ json: JSONIndex, as route: RecordClassifier.Route, _ isWrapped: Bool
  ) throws(LineRejection) {
    switch route {
    case .record(let index):
      context.isRecognised = true
      let format = FormatRegistry.records[index]
      if layers == 0, memory.isOfTool == nil, format.ownsFile, memory.format.isEmpty {
        memory.isOfTool = true
      }
      let known = context.drafts.count
      try format.read(json, context)
      // Of several records on a line each format reads the class itself.
      if context.drafts.count == known + 1 {
        ErrorClassReader.readRecord(json, &context.drafts[known])
      }
      if !context.bodies.isEmpty { try readBodies() }
    case .response(let index):
      context.isRecognised = true
      var draft = context.envelope
      guard try FormatRegistry.responses[index].readAnswer(json, .root, &draft, context) else { return }
      Envelope.readBeside(json, &draft, context)
      context.drafts.append(draft)
    case .mapping(let index):
      context.isRecognised = true
      try mapped(mappings[index], json)
    case .envelope:
      if !isWrapped, holdsRows(json), try rows(json, context.drafts.count) { return }
      try Envelope.read(json, context)
      guard try !Envelope.readAnswer(json, context) else { return context.isRecognised = true }
      if let place = StructuredLog.place(json, context) {
        let bytes = json.bytes(.root)
        context.beginRecord()
        if try unwrap(place, json) { return }
        try json.index(bytes)
        try Envelope.read(json, context)
      }
      if OtherRecord.isAnswer(json) { return context.isRecognised = true }
      let known = context.drafts.count
      let pieces = keptPieces
      try genericRecord(json, isWrapped)
      if context.drafts.count == known, keptPieces == pieces { try errorLine(json) }
    case .generic, .wrapper, .structured: try genericRecord(json, isWrapped)
    }
  }

  private static let mostSearchedRows = 64

  /// True where `data` is a list of records rather than the chunks of an answer.
  private func holdsRows(_ json: JSONIndex) -> Bool {
    let list = json[.root, "data"]
    guard json.isArray(list) else { return false }
    var found = false
    var searched = 0
    try? json.forEachElement(list) { element throws(LineRejection) in
      guard !found, searched < Self.mostSearchedRows, element.first == UInt8(ascii: "{") else { return }
      searched += 1
      try context.element.index(element)
      found = StructuredLog.isRecord(text: context.element)
    }
    return found
  }

  /// Reads the rows of a list, where the record beside them may be their sum. False without any.
  private func rows(_ json: JSONIndex, _ known: Int) throws(LineRejection) -> Bool {
    guard try !WrappedList.elements(of: json, context).isEmpty else { return false }
    let bytes = json.bytes(.root)
    let (record, envelope) = (generic, context.envelope)
    try wrapped(json)
    if context.drafts.count > known { return true }
    try json.index(bytes)
    (generic, context.envelope) = (record, envelope)
    return false
  }

  /// Reads a provider's error that a line of a log states beside its time.
  private func errorLine(_ json: JSONIndex) throws(LineRejection) {
    guard memory.isOfTool == nil, !context.isRecognised, ErrorFormat().recognises(json, .root),
      ErrorFormat.isProviders(json)
    else { return }
    context.isRecognised = true
    var draft = context.envelope
    guard try ErrorFormat().read(json, .root, &draft, context) else { return }
    context.drafts.append(draft)
  }

  // MARK: Records of unknown kinds

  private func genericRecord(_ json: JSONIndex, _ isWrapped: Bool) throws(LineRejection) {
    if memory.isOfTool != nil || OtherRecord.recognises(json, .root) || isFree(json) {
      return context.isRecognised = true
    }
    let known = context.drafts.count
    generic.clear()
    try GenericJSONFormat.gather(json, .root, &generic, depth: 0)
    if !generic.modelSums.isEmpty { return try sumsByModel(json) }
    generic.usage = try GenericUsage(json, of: generic, context)
    if !isWrapped, generic.isNested, try rows(json, known) { return }
    if generic.mayHoldRecord {
      let record = generic
      if try unwrapText(generic.heldTexts, json) { return }
      generic = record
    }
    if try generic.takeHeldText(context) { return context.isRecognised = true }
    try generic.addEvent("generic-jsonl", context)
    if generic.hasLabelTexts, context.drafts.count == known + 1 {
      try Attribution.readTexts(json, .root, &context.drafts[known], context)
    }
    if context.drafts.count == known, try readPiece(json) { return }
    if !isWrapped, context.drafts.count == known { try wrapped(json) }
  }

  /// Adds an event for each model of a record that has counts by model.
  private func sumsByModel(_ json: JSONIndex) throws(LineRejection) {
    let sums = generic.modelSums
    generic.forgetSums()
    let shared = generic
    for sum in sums {
      generic = shared
      generic.assign(.model, sum.name)
      try GenericJSONFormat.gather(json, sum.node, &generic, depth: 1, in: .usage)
      generic.hasUsage = false
      generic.usage = try GenericUsage(json, sum.node, of: generic, context)
      let place = context.drafts.count
      try generic.addEvent("generic-jsonl", context)
      guard context.drafts.count > place, !context.drafts[place].identityKey.isEmpty else { continue }
      context.drafts[place].identityKey = context.text(
        context.drafts[place].identityKey, FieldText(":"), sum.name)
    }
  }

  /// True for a record whose address is that of a call without a price.
  private func isFree(_ json: JSONIndex) -> Bool {
    let node = json.first(.root, Envelope.addresses)
    return node.exists && context.address(of: json.text(node)).isFree
  }

  private func mapped(_ mapping: CompiledMapping, _ json: JSONIndex) throws(LineRejection) {
    generic.clear()
    try GenericJSONFormat.gather(json, .root, &generic, depth: 0)
    mapping.apply(&generic, context) { json.text(json.value(at: $0)) }
    try generic.addEvent("mapping", context)
  }
}
