/// A decoder of the bytes that a terminal sends: keys, mouse reports, pasted text and focus reports.
///
/// Input may be cut anywhere: an incomplete sequence waits for its rest. A sequence of an unknown kind is
/// swallowed whole, so that no part of it acts as a key.
public struct InputDecoder: Sendable {
  private var bytes: [UInt8] = []
  /// Text pasted so far; nil outside of a paste.
  private var pasted: String?

  /// Bytes of a paste that are kept; the rest is dropped.
  static let longestPaste = 4_096
  /// Bytes of an unfinished sequence that are kept before it is dropped.
  private static let longestSequence = 4_096

  public init() {}

  /// The time in milliseconds that an incomplete sequence may wait for its rest; nil without one. A lone
  /// Escape byte is soon taken for the key, while an introducer such as `ESC [` is never typed by hand.
  public var patience: Int? {
    if bytes.isEmpty { return pasted == nil ? nil : 1_000 }
    return bytes == [0x1B] ? 50 : 200
  }

  /// Decodes the next bytes.
  public mutating func decode(_ input: some Sequence<UInt8>) -> [InputEvent] {
    bytes += input
    var events: [InputEvent] = []
    var start = 0
    while start < bytes.count {
      guard let (length, event) = Self.next(bytes[start...], isPasting: pasted != nil) else { break }
      start += length
      if let event = take(event) { events.append(event) }
    }
    bytes.removeFirst(start)
    if bytes.count > Self.longestSequence { bytes = [] }
    return events
  }

  /// Ends the wait for the rest of a sequence: a lone Escape byte is the key, a paste without its end mark
  /// is over, anything else is dropped.
  public mutating func flush() -> [InputEvent] {
    defer { bytes = [] }
    if let text = pasted, bytes.isEmpty {
      pasted = nil
      return [.key(.paste(text))]
    }
    return bytes == [0x1B] && pasted == nil ? [.key(.escape)] : []
  }

  private enum Token {
    case ignored
    case event(InputEvent)
    case scalar(Unicode.Scalar)
    case pasteBegins, pasteEnds
  }

  private mutating func take(_ token: Token) -> InputEvent? {
    switch token {
    case .ignored: return nil
    case .pasteBegins:
      pasted = ""
      return nil
    case .pasteEnds:
      defer { pasted = nil }
      return pasted.map { .key(.paste($0)) }
    case .event(let event): return pasted == nil ? event : nil
    case .scalar(let scalar):
      guard let text = pasted else { return Self.character(scalar).map { .key($0) } }
      // Line ends and other controls are not part of a typed line.
      if scalar.value >= 0x20, scalar.value != 0x7F, text.utf8.count < Self.longestPaste {
        pasted = text + String(Character(scalar))
      }
      return nil
    }
  }

  /// The first token of `bytes` and its length; nil when its rest has not arrived.
  private static func next(_ bytes: ArraySlice<UInt8>, isPasting: Bool) -> (length: Int, token: Token)? {
    guard let first = bytes.first else { return nil }
    if first != 0x1B { return scalar(bytes) }
    guard bytes.count > 1 else { return nil }
    switch bytes[bytes.startIndex + 1] {
    case UInt8(ascii: "["): return control(bytes)
    case UInt8(ascii: "O"):
      guard bytes.count > 2 else { return nil }
      return (3, function(final: bytes[bytes.startIndex + 2], parameters: []))
    case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"), UInt8(ascii: "_"):
      return string(bytes)
    case 0x1B: return (1, .event(.key(.escape)))
    // A letter with Alt arrives as Escape and the letter.
    default: return (1, isPasting ? .ignored : .event(.key(.escape)))
    }
  }

  /// A scalar of UTF-8; bytes that are none are ignored one by one.
  private static func scalar(_ bytes: ArraySlice<UInt8>) -> (length: Int, token: Token)? {
    let first = bytes[bytes.startIndex]
    let length =
      first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0
    if length == 0 { return (1, .ignored) }
    let rest = bytes.dropFirst().prefix(length - 1)
    if let wrong = rest.firstIndex(where: { $0 & 0xC0 != 0x80 }) {
      return (wrong - bytes.startIndex, .ignored)
    }
    guard rest.count == length - 1 else { return nil }
    guard let scalar = String(validating: bytes.prefix(length), as: UTF8.self)?.unicodeScalars.first else {
      return (length, .ignored)
    }
    return (length, .scalar(scalar))
  }

