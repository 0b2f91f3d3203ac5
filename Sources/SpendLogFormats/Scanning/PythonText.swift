/// Objects as Python prints them, rewritten as JSON: `{'prompt_tokens': 8, 'cost': None}` and
/// `CompletionUsage(prompt_tokens=8, details=Details(cached_tokens=None))`.
struct PythonText {
  private let text: UnsafeRawBufferPointer
  private var position = 0
  private var json: [UInt8] = []
  /// The closing brackets that are open, the innermost last.
  private var closers: [UInt8] = []

  private static let longest = 65_536
  private static let deepest = 32

  private init(_ text: UnsafeRawBufferPointer) {
    self.text = text
  }

  /// True for a text with the form of a printed object, by its ends alone.
  static func mayBe(_ text: UnsafeRawBufferPointer) -> Bool {
    guard text.count > 8, let first = text.first, let last = text.last else { return false }
    if last == UInt8(ascii: "}") {
      return first == UInt8(ascii: "{") && text[1] == UInt8(ascii: "'")
    }
    guard last == UInt8(ascii: ")"), first &- 0x41 < 26 else { return false }
    return text.first { !isName($0) && $0 &- 0x30 > 9 } == UInt8(ascii: "(")
  }

  /// The object as JSON; nil for a text of another form.
  static func json(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
    guard mayBe(text), text.count <= longest else { return nil }
    var reader = PythonText(text)
    return reader.rewrite() ? reader.json : nil
  }

  private mutating func rewrite() -> Bool {
    while position < text.count {
      switch text[position] {
      case UInt8(ascii: "'"), UInt8(ascii: "\""):
        guard quoted() else { return false }
      case UInt8(ascii: "{"): guard open(UInt8(ascii: "}")) else { return false }
      case UInt8(ascii: "["), UInt8(ascii: "("): guard open(UInt8(ascii: "]")) else { return false }
      case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ")"):
        guard let closer = closers.popLast() else { return false }
        json.append(closer)
        position += 1
        if closers.isEmpty { return position == text.count }
      case UInt8(ascii: ","), UInt8(ascii: ":"), 0x20:
        json.append(text[position])
        position += 1
      case let byte where byte &- 0x30 <= 9 || byte == UInt8(ascii: "-"):
        json.append(byte)
        position += 1
        while position < text.count, Self.isNumber(text[position]) {
          json.append(text[position])
          position += 1
        }
      case let byte where Self.isName(byte):
        guard word() else { return false }
      default: return false
      }
    }
    return false
  }

  private mutating func open(_ closer: UInt8) -> Bool {
    guard closers.count < Self.deepest else { return false }
    closers.append(closer)
    json.append(closer == UInt8(ascii: "}") ? UInt8(ascii: "{") : UInt8(ascii: "["))
    position += 1
    return true
  }

  /// Rewrites the name of a type, of an argument or of a constant.
  private mutating func word() -> Bool {
    let start = position
    while position < text.count, Self.isName(text[position]) || text[position] &- 0x30 <= 9 { position += 1 }
    let word = FieldText(UnsafeRawBufferPointer(rebasing: text[start..<position]))
    guard position < text.count else { return false }
    switch text[position] {
    case UInt8(ascii: "("): return open(UInt8(ascii: "}"))
    case UInt8(ascii: "="):
      json.append(UInt8(ascii: "\""))
      json.append(contentsOf: word.bytes)
      json.append(contentsOf: "\":".utf8)
      position += 1
      return true
    default:
      for (name, value) in [("None", "null"), ("True", "true"), ("False", "false")]
        as [(StaticString, String)]
      where word.equals(name) {
        json.append(contentsOf: value.utf8)
        return true
      }
      return false
    }
  }

  private mutating func quoted() -> Bool {
    let quote = text[position]
    position += 1
    json.append(UInt8(ascii: "\""))
    while position < text.count {
      let byte = text[position]
      position += 1
      switch byte {
      case quote:
        json.append(UInt8(ascii: "\""))
        return true
      case UInt8(ascii: "\\"):
        guard position < text.count else { return false }
        // JSON has no escape for a single quote.
        if text[position] != UInt8(ascii: "'") { json.append(byte) }
        json.append(text[position])
        position += 1
      case UInt8(ascii: "\""): json.append(contentsOf: [UInt8(ascii: "\\"), byte])
      case 0..<0x20: json.append(0x20)
      default: json.append(byte)
      }
    }
    return false
  }

  private static func isName(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "_")
  }

  private static func isNumber(_ byte: UInt8) -> Bool {
    byte &- 0x30 <= 9 || byte == UInt8(ascii: ".") || byte | 0x20 == UInt8(ascii: "e")
      || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
  }
}
