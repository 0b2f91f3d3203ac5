/// The spaces of JSON objects that are no part of what they state.
enum RecordText {
  /// True for a JSON object with spaces around it, or around its first member or its value. Other records are
  /// without spaces, or no objects.
  static func hasSpaces(_ record: UnsafeRawBufferPointer) -> Bool {
    guard let first = record.first else { return false }
    guard first == UInt8(ascii: "{") else {
      return first <= 0x20 && record.first { $0 > 0x20 } == UInt8(ascii: "{")
    }
    guard record.count > 1, record[1] > 0x20, record[record.count - 1] > 0x20 else { return true }
    guard let colon = record.firstIndex(of: UInt8(ascii: ":")), colon + 1 < record.count else { return false }
    return record[colon + 1] <= 0x20 || record[colon - 1] <= 0x20
  }

  /// An object that is a line of a list without the comma before the next one; other records as they are.
  static func withoutComma(_ record: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    guard let last = record.lastIndex(where: { $0 > 0x20 }), record[last] == UInt8(ascii: ","),
      record.first(where: { $0 > 0x20 }) == UInt8(ascii: "{")
    else { return record }
    return UnsafeRawBufferPointer(rebasing: record[..<last])
  }

  /// Adds a JSON object without the spaces that lie outside of its texts.
  static func appendCompact(_ record: UnsafeRawBufferPointer, to text: inout [UInt8]) {
    text.reserveCapacity(text.count + record.count)
    var start = 0
    var position = 0
    var isText = false
    while position < record.count {
      let byte = record[position]
      if byte == UInt8(ascii: "\"") {
        isText.toggle()
      } else if isText {
        if byte == UInt8(ascii: "\\") { position += 1 }
      } else if byte <= 0x20 {
        text.append(contentsOf: record[start..<position])
        start = position + 1
      }
      position += 1
    }
    if start < record.count { text.append(contentsOf: record[start...]) }
  }
}
