/// The data of a genai-prices package, `data.py`: a list of constructor calls, read as a document. A call
/// is an object of its keyword arguments, dates and decimals are texts and numbers. Code is never run.
struct PythonData {
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  private static let deepest = 64

  /// Returns true if a file looks like such a package's data.
  static func isMeant(_ bytes: [UInt8]) -> Bool {
    let head = String(decoding: bytes.prefix(4_096), as: UTF8.self)
    return head.contains("providers: list[Provider] = [")
  }

  static func document(_ bytes: [UInt8]) throws(PriceFileError) -> JSONValue {
    var reader = PythonData(bytes)
    return try reader.providers()
  }

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  private mutating func providers() throws(PriceFileError) -> JSONValue {
    let start = Array("providers: list[Provider] =".utf8)
    while position < bytes.count, !bytes[position...].starts(with: start) {
      if bytes[position] == UInt8(ascii: "\n") { line += 1 }
      position += 1
    }
    position = min(bytes.count, position + start.count)
    return try value(depth: 0)
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
    case UInt8(ascii: "["):
      position += 1
      return JSONValue(.array(try elements(until: UInt8(ascii: "]"), depth)), line: start)
    case UInt8(ascii: "{"):
      position += 1
      return JSONValue(.object(try pairs(depth)), line: start)
    case UInt8(ascii: "("):
      position += 1
      return try joined(until: UInt8(ascii: ")"), line: start)
    case UInt8(ascii: "'"), UInt8(ascii: "\""): return try joined(until: nil, line: start)
    default: break
    }
    let word = word()
    guard !word.isEmpty else { throw wrong("a value is not understood") }
    if take(UInt8(ascii: "(")) { return try call(word, start, depth) }
    switch word {
    case "None": return JSONValue(.null, line: start)
    case "True": return JSONValue(.truth(true), line: start)
    case "False": return JSONValue(.truth(false), line: start)
    default:
      // A constant of a module, such as a time zone.
      if word.utf8.first.map({ $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A }) == true {
        return JSONValue(.null, line: start)
      }
      let digits = word.filter { $0 != "_" }
      guard FixedPointText.isNumber(digits) else { throw wrong("\"\(word.prefix(20))\" is not a value") }
      return JSONValue(.number(digits), line: start)
    }
  }

  private mutating func word() -> String {
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      guard byte.isDigit || byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || "_.+-".utf8.contains(byte) else {
        break
      }
      position += 1
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  /// Arguments of a call up to its end.
  private mutating func call(_ name: String, _ start: Int, _ depth: Int) throws(PriceFileError) -> JSONValue {
    var plain: [JSONValue] = []
    var named: [(key: String, value: JSONValue)] = []
    while !take(UInt8(ascii: ")")) {
      skipBlanks()
      let (before, lineBefore) = (position, line)
      let key = word()
      if !key.isEmpty, take(UInt8(ascii: "=")) {
        // A name that is a word of the language has an underscore behind it.
        named.append((key.hasSuffix("_") ? String(key.dropLast()) : key, try value(depth: depth + 1)))
      } else {
        (position, line) = (before, lineBefore)
        plain.append(try value(depth: depth + 1))
      }
      guard take(UInt8(ascii: ",")) || position < bytes.count && bytes[position] == UInt8(ascii: ")") else {
        throw wrong("arguments of \(name) do not end")
      }
    }
    if name == "Decimal", let text = plain.first?.number ?? plain.first?.text {
      return JSONValue(.number(text), line: start)
    }
    func two(_ index: Int) -> String {
      let text = index < plain.count ? plain[index].number ?? "" : "0"
      return text.count == 1 ? "0" + text : text
    }
    if name == "datetime.date", plain.count == 3 {
      return JSONValue(.string("\(plain[0].number ?? "")-\(two(1))-\(two(2))"), line: start)
    }
    if name == "datetime.time" { return JSONValue(.string("\(two(0)):\(two(1))"), line: start) }
    return JSONValue(.object(named), line: start)
  }

  private mutating func elements(until end: UInt8, _ depth: Int) throws(PriceFileError) -> [JSONValue] {
    var elements: [JSONValue] = []
    while !take(end) {
      elements.append(try value(depth: depth + 1))
      guard take(UInt8(ascii: ",")) || position < bytes.count && bytes[position] == end else {
        throw wrong("a list does not end")
      }
    }
    return elements
  }

  private mutating func pairs(_ depth: Int) throws(PriceFileError) -> [(key: String, value: JSONValue)] {
    var pairs: [(key: String, value: JSONValue)] = []
    while !take(UInt8(ascii: "}")) {
      guard let key = try value(depth: depth + 1).text else { throw wrong("a key is not a text") }
      guard take(UInt8(ascii: ":")) else { throw wrong("there is no : behind \"\(key)\"") }
      pairs.append((key, try value(depth: depth + 1)))
      guard take(UInt8(ascii: ",")) || position < bytes.count && bytes[position] == UInt8(ascii: "}") else {
        throw wrong("an object does not end")
      }
    }
    return pairs
  }

  /// Texts side by side, which the language joins.
  private mutating func joined(until end: UInt8?, line start: Int) throws(PriceFileError) -> JSONValue {
    var text = ""
    while true {
      skipBlanks()
      if let end, take(end) { break }
      guard position < bytes.count else { throw wrong("a text does not end") }
      guard bytes[position] == UInt8(ascii: "'") || bytes[position] == UInt8(ascii: "\"") else {
        guard end == nil else { throw wrong("a text is not understood") }
        break
      }
      text += try string()
    }
    return JSONValue(.string(text), line: start)
  }

  private mutating func string() throws(PriceFileError) -> String {
    let quote = bytes[position]
    position += 1
    var text: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case quote: return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\n"): throw wrong("a text does not end")
      case UInt8(ascii: "\\"):
        guard position < bytes.count else { throw wrong("a text does not end") }
        switch bytes[position] {
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "t"): text.append(0x09)
        default: text.append(bytes[position])
        }
        position += 1
      default: text.append(byte)
      }
    }
    throw wrong("a text does not end")
  }
}
