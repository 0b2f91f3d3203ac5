/// A JSON document whose numbers stay texts: a price never passes through a binary fraction.
struct JSONValue: Sendable {
  enum Kind: Sendable {
    case object([(key: String, value: JSONValue)])
    case array([JSONValue])
    /// As written.
    case number(String)
    case string(String)
    case truth(Bool)
    case null
  }

  var kind: Kind
  /// First line, from 1.
  var line: Int

  subscript(key: String) -> JSONValue? {
    guard case .object(let members) = kind else { return nil }
    return members.last { $0.key == key }?.value
  }

  var members: [(key: String, value: JSONValue)] {
    if case .object(let members) = kind { members } else { [] }
  }

  var elements: [JSONValue]? {
    if case .array(let elements) = kind { elements } else { nil }
  }

  var isObject: Bool {
    if case .object = kind { true } else { false }
  }

  var text: String? {
    if case .string(let text) = kind { text } else { nil }
  }

  /// Digits of a number, also of one in quotes; nil for everything else.
  var number: String? {
    switch kind {
    case .number(let text): text
    case .string(let text): FixedPointText.isNumber(text) ? text : nil
    default: nil
    }
  }

  /// Throws what is wrong, with its line.
  init(_ bytes: [UInt8]) throws(PriceFileError) {
    var reader = JSONReader(bytes)
    self = try reader.document()
  }

  init(_ kind: Kind, line: Int) {
    self.kind = kind
    self.line = line
  }
}

private struct JSONReader {
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  private static let deepest = 64

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  mutating func document() throws(PriceFileError) -> JSONValue {
    let value = try value(depth: 0)
    skipBlanks()
    guard position == bytes.count else { throw wrong("there is more behind the end of the document") }
    return value
  }

  private func wrong(_ reason: String) -> PriceFileError {
    PriceFileError(line: line, reason: position >= bytes.count ? "the file ends in the middle" : reason)
  }

  private mutating func skipBlanks() {
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\n"): line += 1
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): break
      default: return
      }
      position += 1
    }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipBlanks()
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) throws(PriceFileError) -> JSONValue {
    guard depth < Self.deepest else { throw wrong("it is nested too deeply") }
    skipBlanks()
    let start = line
    guard position < bytes.count else { throw wrong("a value is missing") }
    switch bytes[position] {
    case UInt8(ascii: "{"): return JSONValue(.object(try members(depth)), line: start)
    case UInt8(ascii: "["): return JSONValue(.array(try elements(depth)), line: start)
    case UInt8(ascii: "\""): return JSONValue(.string(try string()), line: start)
    default: return JSONValue(try word(), line: start)
    }
  }

  private mutating func members(_ depth: Int) throws(PriceFileError) -> [(key: String, value: JSONValue)] {
    position += 1
    var members: [(key: String, value: JSONValue)] = []
    if take(UInt8(ascii: "}")) { return members }
    repeat {
      skipBlanks()
      guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
        throw wrong("a key is missing")
      }
      let key = try string()
      guard take(UInt8(ascii: ":")) else { throw wrong("there is no : behind \"\(key)\"") }
      members.append((key, try value(depth: depth + 1)))
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw wrong("an object does not end") }
    return members
  }

  private mutating func elements(_ depth: Int) throws(PriceFileError) -> [JSONValue] {
    position += 1
    var elements: [JSONValue] = []
    if take(UInt8(ascii: "]")) { return elements }
    repeat { elements.append(try value(depth: depth + 1)) } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw wrong("a list does not end") }
    return elements
  }

  private mutating func string() throws(PriceFileError) -> String {
    position += 1
    var text: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): try escape(into: &text)
      case 0..<0x20: throw wrong("a text has a control character")
      default: text.append(byte)
      }
    }
    throw wrong("a text does not end")
  }

  private mutating func escape(into text: inout [UInt8]) throws(PriceFileError) {
    guard position < bytes.count else { throw wrong("a text does not end") }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "u"):
      var scalar = try unit()
      if (0xD800..<0xDC00).contains(scalar), bytes[position...].starts(with: Array("\\u".utf8)) {
        position += 2
        scalar = 0x10000 + (scalar - 0xD800) << 10 + (try unit() & 0x3FF)
      }
      text.append(contentsOf: String(Unicode.Scalar(scalar) ?? "\u{FFFD}").utf8)
    default: text.append(byte)
    }
  }

  private mutating func unit() throws(PriceFileError) -> UInt32 {
    guard position + 4 <= bytes.count,
      let unit = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
    else { throw wrong("a \\u is not followed by four digits") }
    position += 4
    return unit
  }

  private mutating func word() throws(PriceFileError) -> JSONValue.Kind {
    let start = position
    while position < bytes.count, !Array(",]} \t\r\n".utf8).contains(bytes[position]) { position += 1 }
    let word = String(decoding: bytes[start..<position], as: UTF8.self)
    switch word {
    case "true": return .truth(true)
    case "false": return .truth(false)
    case "null": return .null
    default:
      guard FixedPointText.isNumber(word) else {
        throw PriceFileError(line: line, reason: "\"\(word.prefix(20))\" is not a value")
      }
      return .number(word)
    }
  }
}
