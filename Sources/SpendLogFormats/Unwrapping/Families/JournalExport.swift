import SpendCore

/// Entries of `journalctl -o export`: a field a line, an empty line behind the last. A value other than
/// plain text has its length before it.
///
/// Source: systemd, "Journal Export Formats".
enum JournalExport {
  static let name: StaticString = "journald-export"
  /// Bytes that may be read for one entry, over all lines that are joined to it.
  static let mostBytesRead = 1 << 30

  /// True when a line begins an entry.
  static func begins(_ line: UnsafeRawBufferPointer) -> Bool {
    FieldText(line).hasPrefix("__CURSOR=")
  }

  enum Outcome {
    /// `isPart`: more of the message follows in the next entry of the process.
    case entry(fields: WrapperFields, message: UnsafeRawBufferPointer?, isPart: Bool)
    /// The entry goes on in the next line.
    case open
    /// The entry breaks off before a line that is not a field.
    case broken
  }

  /// Reads what is there of an entry; it ends with an empty line.
  static func read(_ text: UnsafeRawBufferPointer) -> Outcome {
    if text.last != 0x0A, isField(lastLine(text)) { return .open }
    var fields = WrapperFields()
    var message: UnsafeRawBufferPointer?
    var isPart = false
    var position = 0
    while position < text.count, text[position] != 0x0A {
      let start = position
      while position < text.count, isNameByte(text[position]) { position += 1 }
      let name = FieldText(UnsafeRawBufferPointer(rebasing: text[start..<position]))
      guard !name.isEmpty else { return .broken }
      let value: UnsafeRawBufferPointer
      if position < text.count, text[position] == UInt8(ascii: "=") {
        let valueStart = position + 1
        position = valueStart
        while position < text.count, text[position] != 0x0A { position += 1 }
        value = UnsafeRawBufferPointer(rebasing: text[valueStart..<position])
      } else if position < text.count, text[position] == 0x0A {
        guard position + 9 <= text.count else { return .open }
        let length = text.loadUnaligned(fromByteOffset: position + 1, as: UInt64.self).littleEndian
        guard length <= UInt64(text.count - position - 9) else {
          return length > UInt64(PartialLines.mostBytes) ? .broken : .open
        }
        let valueStart = position + 9
        position = valueStart + Int(length)
        value = UnsafeRawBufferPointer(rebasing: text[valueStart..<position])
        if position < text.count, text[position] != 0x0A { return .broken }
      } else {
        return .broken
      }
      if name.equals("_LINE_BREAK") { isPart = FieldText(value).equals("line-max") }
      take(name, value, &fields, &message)
      if position >= text.count { return .open }
      position += 1
    }
    // The unit is that of the container engine.
    if !fields.container.isEmpty { fields.service = .empty }
    return .entry(fields: fields, message: message, isPart: isPart)
  }

  private static func take(
    _ name: FieldText, _ value: UnsafeRawBufferPointer, _ fields: inout WrapperFields,
    _ message: inout UnsafeRawBufferPointer?
  ) {
    if name.equals("MESSAGE") {
      message = value
    } else if name.equals("__REALTIME_TIMESTAMP") {
      fields.time = Timestamp.epoch(value)
    } else if name.equals("_HOSTNAME") {
      fields.host = FieldText(value)
    } else if name.equals("_SYSTEMD_UNIT") || name.equals("SYSLOG_IDENTIFIER") && fields.service.isEmpty {
      fields.service = FieldText(value)
    } else if name.equals("CONTAINER_NAME") {
      fields.container = FieldText(value)
    } else if name.equals("_PID") || name.equals("_STREAM_ID") && fields.process.isEmpty {
      fields.process = FieldText(value)
    }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    byte &- 0x41 < 26 || byte &- 0x30 <= 9 || byte == UInt8(ascii: "_")
  }

  private static func lastLine(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    let start = text.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return UnsafeRawBufferPointer(rebasing: text[start...])
  }

  private static func isField(_ line: UnsafeRawBufferPointer) -> Bool {
    var end = 0
    while end < line.count, isNameByte(line[end]) { end += 1 }
    return end > 0 && (end == line.count || line[end] == UInt8(ascii: "="))
  }
}

extension LogDecoder {
  /// Reads an entry of the journal's export, as far as it is there.
  func journalEntry(_ text: UnsafeRawBufferPointer) throws(LineRejection) -> LineResult? {
    if openEntry.offset != lineOffset { openEntry = (lineOffset, 0) }
    switch JournalExport.read(text) {
    case .open where mayContinue:
      // Each line reads the entry again: what that may cost is bounded.
      openEntry.lines += 1
      guard openEntry.lines * text.count > JournalExport.mostBytesRead else { return .continues }
      return .broken(length: text.firstIndex(of: 0x0A) ?? text.count, .truncated)
    case .open: return .broken(length: text.count, .truncated)
    case .broken: return .broken(length: text.lastIndex(of: 0x0A) ?? text.count, .truncated)
    case .entry(let fields, let message, let isPart):
      guard let message else { return nil }
      try readJournal(WrappedContent(bytes: message, part: isPart ? .unfinished : .last), fields)
      return nil
    }
  }
}