  /// `ESC [`: parameters, intermediates and a final byte (ECMA-48, 5.4).
  private static func control(_ bytes: ArraySlice<UInt8>) -> (length: Int, token: Token)? {
    var index = bytes.startIndex + 2
    // The Linux console sends F1 to F5 as `ESC [ [ A`, a final byte behind a second bracket.
    if index < bytes.endIndex, bytes[index] == UInt8(ascii: "[") {
      guard index + 1 < bytes.endIndex else { return nil }
      let number = Int(bytes[index + 1]) - Int(UInt8(ascii: "A")) + 1
      return (4, (1...5).contains(number) ? .event(.key(.function(number))) : .ignored)
    }
    let begin = index
    while index < bytes.endIndex, (0x20...0x3F).contains(bytes[index]) { index += 1 }
    guard index < bytes.endIndex else { return nil }
    let final = bytes[index]
    let length = index - bytes.startIndex + 1
    // A byte that cannot be in a sequence ends it and stands for itself.
    guard (0x40...0x7E).contains(final) else { return (length - 1, .ignored) }
    let body = bytes[begin..<index]
    if final == UInt8(ascii: "M"), body.isEmpty {
      // A report of the mouse in the old form: three bytes follow.
      guard bytes.count >= length + 3 else { return nil }
      let report = bytes[(index + 1)...].prefix(3).map { Int($0) - 32 }
      return (
        length + 3, mouse(code: report[0], column: report[1], row: report[2], isRelease: report[0] & 3 == 3)
      )
    }
    if body.first == UInt8(ascii: "<"), final == UInt8(ascii: "M") || final == UInt8(ascii: "m") {
      let numbers = parameters(body.dropFirst())
      guard numbers.count == 3 else { return (length, .ignored) }
      return (
        length,
        mouse(code: numbers[0], column: numbers[1], row: numbers[2], isRelease: final == UInt8(ascii: "m"))
      )
    }
    guard body.allSatisfy({ $0 == UInt8(ascii: ";") || (0x30...0x39).contains($0) }) else {
      return (length, .ignored)
    }
    return (length, function(final: final, parameters: parameters(body)))
  }

  private static func parameters(_ bytes: ArraySlice<UInt8>) -> [Int] {
    bytes.isEmpty
      ? []
      : bytes.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map { part in
        part.prefix(6).reduce(0) { $0 * 10 + Int($1) - 0x30 }
      }
  }

  /// `ESC ]`, `ESC P` and others of the kind: text up to a terminator, all of it ignored.
  private static func string(_ bytes: ArraySlice<UInt8>) -> (length: Int, token: Token)? {
    for index in (bytes.startIndex + 2)..<bytes.endIndex {
      if bytes[index] == 0x07 { return (index - bytes.startIndex + 1, .ignored) }
      if bytes[index] == 0x1B {
        guard index + 1 < bytes.endIndex else { return nil }
        if bytes[index + 1] == UInt8(ascii: "\\") { return (index - bytes.startIndex + 2, .ignored) }
      }
    }
    return nil
  }

  /// A key by the final byte of its sequence. Modifiers are parameters after the first, and are ignored.
  private static func function(final: UInt8, parameters: [Int]) -> Token {
    let isPlain = parameters.isEmpty || parameters[0] == 1 && parameters.count == 2
    let key: Key? =
      switch Unicode.Scalar(final) {
      case "A": .up
      case "B": .down
      case "C": .right
      case "D": .left
      case "H": .home
      case "F": .end
      case "Z": .backTab
      // A report of the cursor also ends with R, and one of the mouse with M.
      case "P" where isPlain: .function(1)
      case "Q" where isPlain: .function(2)
      case "R" where isPlain: .function(3)
      case "S" where isPlain: .function(4)
      case "M" where parameters.isEmpty: .enter
      case "~": numbered(parameters.first ?? 0)
      default: nil
      }
    switch (Unicode.Scalar(final), parameters.first ?? 0) {
    case ("I", _): return .event(.focus(true))
    case ("O", _): return .event(.focus(false))
    case ("~", 200): return .pasteBegins
    case ("~", 201): return .pasteEnds
    default: return key.map { .event(.key($0)) } ?? .ignored
    }
  }

  /// `ESC [ number ~`, as xterm, VT220, rxvt and the Linux console number their keys.
  private static func numbered(_ number: Int) -> Key? {
    switch number {
    case 1, 7: .home
    case 4, 8: .end
    case 3: .delete
    case 5: .pageUp
    case 6: .pageDown
    case 11...15: .function(number - 10)
    case 17...21: .function(number - 11)
    case 23, 24: .function(number - 12)
    default: nil
    }
  }

  private static func character(_ scalar: Unicode.Scalar) -> Key? {
    switch scalar.value {
    case 0x0A, 0x0D: .enter
    case 0x09: .tab
    case 0x7F, 0x08: .backspace
    case 0x01...0x1A: Unicode.Scalar(scalar.value + 0x60).map { .control(Character($0)) }
    case 0..<0x20, 0x80..<0xA0: nil
    default: .character(Character(scalar))
    }
  }

  /// Presses of the left button and turns of the wheel act; releases, drags and other buttons do not.
  private static func mouse(code: Int, column: Int, row: Int, isRelease: Bool) -> Token {
    let isMotion = code & 32 != 0
    guard !isRelease, !isMotion, column > 0, row > 0 else { return .ignored }
    // Shift, Alt and Control are bits of their own.
    let kind: MousePress.Kind? =
      switch code & ~0b1_1100 {
      case 0: .press
      case 64: .wheelUp
      case 65: .wheelDown
      default: nil
      }
    return kind.map { .event(.key(.mouse(MousePress($0, row: row - 1, column: column - 1)))) } ?? .ignored
  }
}
