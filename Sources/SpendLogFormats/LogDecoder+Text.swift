import Glibc
import SpendCore

/// Lines other than JSON: rows of tables, pairs, and formats of their own.
extension LogDecoder {
  func text(_ bytes: UnsafeRawBufferPointer) throws(LineRejection) -> LineResult? {
    if memory.isOfTool != nil { return try notUsage(bytes) }
    if memory.table != nil { return try row(bytes) }
    if memory.tables != nil, try prefixedRow(bytes) { return nil }
    if columns.isEmpty, try unwrapLine(bytes) { return nil }
    if !columns.isEmpty { return try firstRow(bytes) }
    if let found = try hardwareColumns(bytes) { return try row(bytes, under: found) }
    let line = FieldText(bytes)
    if let format = FormatRegistry.lines.first(where: { $0.recognises(line) }) {
      context.isRecognised = true
      try format.read(line, context)
      return nil
    }
    if case .csv = forced { return try header(bytes) }
    if try pairs(Self.holdsEscape(bytes) ? context.copy(Self.withoutColours(bytes)) : bytes) { return nil }
    if case .logfmt = forced { return .ignored }
    if let result = try header(bytes) { return result }
    return nil
  }

  private static func holdsEscape(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.baseAddress.map { memchr($0, 0x1B, bytes.count) != nil } ?? false
  }

  /// A line of a console without the terminal's sequences.
  private static func withoutColours(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    var plain: [UInt8] = []
    plain.reserveCapacity(bytes.count)
    var place = 0
    while place < bytes.count {
      if bytes[place] == 0x1B {
        place = PrefixScanner.endOfEscape(bytes, place)
      } else {
        plain.append(bytes[place])
        place += 1
      }
    }
    return plain
  }

  /// The first line of a table whose columns the configuration names: a row, or the header after all.
  private func firstRow(_ bytes: UnsafeRawBufferPointer) throws(LineRejection) -> LineResult? {
    let delimiter = DelimitedText.delimiter(of: bytes) ?? UInt8(ascii: ",")
    memory.table = Table(delimiter: delimiter, columns: columns)
    plan = nil
    let names = fields(of: bytes, delimiter).map(TablePlan.bare)
    return names == columns.map(TablePlan.bare) ? .ignored : try row(bytes)
  }

  /// The columns of a row of nvidia-smi's that no header comes before; nil for other lines.
  private func hardwareColumns(_ bytes: UnsafeRawBufferPointer) throws(LineRejection) -> HardwareColumns? {
    let slash = UInt8(ascii: "/")
    guard forced == nil, bytes.count > 24, bytes.count < 4_096, bytes[4] == slash, bytes[7] == slash else {
      return nil
    }
    return try HardwareColumns(fields(of: bytes, UInt8(ascii: ",")))
  }

  private func row(
    _ bytes: UnsafeRawBufferPointer, under found: HardwareColumns
  ) throws(LineRejection) -> LineResult? {
    memory.table = Table(delimiter: UInt8(ascii: ","), columns: found.names)
    plan = nil
    defer {
      // The next row may identify the columns with missing values in this row.
      if !found.isWhole { memory.table = nil }
    }
    return try row(bytes)
  }

  private func fields(of bytes: UnsafeRawBufferPointer, _ delimiter: UInt8) -> [String] {
    var fields: [String] = []
    _ = DelimitedText.split(bytes, delimiter: delimiter) { field, _ in
      fields.append(String(decoding: field, as: UTF8.self))
    }
    return fields
  }

  /// Takes a line for the header of a table when its columns say so.
  private func header(_ bytes: UnsafeRawBufferPointer) throws(LineRejection) -> LineResult? {
    guard let delimiter = DelimitedText.delimiter(of: bytes), bytes.count < 16_384 else {
      return try notUsage(bytes)
    }
    let length = LinePrefix.length(inHeader: bytes, delimiter)
    let prefix = UnsafeRawBufferPointer(rebasing: bytes[..<length])
    if length > 0, let table = tableHeader(UnsafeRawBufferPointer(rebasing: bytes[length...])),
      LinePrefix.fields(of: prefix, context) != nil
    {
      keepTable(table, prefix: prefix, origin: "")
      return .ignored
    }
    guard let table = tableHeader(bytes) else { return try notUsage(bytes) }
    memory.table = table
    plan = nil
    return .ignored
  }

