import Glibc

/// Splits a CSV record after RFC 4180: quotes, doubled quotes, line breaks inside quotes.
enum DelimitedText {
  enum Outcome {
    case complete
    /// A quoted field is still open at the end.
    case open
  }

  /// Calls `field` with each field's bytes, and whether they were quoted.
  static func split(
    _ record: UnsafeRawBufferPointer, delimiter: UInt8, _ field: (UnsafeRawBufferPointer, Bool) -> Void
  ) -> Outcome {
    var position = 0
    while true {
      if position < record.count, record[position] == UInt8(ascii: "\"") {
        let start = position + 1
        var end = start
        while true {
          guard end < record.count else { return .open }
          if record[end] == UInt8(ascii: "\"") {
            guard end + 1 < record.count, record[end + 1] == UInt8(ascii: "\"") else { break }
            end += 2
          } else {
            end += 1
          }
        }
        field(UnsafeRawBufferPointer(rebasing: record[start..<end]), true)
        position = end + 1
        while position < record.count, record[position] != delimiter { position += 1 }
      } else {
        let start = position
        if let base = record.baseAddress,
          let found = memchr(base + start, Int32(delimiter), record.count - start)
        {
          position = UnsafeRawPointer(found) - base
        } else {
          position = record.count
        }
        field(UnsafeRawBufferPointer(rebasing: record[start..<position]), false)
      }
      guard position < record.count else { return .complete }
      position += 1
    }
  }

  /// The delimiter that splits a header into most columns.
  static func delimiter(of header: UnsafeRawBufferPointer) -> UInt8? {
    let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09, UInt8(ascii: "|")]
    let counts = candidates.map { delimiter in header.lazy.filter { $0 == delimiter }.count }
    guard let most = counts.max(), most > 0, let index = counts.firstIndex(of: most) else { return nil }
    return candidates[index]
  }
}

/// Splits lines of `key=value`, `key="quoted \" value"` and bare keys.
enum Logfmt {
  /// Calls `pair` with key and value; `isEscaped` when the value has backslashes.
  static func split(
    _ line: UnsafeRawBufferPointer,
    _ pair: (UnsafeRawBufferPointer, UnsafeRawBufferPointer, _ isEscaped: Bool) -> Void
  ) {
    var position = 0
    while position < line.count {
      while position < line.count, line[position] <= 0x20 { position += 1 }
      let keyStart = position
      while position < line.count, line[position] > 0x20, line[position] != UInt8(ascii: "=") {
        position += 1
      }
      let key = UnsafeRawBufferPointer(rebasing: line[keyStart..<position])
      guard position < line.count, line[position] == UInt8(ascii: "=") else { continue }
      position += 1
      if position < line.count, line[position] == UInt8(ascii: "\"") {
        position += 1
        let start = position
        var isEscaped = false
        while position < line.count, line[position] != UInt8(ascii: "\"") {
          if line[position] == UInt8(ascii: "\\") {
            isEscaped = true
            position += 1
          }
          position += 1
        }
        let end = min(position, line.count)
        pair(key, UnsafeRawBufferPointer(rebasing: line[start..<end]), isEscaped)
        position = end + 1
      } else {
        let start = position
        while position < line.count, line[position] > 0x20 { position += 1 }
        pair(key, UnsafeRawBufferPointer(rebasing: line[start..<position]), false)
      }
    }
  }
}
