import CSupport
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

  /// Creates a text from a name outside a log. The bytes must outlive the text.
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

  /// Compares without regard to the case of ASCII letters. `text` is lower case.
  func equalsLowercased(_ text: StaticString) -> Bool {
    bytes.count == text.utf8CodeUnitCount
      && bytes.indices.allSatisfy { place in
        let byte = bytes[place]
        return (byte &- 0x41 < 26 ? byte | 0x20 : byte) == text.utf8Start[place]
      }
  }

  /// The text without spaces around it.
  var trimmed: FieldText {
    guard let first = bytes.first, let last = bytes.last, first <= 0x20 || last <= 0x20 else { return self }
    var rest = bytes[...]
    while let first = rest.first, first <= 0x20 { rest = rest.dropFirst() }
    while let last = rest.last, last <= 0x20 { rest = rest.dropLast() }
    return FieldText(UnsafeRawBufferPointer(rebasing: rest), isEscaped: isEscaped)
  }

  func hasPrefix(_ text: StaticString) -> Bool {
    guard let start, Int(length) >= text.utf8CodeUnitCount else { return false }
    return memcmp(start, text.utf8Start, text.utf8CodeUnitCount) == 0
  }

  func hasSuffix(_ text: StaticString) -> Bool {
    guard let start, Int(length) >= text.utf8CodeUnitCount else { return false }
    return memcmp(start + Int(length) - text.utf8CodeUnitCount, text.utf8Start, text.utf8CodeUnitCount) == 0
  }

  func contains(_ text: StaticString) -> Bool {
    guard let start else { return false }
    let wanted = text.utf8CodeUnitCount
    if length > 64 { return spend_contains(start, Int(length), text.utf8Start, wanted) }
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

  /// Index behind the first occurrence of `text`; nil without one.
  func end(of text: StaticString) -> Int? {
    let wanted = UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    var position = 0
    while position + wanted.count <= bytes.count {
      if bytes[position..<position + wanted.count].elementsEqual(wanted) { return position + wanted.count }
      position += 1
    }
    return nil
  }

  /// Adds the text with its backslashes undone, cut to `longest` bytes.
  public func append(to bytes: inout [UInt8]) {
    guard isEscaped else {
      bytes.append(contentsOf: UnsafeRawBufferPointer(start: start, count: min(Int(length), Self.longest)))
      return
    }
    let known = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: Self.longest))
    let count = bytes.withUnsafeMutableBufferPointer { room in
      room.baseAddress.map { JSONText.unescape(self.bytes, to: $0 + known, atMost: Self.longest) } ?? 0
    }
    bytes.removeLast(Self.longest - count)
  }

  /// Writes what `append(to:)` adds to memory of at least `longest` bytes. Returns how many they are.
  func write(to room: UnsafeMutablePointer<UInt8>) -> Int {
    guard !isEscaped else { return JSONText.unescape(bytes, to: room, atMost: Self.longest) }
    guard let start else { return 0 }
    let count = min(Int(length), Self.longest)
    room.update(from: start, count: count)
    return count
  }

  /// The text as a string. Invalid UTF-8 becomes U+FFFD.
  public var string: String {
    if !isEscaped { return String(decoding: bytes.prefix(Self.longest), as: UTF8.self) }
    var plain: [UInt8] = []
    append(to: &plain)
    return String(decoding: plain, as: UTF8.self)
  }
}