  /// The table that a line is the header of; nil for other lines.
  func tableHeader(_ bytes: UnsafeRawBufferPointer) -> Table? {
    guard let delimiter = DelimitedText.delimiter(of: bytes), bytes.count < 16_384 else { return nil }
    var columns: [String] = []
    let end = DelimitedText.split(bytes, delimiter: delimiter) { field, _ in
      columns.append(String(decoding: field, as: UTF8.self))
    }
    guard end == .complete, DelimitedText.isHeader(bytes, delimiter: delimiter) else { return nil }
    let slots = Set(AliasTable.meanings(ofColumns: columns).compactMap { $0?.slot })
    let isKnown = FormatRegistry.tables.contains { $0.recognises(columns) }
    guard
      isKnown || slots.intersection(Self.tellingSlots).count >= 2 || isAskedFor(columns)
        || TablePlan.holdsRecords(columns) || TablePlan.holdsAnswers(columns)
    else { return nil }
    return Table(delimiter: delimiter, columns: columns)
  }

  /// True when the configuration identifies these columns as a header.
  private func isAskedFor(_ columns: [String]) -> Bool {
    switch forced {
    case .csv, .mapping: return true
    default:
      return mappings.contains { mapping in
        mapping.when.map { when in columns.contains { $0.utf8.elementsEqual(when) } } ?? false
      }
    }
  }

  /// Returns the result of a text line without usage; throws `notJSON` for a damaged piece of JSON.
  private func notUsage(_ bytes: UnsafeRawBufferPointer) throws(LineRejection) -> LineResult {
    if let last = bytes.last(where: { $0 > 0x20 }), last == UInt8(ascii: "}") || last == UInt8(ascii: "]"),
      bytes.contains(UInt8(ascii: "\""))
    {
      throw .notJSON
    }
    return PrometheusSample.isExposition(FieldText(bytes)) ? .ignored : .unrecognised
  }

  private func row(_ bytes: UnsafeRawBufferPointer) throws(LineRejection) -> LineResult? {
    guard let table = memory.table else { return .ignored }
    context.isRecognised = true
    let swallowed = openRow.flatMap { $0.offset == lineOffset ? $0 : nil }
    openRow = nil
    if var open = swallowed {
      switch open.take(bytes) {
      case .open where mayContinue:
        openRow = open
        return .continues
      case .open, .broken: return .broken(length: open.firstLine, .brokenRecord)
      case .closed: break
      }
    }
    if split(bytes, table.delimiter) == .open {
      let open = OpenRow(offset: lineOffset, line: bytes, table)
      guard mayContinue else { return .broken(length: open.firstLine, .brokenRecord) }
      openRow = open
      return .continues
    }
    if let swallowed, values.count != table.columns.count {
      return .broken(length: swallowed.firstLine, .brokenRecord)
    }
    if values.count == 1, table.columns.count > 1, columns.isEmpty { return try misfit(bytes, table) }
    if memory.misfits != nil { memory.misfits = nil }
    if plan == nil || isPlanWrapped {
      plan = TablePlan(table.columns)
      isPlanWrapped = false
    }
    let known = context.drafts.count
    do throws(LineRejection) {
      try readRow(table)
    } catch {
      guard let other = laterHeader(bytes) else { throw error }
      context.drafts.removeSubrange(known...)
      (memory.table, plan) = (other, nil)
      return nil
    }
    guard context.drafts.count == known else { return nil }
    let other = values.count == table.columns.count ? laterHeader(bytes) : tableHeader(bytes)
    if let other { (memory.table, plan) = (other, nil) }
    return nil
  }

  /// The table that a row is the header of, where files were joined; nil for other rows.
  private func laterHeader(_ bytes: UnsafeRawBufferPointer) -> Table? {
    guard columns.isEmpty, let first = bytes.first, first &- 0x30 > 9, let other = tableHeader(bytes) else {
      return nil
    }
    let slots = Set(AliasTable.meanings(ofColumns: other.columns).compactMap { $0?.slot })
    return slots.intersection(Self.tellingSlots).count >= 2 ? other : nil
  }

  private static let tellingSlots: Set<Slot> = [.model, .prompt, .input, .output, .total, .cost]

  /// Splits a row into `values`.
  func split(_ row: UnsafeRawBufferPointer, _ delimiter: UInt8) -> DelimitedText.Outcome {
    values.removeAll(keepingCapacity: true)
    return DelimitedText.split(row, delimiter: delimiter) { field, hasDoubledQuotes in
      values.append(FieldText(hasDoubledQuotes ? context.undoubled(field) : field))
    }
  }

  /// Reads the row in `values` by the plan.
  func readRow(_ table: Table) throws(LineRejection) {
    source = .table
    guard let plan else { return }
    let known = context.drafts.count
    try read(table, plan)
    // A record in a column is the same under any header.
    if case .records = plan.reader { return }
    for index in known..<context.drafts.count { context.drafts[index].header = plan.header }
  }

