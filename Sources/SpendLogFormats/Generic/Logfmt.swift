import Glibc

/// Splits lines of `key=value`, `key="quoted \" value"` and bare keys.
enum Logfmt {
  /// Calls `pair` with key and value; `isEscaped` when the value has backslashes.
  @inline(__always)
  static func split(
    _ line: UnsafeRawBufferPointer,
    _ pair: (UnsafeRawBufferPointer, UnsafeRawBufferPointer, _ isEscaped: Bool) -> Void
  ) {
    guard let base = line.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
    let end = base + line.count
    var position = base
    while position < end {
      while position < end, position.pointee <= 0x20 || position.pointee == UInt8(ascii: ",") {
        position += 1
      }
      let keyStart = position
      while position < end, position.pointee > 0x20, position.pointee != UInt8(ascii: "=") { position += 1 }
      let key = UnsafeRawBufferPointer(start: keyStart, count: position - keyStart)
      guard position < end, position.pointee == UInt8(ascii: "=") else { continue }
      position += 1
      let isQuoted = position < end && position.pointee == UInt8(ascii: "\"")
      if isQuoted { position += 1 }
      let start = position
      var isEscaped = false
      if isQuoted {
        while position < end, position.pointee != UInt8(ascii: "\"") {
          let isBackslash = position.pointee == UInt8(ascii: "\\")
          isEscaped = isEscaped || isBackslash
          position += isBackslash && end - position > 1 ? 2 : 1
        }
      } else {
        while position < end, position.pointee > 0x20 { position += 1 }
      }
      // A comma between two pairs is no part of the value before it.
      let isListed = !isQuoted && position - start > 1 && position[-1] == UInt8(ascii: ",")
      pair(key, UnsafeRawBufferPointer(start: start, count: position - start - (isListed ? 1 : 0)), isEscaped)
      if isQuoted, position < end { position += 1 }
    }
  }
}
