import CSupport
import Glibc

extension JSONIndex {
  /// A cursor over JSON text that never leaves it.
  struct Scanner {
    let base: UnsafePointer<UInt8>
    let end: UnsafePointer<UInt8>
    let index: JSONIndex
    var position: UnsafePointer<UInt8>

    init(base: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>, index: JSONIndex) {
      self.base = base
      self.end = end
      self.index = index
      position = base
    }

    /// The bytes behind the text are readable, so that the byte that stops the search need not lie in it.
    @inline(__always)
    mutating func skipSpace() {
      if position.pointee <= 0x20 { skipSpaces() }
    }

    private mutating func skipSpaces() {
      while position < end {
        let byte = position.pointee
        guard byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A else { return }
        position += 1
      }
    }

    mutating func run() throws(LineRejection) {
      skipSpace()
      guard position < end else { throw .notJSON }
      switch position.pointee {
      case UInt8(ascii: "{"): try object(.none, depth: 1)
      case UInt8(ascii: "["):
        let start = position
        try skipContainer()
        _ = try index.append(.none, start: start, end: position, .array)
      default: throw .notJSON
      }
      skipSpace()
      // A line of a list that has a line for each element.
      if position < end, position.pointee == UInt8(ascii: ",") {
        position += 1
        skipSpace()
      }
      guard position == end else { throw .trailingBytes }
    }

    mutating func object(_ key: Key, depth: Int) throws(LineRejection) {
      let node = try index.append(key, start: position, end: position, .object)
      position += 1
      skipSpace()
      if position < end, position.pointee == UInt8(ascii: "}") {
        position += 1
        index.close(node, at: position, keys: 0)
        return
      }
      var keys: UInt64 = 0
      while true {
        skipSpace()
        guard position < end else { throw .truncated }
        guard position.pointee == UInt8(ascii: "\"") else { throw .notJSON }
        let keyStart = position + 1
        _ = try skipString()
        let key = Key(keyStart - base, keyStart, position - keyStart - 1)
        keys |= JSONIndex.bit(key.tag)
        skipSpace()
        guard position < end else { throw .truncated }
        guard position.pointee == UInt8(ascii: ":") else { throw .notJSON }
        position += 1
        skipSpace()
        try member(key, depth: depth)
        skipSpace()
        guard position < end else { throw .truncated }
        if position.pointee == UInt8(ascii: ",") {
          position += 1
          continue
        }
        guard position.pointee == UInt8(ascii: "}") else { throw .notJSON }
        position += 1
        index.close(node, at: position, keys: keys)
        return
      }
    }

    mutating func member(_ key: Key, depth: Int) throws(LineRejection) {
      guard position < end else { throw .truncated }
      let start = position
      switch position.pointee {
      case UInt8(ascii: "\""):
        let isEscaped = try skipString()
        _ = try index.append(
          key, start: start + 1, end: position - 1, isEscaped ? .escapedString : .string)
      case UInt8(ascii: "{"):
        index.holdsObjects = true
        if depth < JSONIndex.deepestIndexed {
          try object(key, depth: depth + 1)
        } else {
          try skipContainer()
          let node = try index.append(key, start: start, end: position, .object)
          index.close(node, at: position, keys: 0)
        }
      case UInt8(ascii: "["):
        try skipContainer()
        _ = try index.append(key, start: start, end: position, .array)
      case UInt8(ascii: "t"): try word("true", .yes, key)
      case UInt8(ascii: "f"): try word("false", .no, key)
      case UInt8(ascii: "n"): try word("null", .null, key)
      case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        skipWord()
        _ = try index.append(key, start: start, end: position, .number)
      case UInt8(ascii: "N"), UInt8(ascii: "I"):
        // Python writes NaN and Infinity: no number, and no reason to refuse the line.
        skipWord()
        _ = try index.append(key, start: start, end: position, .null)
      default: throw .notJSON
      }
    }

    private mutating func word(_ text: StaticString, _ kind: Kind, _ key: Key) throws(LineRejection) {
      let length = text.utf8CodeUnitCount
      guard end - position >= length else { throw .truncated }
      guard memcmp(position, text.utf8Start, length) == 0 else { throw .notJSON }
      let start = position
      position += length
      _ = try index.append(key, start: start, end: position, kind)
    }

    @inline(__always)
    mutating func skipWord() {
      while position < end, position.pointee &- 0x30 <= 9 { position += 1 }
      while position < end {
        switch position.pointee {
        case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), 0x20, 0x09, 0x0A, 0x0D: return
        default: position += 1
        }
      }
    }

    /// Steps over a string, its quotes included. True when it has backslashes.
    @inline(__always)
    mutating func skipString() throws(LineRejection) -> Bool {
      position = spend_find_quote(position + 1, end)
      guard position < end else { throw .truncated }
      let isEscaped = position.pointee != UInt8(ascii: "\"")
      if isEscaped {
        position = spend_find_string_end(position, end)
        guard position < end else { throw .truncated }
      }
      position += 1
      return isEscaped
    }

    /// Calls `body` where the value of each member of an object begins; it moves the scanner behind the value.
    @inline(__always)
    mutating func forEachMember(
      _ body: (UnsafeRawBufferPointer, inout Scanner) throws(LineRejection) -> Void
    ) throws(LineRejection) {
      position += 1
      skipSpace()
      while position < end, position.pointee != UInt8(ascii: "}") {
        guard position.pointee == UInt8(ascii: "\"") else { throw .notJSON }
        let start = position + 1
        _ = try skipString()
        let key = UnsafeRawBufferPointer(start: start, count: position - start - 1)
        skipSpace()
        guard position < end, position.pointee == UInt8(ascii: ":") else { throw .notJSON }
        position += 1
        skipSpace()
        guard position < end else { throw .truncated }
        try body(key, &self)
        skipSpace()
        if position < end, position.pointee == UInt8(ascii: ",") {
          position += 1
          skipSpace()
        }
      }
      guard position < end else { throw .truncated }
      position += 1
    }

    mutating func skipContainer() throws(LineRejection) {
      var isTooDeep = false
      guard let behind = spend_skip_container(position, end, JSONIndex.deepestNesting, &isTooDeep) else {
        throw isTooDeep ? .tooDeep : .truncated
      }
      position = behind
    }

    mutating func skipValue() throws(LineRejection) {
      guard position < end else { throw .truncated }
      switch position.pointee {
      case UInt8(ascii: "\""): _ = try skipString()
      case UInt8(ascii: "{"), UInt8(ascii: "["): try skipContainer()
      default:
        let start = position
        skipWord()
        guard position > start else { throw .notJSON }
      }
    }
  }
}
