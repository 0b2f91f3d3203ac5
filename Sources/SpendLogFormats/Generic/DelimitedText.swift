import Glibc

/// Splits a CSV record after RFC 4180: quotes, doubled quotes, line breaks inside quotes.
enum DelimitedText {
  enum Outcome {
    case complete
    /// A quoted field is still open at the end.
    case open
  }

  /// Calls `field` with each field's bytes, and whether there are doubled quotes in them.
  @inline(__always)
  static func split(
    _ record: UnsafeRawBufferPointer, delimiter: UInt8, _ field: (UnsafeRawBufferPointer, Bool) -> Void
  ) -> Outcome {
    guard let base = record.baseAddress?.assumingMemoryBound(to: UInt8.self) else {
      field(record, false)
      return .complete
    }
    let end = base + record.count
    var position = base
    while true {
      // Some writers put a space before a quoted field.
      if position < end, position.pointee == 0x20 {
        var next = position
        while next < end, next.pointee == 0x20 { next += 1 }
        if next < end, next.pointee == UInt8(ascii: "\"") { position = next }
      }
      if position < end, position.pointee == UInt8(ascii: "\"") {
        let start = position + 1
        var hasDoubled = false
        position = start
        while true {
          guard position < end, let quote = memchr(position, Int32(UInt8(ascii: "\"")), end - position) else {
            return .open
          }
          position = UnsafePointer(quote.assumingMemoryBound(to: UInt8.self))
          guard end - position > 1, position[1] == UInt8(ascii: "\"") else { break }
          hasDoubled = true
          position += 2
        }
        field(UnsafeRawBufferPointer(start: start, count: position - start), hasDoubled)
        position += 1
        while position < end, position.pointee != delimiter { position += 1 }
      } else {
        let start = position
        while position < end, position.pointee != delimiter { position += 1 }
        field(UnsafeRawBufferPointer(start: start, count: position - start), false)
      }
      guard position < end else { return .complete }
      position += 1
    }
  }

  /// True when a line may be the header of a table: it contains neither JSON nor text behind a closing
  /// quote.
  static func isHeader(_ line: UnsafeRawBufferPointer, delimiter: UInt8) -> Bool {
    let quote = UInt8(ascii: "\"")
    guard !line.contains(UInt8(ascii: "{")) else { return false }
    var isQuoted = false
    for (place, byte) in line.enumerated() where byte == quote {
      defer { isQuoted.toggle() }
      guard isQuoted, place + 1 < line.count else { continue }
      let next = line[(place + 1)...].first { $0 != 0x20 && $0 != 0x0D }
      guard next == nil || next == delimiter || next == quote else { return false }
    }
    return true
  }

  /// The delimiter that splits a header into most columns.
  static func delimiter(of header: UnsafeRawBufferPointer) -> UInt8? {
    let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09, UInt8(ascii: "|")]
    let counts = candidates.map { delimiter in header.lazy.filter { $0 == delimiter }.count }
    guard let most = counts.max(), most > 0, let index = counts.firstIndex(of: most) else { return nil }
    return candidates[index]
  }
}
