/// Depth of a byte in JSON.
struct JSONDepthTracker {
  /// Open brackets; negative behind one that was open before.
  private(set) var depth = 0
  private(set) var isText = false
  private var isEscaped = false

  @inline(__always)
  mutating func take(_ byte: UInt8) {
    if isText {
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        isText = false
      }
      return
    }
    switch byte {
    case UInt8(ascii: "\""): isText = true
    case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
    case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
    default: break
    }
  }
}