  private func read(_ table: Table, _ plan: TablePlan) throws(LineRejection) {
    switch plan.reader {
    case .spendLog:
      let row = TableRow(places: plan.places, values: values)
      try LiteLLM.readSpendLog(context) { row[$0] }
    case .format(let index):
      try FormatRegistry.tables[index].read(TableRow(places: plan.places, values: values), context)
    case .records(let text, let time, let host):
      var fields = WrapperFields()
      if let time = time.flatMap({ value($0) }) {
        do throws(LineRejection) {
          fields.time = try RecordTime.read(time, context)
        } catch {
          fields.isTimeUnread = true
        }
      }
      if let host { fields.host = value(host) ?? .empty }
      if let line = value(text) { try unwrapColumn(line.bytes, fields) }
    case .generic(let columns, let texts):
      generic.clear()
      if values.count > table.columns.count, values[table.columns.count...].contains(where: { !$0.isEmpty }) {
        throw .tooManyFields
      }
      for (place, meaning) in columns where place < values.count {
        generic.take(meaning, values[place].trimmed)
      }
      for text in texts where text < values.count {
        let name = plan.columns[text].withUnsafeBytes { context.copy(Array($0)) }
        if let held = HeldText(name, values[text].trimmed) { generic.heldTexts.append(held) }
      }
      // The sums below the rows have neither a time nor a model.
      guard !plan.isDated || !generic.isFooter || !mappings.isEmpty else { return }
      _ = try finishText("generic-csv") { column($0) }
    }
  }

  private func value(_ place: Int) -> FieldText? { place < values.count ? values[place] : nil }

  private static let mostMisfits = 3

  /// Reads a line without a delimiter that stands among the rows of a table. Several such lines end the table.
  private func misfit(_ bytes: UnsafeRawBufferPointer, _ table: Table) throws(LineRejection) -> LineResult? {
    let misfits = (memory.misfits ?? 0) + 1
    context.isRecognised = false
    memory.table = nil
    memory.misfits = nil
    defer {
      if memory.table == nil, misfits < Self.mostMisfits {
        memory.table = table
        memory.misfits = misfits
      }
    }
    return try text(bytes)
  }

  func column(_ name: [UInt8]) -> FieldText {
    guard let index = plan?.index(of: name), index < values.count else { return .empty }
    return values[index]
  }

  func pair(_ name: [UInt8]) -> FieldText {
    guard let index = pairNames.firstIndex(where: { $0.bytes.elementsEqual(name) }) else { return .empty }
    return values[index]
  }

  /// Reads a line of `key=value`. False for lines that have few of them.
  func pairs(_ bytes: UnsafeRawBufferPointer) throws(LineRejection) -> Bool {
    values.removeAll(keepingCapacity: true)
    pairNames.removeAll(keepingCapacity: true)
    var full = 0
    var prefix = 0
    Logfmt.split(bytes) { key, value, isEscaped in
      if pairNames.isEmpty, let start = bytes.baseAddress, let first = key.baseAddress {
        prefix = first - start
      }
      if !key.isEmpty, !value.isEmpty, key.count <= 64 { full += 1 }
      pairNames.append(FieldText(key))
      values.append(FieldText(value, isEscaped: isEscaped))
    }
    guard full >= 3 else { return false }
    generic.clear()
    for (name, value) in zip(pairNames, values) {
      if let held = HeldText(name.bytes, value) {
        generic.heldTexts.append(held)
        if held.container == .usage { continue }
      }
      generic.take(name.bytes, value)
    }
    source = .pairs
    let known = context.drafts.count
    _ = try finishText("generic-logfmt") { pair($0) }
    if prefix > 0, context.drafts.count > known, context.drafts[known].time == nil {
      let fields = stated(before: UnsafeRawBufferPointer(rebasing: bytes[..<prefix]))
      for index in known..<context.drafts.count { fields.fill(&context.drafts[index]) }
    }
    return true
  }

  /// What a logger states before the first pair: all of a prefix, and the time alone before a message.
  private func stated(before text: UnsafeRawBufferPointer) -> WrapperFields {
    if let fields = LinePrefix.fields(of: text, context) { return fields }
    var fields = WrapperFields()
    let start = text.first == UInt8(ascii: "[") ? 1 : 0
    fields.time = LogTime.read(text, at: start, context)?.time
    return fields
  }

  private func finishText(
    _ format: StaticString, _ value: ([UInt8]) -> FieldText
  ) throws(LineRejection) -> LineResult? {
    if case .mapping(let index) = forced {
      mappings[index].apply(&generic, context, value: value)
    } else if let mapping = mappings.first(where: { $0.when.map { !value($0).isEmpty } ?? false }) {
      mapping.apply(&generic, context, value: value)
    }
    if try generic.takeHeldText(context) {
      context.isRecognised = true
      return nil
    }
    try generic.addEvent(format, context)
    return nil
  }
}
