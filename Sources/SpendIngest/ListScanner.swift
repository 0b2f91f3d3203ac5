/// Finds the ends of the elements of a JSON list, piece by piece, in bytes that come piece by piece.
struct ListScanner {
  /// What ended an element.
  enum End {
    /// The comma behind it.
    case comma
    /// The bracket of the list.
    case bracket
  }

  /// Open brackets below the list.
  private var depth = 0
  private var isText = false
  private var isEscaped = false

  /// Whether bytes begin a list of objects.
  static func isList(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var rest = bytes.drop { $0 <= 0x20 }
    guard rest.first == UInt8(ascii: "[") else { return false }
    rest = rest.dropFirst().drop { $0 <= 0x20 }
    return rest.first == UInt8(ascii: "{")
  }

  /// Where the comma or the bracket is that ends the element; nil when it is not among these bytes,
  /// which come before those of the next call.
  mutating func next(_ bytes: UnsafeRawBufferPointer) -> (position: Int, end: End)? {
    for position in 0..<bytes.count {
      let byte = bytes[position]
      if isText {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isText = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isText = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { return (position, .bracket) }
        depth -= 1
      case UInt8(ascii: ",") where depth == 0: return (position, .comma)
      default: break
      }
    }
    return nil
  }
}
