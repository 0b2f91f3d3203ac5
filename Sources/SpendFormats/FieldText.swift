import Glibc

/// Text of a field where it lies: in the line, in the program, or in the decoder's scratch memory.
/// Valid while the event it belongs to is handed out.
public struct FieldText {
  private let start: UnsafePointer<UInt8>?
  private let length: UInt32
  /// Written with JSON's backslashes.
  public let isEscaped: Bool

  /// Fields are names, not prose: more than this of one is cut off.
  public static let longest = 256

  public static var empty: FieldText { FieldText() }

  init() {
    start = nil
    length = 0
    isEscaped = false
  }

  @inline(__always)
  public init(_ text: StaticString) {
    start = text.utf8Start
    length = UInt32(text.utf8CodeUnitCount)
    isEscaped = false
  }

  @inline(__always)
  init(_ bytes: UnsafeRawBufferPointer, isEscaped: Bool = false) {
    start = bytes.baseAddress.map { UnsafePointer($0.assumingMemoryBound(to: UInt8.self)) }
    length = UInt32(truncatingIfNeeded: bytes.count)
    self.isEscaped = isEscaped
  }

  /// A name that is no field of a log. It must outlive the text.
  public init(name bytes: UnsafeRawBufferPointer) {
    self.init(bytes)
  }

  @inline(__always)
  public var isEmpty: Bool { length == 0 }

  /// The bytes as they stand in the log.
  @inline(__always)
  public var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: start, count: Int(length))
  }

  func equals(_ text: StaticString) -> Bool {
    guard let start, Int(length) == text.utf8CodeUnitCount else { return false }
    return memcmp(start, text.utf8Start, Int(length)) == 0
  }

  func hasPrefix(_ text: StaticString) -> Bool {
    guard let start, Int(length) >= text.utf8CodeUnitCount else { return false }
    return memcmp(start, text.utf8Start, text.utf8CodeUnitCount) == 0
  }

  func contains(_ text: StaticString) -> Bool {
    guard let start else { return false }
    let wanted = text.utf8CodeUnitCount
    var position = 0
    while position + wanted <= Int(length) {
      guard
        let hit = memchr(start + position, Int32(text.utf8Start.pointee), Int(length) - position - wanted + 1)
      else { return false }
      if memcmp(hit, text.utf8Start, wanted) == 0 { return true }
      position = hit - UnsafeMutableRawPointer(mutating: start) + 1
    }
    return false
  }

  /// Adds the text with its backslashes undone, cut to `longest` bytes.
  public func append(to bytes: inout [UInt8]) {
    guard isEscaped else {
      bytes.append(contentsOf: self.bytes.prefix(Self.longest))
      return
    }
    var output = 0
    JSONText.unescape(self.bytes) { byte in
      guard output < Self.longest else { return false }
      bytes.append(byte)
      output += 1
      return true
    }
  }

  /// The text. Bytes that are no UTF-8 become U+FFFD.
  public var string: String {
    if !isEscaped { return String(decoding: bytes.prefix(Self.longest), as: UTF8.self) }
    var plain: [UInt8] = []
    append(to: &plain)
    return String(decoding: plain, as: UTF8.self)
  }
}

/// JSON's way of writing text.
enum JSONText {
  /// Hands out the bytes that a string stands for, until `output` returns false. A lone surrogate is
  /// U+FFFD; an unknown escape is the character itself.
  @inline(__always)
  static func unescape(_ text: UnsafeRawBufferPointer, _ output: (UInt8) -> Bool) {
    var position = 0
    while position < text.count {
      let byte = text[position]
      guard byte == UInt8(ascii: "\\"), position + 1 < text.count else {
        guard output(byte) else { return }
        position += 1
        continue
      }
      let escape = text[position + 1]
      position += 2
      switch escape {
      case UInt8(ascii: "n"): guard output(0x0A) else { return }
      case UInt8(ascii: "t"): guard output(0x09) else { return }
      case UInt8(ascii: "r"): guard output(0x0D) else { return }
      case UInt8(ascii: "b"): guard output(0x08) else { return }
      case UInt8(ascii: "f"): guard output(0x0C) else { return }
      case UInt8(ascii: "u"):
        guard write(scalar(text, &position), output) else { return }
      default: guard output(escape) else { return }
      }
    }
  }

  /// The character of `\uXXXX`, with the second half of a pair when there is one.
  private static func scalar(_ text: UnsafeRawBufferPointer, _ position: inout Int) -> UInt32 {
    guard let first = hex(text, position) else { return 0xFFFD }
    position += 4
    guard (0xD800...0xDFFF).contains(first) else { return first }
    guard first < 0xDC00, position + 6 <= text.count, text[position] == UInt8(ascii: "\\"),
      text[position + 1] == UInt8(ascii: "u"), let second = hex(text, position + 2),
      (0xDC00...0xDFFF).contains(second)
    else { return 0xFFFD }
    position += 6
    return 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
  }

  private static func hex(_ text: UnsafeRawBufferPointer, _ position: Int) -> UInt32? {
    guard position + 4 <= text.count else { return nil }
    var value: UInt32 = 0
    for byte in text[position..<position + 4] {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(byte - UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt32(byte - UInt8(ascii: "a") + 10)
      case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt32(byte - UInt8(ascii: "A") + 10)
      default: return nil
      }
    }
    return value
  }

  @inline(__always)
  private static func write(_ scalar: UInt32, _ output: (UInt8) -> Bool) -> Bool {
    switch scalar {
    case 0..<0x80: return output(UInt8(scalar))
    case 0x80..<0x800:
      return output(UInt8(0xC0 | scalar >> 6)) && output(UInt8(0x80 | scalar & 0x3F))
    case 0x800..<0x10000:
      return output(UInt8(0xE0 | scalar >> 12)) && output(UInt8(0x80 | scalar >> 6 & 0x3F))
        && output(UInt8(0x80 | scalar & 0x3F))
    default:
      return output(UInt8(0xF0 | scalar >> 18 & 0x07)) && output(UInt8(0x80 | scalar >> 12 & 0x3F))
        && output(UInt8(0x80 | scalar >> 6 & 0x3F)) && output(UInt8(0x80 | scalar & 0x3F))
    }
  }
}
