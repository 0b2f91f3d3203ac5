import CSupport
import Glibc

/// JSON's way of writing text.
enum JSONText {
  /// Writes the bytes that a string stands for, `most` at the most, and returns how many they are. A
  /// lone surrogate is U+FFFD; an unknown escape is the character itself.
  static func unescape(
    _ text: UnsafeRawBufferPointer, to room: UnsafeMutablePointer<UInt8>, atMost most: Int
  ) -> Int {
    guard let start = text.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return 0 }
    var output = 0
    var position = 0
    while position < text.count, output < most {
      var used = 0
      output += spend_unescape(start + position, text.count - position, room + output, most - output, &used)
      position += used
      guard position < text.count, output < most else { break }
      guard position + 1 < text.count else {
        // A backslash at the very end stands for itself.
        room[output] = start[position]
        return output + 1
      }
      position += 2
      let count = write(scalar(text, &position), to: room + output, atMost: most - output)
      guard count > 0 else { return output }
      output += count
    }
    return output
  }

  /// The character of an escape by number, with the second half of a surrogate pair where there is one.
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

  /// Writes a character in UTF-8; returns 0 when the room is too small for the whole character.
  private static func write(_ scalar: UInt32, to room: UnsafeMutablePointer<UInt8>, atMost most: Int) -> Int {
    let count = scalar < 0x80 ? 1 : scalar < 0x800 ? 2 : scalar < 0x10000 ? 3 : 4
    guard count <= most else { return 0 }
    let lead: UInt32 = count == 1 ? 0 : count == 2 ? 0xC0 : count == 3 ? 0xE0 : 0xF0
    room[0] = UInt8(truncatingIfNeeded: lead | scalar >> UInt32(6 * (count - 1)))
    for place in 1..<max(1, count) {
      room[place] = UInt8(truncatingIfNeeded: 0x80 | scalar >> UInt32(6 * (count - 1 - place)) & 0x3F)
    }
    return count
  }

  private static let mostMembers = 256

  /// The JSON with every object of many members, other than the outermost one, replaced by an empty one.
  static func withoutLargeObjects(_ text: UnsafeRawBufferPointer) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(text.count)
    var open: [(start: Int, members: Int)] = []
    var isText = false
    var isEscaped = false
    for byte in text {
      output.append(byte)
      if isText {
        isText = isEscaped || byte != UInt8(ascii: "\"")
        isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isText = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): open.append((output.count - 1, 1))
      case UInt8(ascii: ","): if !open.isEmpty { open[open.count - 1].members += 1 }
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        guard let last = open.popLast(), byte == UInt8(ascii: "}"), !open.isEmpty, last.members > mostMembers
        else { continue }
        output.removeLast(output.count - last.start)
        output += [UInt8(ascii: "{"), UInt8(ascii: "}")]
      default: break
      }
    }
    return output
  }
}
