import SpendLogFormats

/// Finds the ends of the elements of a JSON list, piece by piece, in bytes that come piece by piece.
struct ListScanner {
  /// The delimiter that ended an element.
  enum End {
    /// The comma behind it.
    case comma
    /// The bracket of the list.
    case bracket
  }

  /// Scan state at the next bytes.
  private(set) var place: ArrayScanState
  private var nesting = JSONDepthTracker()

  init(_ place: ArrayScanState) {
    self.place = place
  }

  /// Position of the bracket of a list of objects at the start of these bytes, or inside an object around
  /// it; nil without one.
  static func opening(of bytes: UnsafeRawBufferPointer) -> (bracket: Int, scanner: ListScanner)? {
    guard let first = bytes.firstIndex(where: { $0 > 0x20 && ![0xEF, 0xBB, 0xBF].contains($0) }) else {
      return nil
    }
    if bytes[first] == UInt8(ascii: "["), isObject(bytes[(first + 1)...]) {
      return (first, ListScanner(.inList))
    }
    guard bytes[first] == UInt8(ascii: "{") else { return nil }
    return wrapped(bytes, from: first + 1).map { ($0, ListScanner(.inWrapper)) }
  }

  private static func isObject(_ bytes: Slice<UnsafeRawBufferPointer>) -> Bool {
    bytes.first { $0 > 0x20 } == UInt8(ascii: "{")
  }

  /// The bracket of the first list of objects under a name of exports.
  private static func wrapped(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    var nesting = JSONDepthTracker()
    var text = start
    var key = start..<start
    for position in start..<bytes.count {
      let isOutside = nesting.depth == 0 && !nesting.isText
      let byte = bytes[position]
      nesting.take(byte)
      if nesting.depth < 0 { return nil }
      if byte == UInt8(ascii: "\"") {
        if isOutside {
          text = position + 1
        } else if nesting.depth == 0, !nesting.isText {
          key = text..<position
        }
      }
      guard isOutside, byte == UInt8(ascii: ":") || byte == UInt8(ascii: "[") else { continue }
      let name = UnsafeRawBufferPointer(rebasing: bytes[key])
      if WrappedList.marksAnswer(name) { return nil }
      if byte == UInt8(ascii: "["), WrappedList.isName(name), isObject(bytes[(position + 1)...]) {
        return position
      }
    }
    return nil
  }

  /// Position of the comma or bracket that ends the element; nil when it is not among these bytes, which
  /// precede those of the next call.
  mutating func next(_ bytes: UnsafeRawBufferPointer) -> (position: Int, end: End)? {
    for position in 0..<bytes.count {
      let byte = bytes[position]
      if nesting.depth == 0, !nesting.isText, byte == UInt8(ascii: ",") { return (position, .comma) }
      nesting.take(byte)
      guard nesting.depth < 0 else { continue }
      nesting = JSONDepthTracker()
      place = place == .inWrapper ? .afterArray : .outside
      return (position, .bracket)
    }
    return nil
  }

  /// Position of the end of the object around the list; nil when it is not among these bytes.
  mutating func endOfObject(_ bytes: UnsafeRawBufferPointer) -> Int? {
    for position in 0..<bytes.count {
      nesting.take(bytes[position])
      guard nesting.depth < 0 else { continue }
      place = .outside
      return position
    }
    return nil
  }
}
