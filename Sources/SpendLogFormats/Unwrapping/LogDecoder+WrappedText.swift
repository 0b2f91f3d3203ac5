import SpendCore

/// Tables, and documents over several lines, whose lines each have a wrapper around them.
extension LogDecoder {
  // MARK: Documents behind a prefix

  /// Bytes of a document that was printed over several lines.
  static var longestDocument: Int { 1 << 20 }

  /// Joins a document whose first line ends with an opening brace behind a prefix, and whose other lines have the
  /// prefix, its first words or none of it. True for a line that belongs to one.
  ///
  /// `origin`: the process inside a wrapper further out.
  func joinPrefixed(_ line: UnsafeRawBufferPointer, origin: String = "") throws(LineRejection) -> Bool {
    if memory.partials != nil, try continueDocument(line, origin) { return true }
    guard let end = line.lastIndex(where: { $0 > 0x20 }), end > 0, line[end] == UInt8(ascii: "{") else {
      return false
    }
    let prefix = UnsafeRawBufferPointer(rebasing: line[..<end])
    // A member of a document whose beginning is missing is no prefix.
    guard let first = prefix.first(where: { $0 > 0x20 }), first != UInt8(ascii: "\""),
      first != UInt8(ascii: "{"), ContainerRuntimeWrapper().open(line, context) == nil,
      LinePrefix.fields(of: prefix, context) != nil
    else { return false }
    var partials = memory.partials ?? PartialLines()
    let stream = Self.stream(origin) + String(decoding: prefix, as: UTF8.self)
    if partials.drop(stream) { context.damage = context.damage ?? .truncated }
    _ = partials.take(UnsafeRawBufferPointer(rebasing: line[end...end]), of: stream, isLast: false)
    memory.partials = partials
    keptPieces += 1
    context.isRecognised = true
    return true
  }

  private static func stream(_ origin: String) -> String { "prefix \(origin)\u{0}" }

  private func continueDocument(
    _ line: UnsafeRawBufferPointer, _ origin: String
  ) throws(LineRejection) -> Bool {
    guard var partials = memory.partials, let open = openDocument(of: line, origin, partials) else {
      return false
    }
    let rest = UnsafeRawBufferPointer(rebasing: line[open.length...])
    let known = partials.length(of: open.stream)
    memory.partials = nil
    defer { memory.partials = partials.isEmpty ? nil : partials }
    guard let part = DocumentLine(rest, isFirst: known == 1), known + rest.count < Self.longestDocument else {
      // A line with the whole prefix that does not fit ends the document; others have nothing to do with it.
      if open.isWhole, partials.drop(open.stream), known > 1 {
        context.damage = context.damage ?? .truncated
      }
      return false
    }
    context.isRecognised = true
    let text = context.copy([0x0A] + rest)
    let outcome = partials.take(text, of: open.stream, isLast: part == .last)
    guard case .whole(let document) = outcome else {
      keptPieces += 1
      return true
    }
    let prefix = open.stream.utf8.dropFirst(Self.stream(origin).utf8.count)
    _ = try unwrapLine(context.copy(Array(prefix) + document))
    return true
  }

  /// The open document whose prefix matches most of a line.
  private func openDocument(
    of line: UnsafeRawBufferPointer, _ origin: String, _ partials: PartialLines
  ) -> (stream: String, length: Int, isWhole: Bool)? {
    let start = Self.stream(origin)
    var best: (stream: String, length: Int, isWhole: Bool)?
    for stream in partials.streams(of: start) {
      let prefix = context.copy(Array(stream.utf8.dropFirst(start.utf8.count)))
      let found = LinePrefix.match(prefix, line, context)
      // Of several that match alike the line belongs to the one that began last.
      if found.length >= best?.length ?? 0 { best = (stream, found.length, found.isWhole) }
    }
    return best
  }

  /// Role of a line in a document that is printed with indented members.
  private enum DocumentLine {
    case inner
    case last

    /// Nil for a line that is no part of one.
    init?(_ line: UnsafeRawBufferPointer, isFirst: Bool) {
      guard let first = line.first, let text = line.first(where: { $0 > 0x20 }) else { return nil }
      if first == UInt8(ascii: "}") {
        self = .last
        return
      }
      let isValue = "\"{}[]-tfn".utf8.contains(text) || text &- 0x30 <= 9
      guard first <= 0x20, isFirst ? text == UInt8(ascii: "\"") : isValue else { return nil }
      self = .inner
    }
  }

  // MARK: Tables

  private static var mostTables: Int { 16 }

  /// Keeps the table that a wrapped header begins.
  func keepTable(_ table: Table, prefix: UnsafeRawBufferPointer, origin: String) {
    let prefix = String(decoding: prefix, as: UTF8.self)
    var tables = (memory.tables ?? []).filter { $0.origin != origin || $0.prefix != prefix }
    if tables.count >= Self.mostTables { tables.removeFirst() }
    tables.append(WrappedTable(origin: origin, prefix: prefix, table: table))
    memory.tables = tables
    wrappedPlans.removeAll(keepingCapacity: true)
    context.isRecognised = true
  }

  /// Reads a line as a row of a table with a prefix before each line. False when it is none.
  func prefixedRow(_ line: UnsafeRawBufferPointer) throws(LineRejection) -> Bool {
    guard let tables = memory.tables else { return false }
    for (index, wrapped) in tables.enumerated() where wrapped.origin.isEmpty && !wrapped.prefix.isEmpty {
      let prefix = context.copy(Array(wrapped.prefix.utf8))
      let found = LinePrefix.match(prefix, line, context)
      guard found.isWhole else { continue }
      let row = UnsafeRawBufferPointer(rebasing: line[found.length...])
      let known = context.drafts.count
      guard try wrappedRow(row, index) else { continue }
      let text = UnsafeRawBufferPointer(rebasing: line[..<found.length])
      let fields = LinePrefix.fields(of: text, context) ?? WrapperFields()
      wrap(known, row, fields, in: PrefixWrapper().name)
      return true
    }
    return false
  }

  /// Reads the text inside a wrapper as a row of its process's table. False when it is none.
  func wrappedRow(_ line: UnsafeRawBufferPointer, of origin: String) throws(LineRejection) -> Bool {
    guard let index = memory.tables?.firstIndex(where: { $0.origin == origin && $0.prefix.isEmpty }) else {
      return false
    }
    return try wrappedRow(line, index)
  }

  /// Other lines of the process stand between the rows: a row has exactly the table's columns.
  private func wrappedRow(_ line: UnsafeRawBufferPointer, _ index: Int) throws(LineRejection) -> Bool {
    guard let table = memory.tables?[index].table, split(line, table.delimiter) == .complete,
      values.count == table.columns.count
    else { return false }
    context.isRecognised = true
    let isHeader = zip(values, table.columns).allSatisfy { $0.bytes.elementsEqual($1.utf8) }
    if isHeader { return true }
    let known = wrappedPlans[index] ?? TablePlan(table.columns)
    wrappedPlans[index] = known
    plan = known
    isPlanWrapped = true
    try readRow(table)
    return true
  }
}
