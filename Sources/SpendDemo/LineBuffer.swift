import SpendCore

/// Bytes of log lines being put together: no text is made on the way, so that writing costs little
/// more than copying.
public struct LineBuffer: Sendable {
  public private(set) var bytes: [UInt8] = []
  /// The next member of the open object comes first: no comma before it.
  private var isFirst = true

  public init(capacity: Int = 0) {
    bytes.reserveCapacity(capacity)
  }

  public var count: Int { bytes.count }

  /// Empties it, and keeps the room.
  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
  }

  /// Ends the line.
  public mutating func endLine() {
    bytes.append(0x0A)
    isFirst = true
  }

  // MARK: Plain bytes

  @inline(__always)
  mutating func put(_ text: StaticString) {
    bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  mutating func put(_ line: ArraySlice<UInt8>) { bytes.append(contentsOf: line) }

  /// A line of JSON as the text of a JSON string: it holds no control characters.
  mutating func putEscaped(_ line: ArraySlice<UInt8>) {
    for byte in line {
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
      bytes.append(byte)
    }
  }

  /// Names of this module: ASCII without anything to escape.
  @inline(__always)
  mutating func put(_ text: String) {
    let isCopied: Void? = text.utf8.withContiguousStorageIfAvailable { bytes.append(contentsOf: $0) }
    if isCopied == nil { bytes.append(contentsOf: text.utf8) }
  }

  @inline(__always)
  mutating func put(_ number: Int64) {
    if number < 0 { bytes.append(UInt8(ascii: "-")) }
    put(number.magnitude)
  }

  private mutating func put(_ number: UInt64) {
    var divisor: UInt64 = 1
    while number / divisor >= 10 { divisor &*= 10 }
    while divisor > 0 {
      bytes.append(0x30 &+ UInt8(truncatingIfNeeded: number / divisor % 10))
      divisor /= 10
    }
  }

  /// The last `width` digits of a number that is not negative, with leading zeros.
  mutating func put(_ number: Int, width: Int) {
    var divisor = 1
    for _ in 1..<max(1, width) { divisor &*= 10 }
    while divisor > 0 {
      bytes.append(0x30 &+ UInt8(truncatingIfNeeded: number / divisor % 10))
      divisor /= 10
    }
  }

  /// Sixteen hexadecimal digits.
  mutating func put(hex number: UInt64) {
    for shift in stride(from: 60, through: 0, by: -4) {
      let digit = UInt8(truncatingIfNeeded: number >> UInt64(shift) & 15)
      bytes.append(digit < 10 ? 0x30 &+ digit : 0x57 &+ digit)
    }
  }

  /// RFC 3339 in UTC with milliseconds.
  mutating func put(_ time: Instant) {
    let civil = CivilTime(time)
    put(civil.year, width: 4)
    bytes.append(UInt8(ascii: "-"))
    put(civil.month, width: 2)
    bytes.append(UInt8(ascii: "-"))
    put(civil.day, width: 2)
    bytes.append(UInt8(ascii: "T"))
    put(civil.hour, width: 2)
    bytes.append(UInt8(ascii: ":"))
    put(civil.minute, width: 2)
    bytes.append(UInt8(ascii: ":"))
    put(civil.second, width: 2)
    bytes.append(UInt8(ascii: "."))
    put(civil.microsecond / 1_000, width: 3)
    bytes.append(UInt8(ascii: "Z"))
  }

  /// A whole number over a power of ten as a decimal: 1234 with 3 places is `1.234`.
  mutating func put(_ number: Int64, places: Int) {
    var unit: Int64 = 1
    for _ in 0..<places { unit &*= 10 }
    put(number / unit)
    bytes.append(UInt8(ascii: "."))
    put(Int(number % unit), width: places)
  }

  // MARK: JSON

  @inline(__always)
  mutating func key(_ name: StaticString) {
    if !isFirst { bytes.append(UInt8(ascii: ",")) }
    isFirst = false
    bytes.append(UInt8(ascii: "\""))
    put(name)
    put("\":")
  }

  /// A member whose value is given as JSON.
  @inline(__always)
  mutating func raw(_ name: StaticString, _ json: StaticString) {
    key(name)
    put(json)
  }

  @inline(__always)
  mutating func number(_ name: StaticString, _ number: Int64) {
    key(name)
    put(number)
  }

  /// A count the log does not state is left out.
  @inline(__always)
  mutating func number(_ name: StaticString, _ count: Int32?) {
    if let count { number(name, Int64(count)) }
  }

  @inline(__always)
  mutating func flag(_ name: StaticString, _ value: Bool) {
    raw(name, value ? "true" : "false")
  }

  /// A text; an empty one is left out.
  @inline(__always)
  mutating func text(_ name: StaticString, _ text: String) {
    guard !text.isEmpty else { return }
    key(name)
    bytes.append(UInt8(ascii: "\""))
    put(text)
    bytes.append(UInt8(ascii: "\""))
  }

  @inline(__always)
  mutating func text(_ name: StaticString, _ prefix: StaticString, hex number: UInt64) {
    key(name)
    bytes.append(UInt8(ascii: "\""))
    put(prefix)
    put(hex: number)
    bytes.append(UInt8(ascii: "\""))
  }

  mutating func time(_ name: StaticString, _ time: Instant) {
    key(name)
    bytes.append(UInt8(ascii: "\""))
    put(time)
    bytes.append(UInt8(ascii: "\""))
  }

  /// The whole line, or an element of an array.
  @inline(__always)
  mutating func object(_ members: (inout LineBuffer) -> Void) {
    bytes.append(UInt8(ascii: "{"))
    isFirst = true
    members(&self)
    bytes.append(UInt8(ascii: "}"))
    isFirst = false
  }

  @inline(__always)
  mutating func object(_ name: StaticString, _ members: (inout LineBuffer) -> Void) {
    key(name)
    object(members)
  }

  /// An array of one object.
  @inline(__always)
  mutating func list(_ name: StaticString, _ members: (inout LineBuffer) -> Void) {
    key(name)
    bytes.append(UInt8(ascii: "["))
    object(members)
    bytes.append(UInt8(ascii: "]"))
  }
}
