import SpendCore

/// Lines of Fluent Bit's outputs `stdout` and `file`: a tag, and a list of a time and a record.
///
/// Source: Fluent Bit manual, "Standard Output" and "File".
struct FluentBitWrapper: LineWrapper {
  var name: StaticString { "fluent-bit" }
  var title: String { "Fluent Bit's stdout and file outputs" }

  private static let longestTag = 256

  func open(_ line: UnsafeRawBufferPointer, _ context: LineContext) -> OpenedLine? {
    guard let last = line.lastIndex(where: { $0 > 0x20 }), line[last] == UInt8(ascii: "]"), last > 24 else {
      return nil
    }
    var place = 0
    // The number of the record in its chunk.
    if line[0] == UInt8(ascii: "[") {
      place = 1
      while place < line.count, line[place] &- 0x30 <= 9 { place += 1 }
      guard place > 1, place + 1 < line.count, line[place] == UInt8(ascii: "]"), line[place + 1] == 0x20
      else {
        return nil
      }
      place += 2
    }
    let tagStart = place
    while place < line.count, place - tagStart < Self.longestTag, line[place] > 0x20,
      line[place] != UInt8(ascii: "[")
    {
      place += 1
    }
    guard place > tagStart + 1, line[place - 1] == UInt8(ascii: ":"), place + 3 < line.count,
      line[place] == 0x20,
      line[place + 1] == UInt8(ascii: "[")
    else { return nil }
    let tag = FieldText(UnsafeRawBufferPointer(rebasing: line[tagStart..<(place - 1)]))
    place += 2
    let hasMetadata = line[place] == UInt8(ascii: "[")
    if hasMetadata { place += 1 }
    let timeStart = place
    while place < last, line[place] &- 0x30 <= 9 || line[place] == UInt8(ascii: ".") { place += 1 }
    let seconds = UnsafeRawBufferPointer(rebasing: line[timeStart..<place])
    guard let time = Timestamp.plausibleEpoch(seconds) else { return nil }
    if hasMetadata {
      guard let end = line[place..<last].firstIndex(of: UInt8(ascii: "]")) else { return nil }
      place = end + 1
    }
    guard place + 2 < last, line[place] == UInt8(ascii: ","), line[place + 1] == 0x20,
      line[place + 2] == UInt8(ascii: "{")
    else { return nil }
    let record = UnsafeRawBufferPointer(rebasing: line[(place + 2)..<last])
    var fields = WrapperFields()
    fields.time = time
    fields.process = tag
    guard Self.hasArrows(record) else {
      return OpenedLine(fields: fields, content: WrappedContent(bytes: record, form: .json), isProven: true)
    }
    var map = RubyMap(record)
    guard let json = map.json(context) else { return nil }
    return OpenedLine(
      fields: fields, content: WrappedContent(bytes: context.copy(json), form: .json), isProven: true)
  }

  /// True for `{"key"=>value}`.
  private static func hasArrows(_ map: UnsafeRawBufferPointer) -> Bool {
    guard map.count > 4, map[1] == UInt8(ascii: "\"") else { return false }
    guard let end = map[2...].firstIndex(of: UInt8(ascii: "\"")), end + 2 < map.count else { return false }
    return map[end + 1] == UInt8(ascii: "=") && map[end + 2] == UInt8(ascii: ">")
  }

  /// A map as MessagePack prints it: arrows behind the keys, texts with or without backslashes before their quotes.
  private struct RubyMap {
    private let text: UnsafeRawBufferPointer
    private var position = 0
    private var bytes: [UInt8] = []

    private static let deepest = 8

    init(_ text: UnsafeRawBufferPointer) { self.text = text }

    /// The map as JSON; nil when the text is none.
    mutating func json(_ context: LineContext) -> [UInt8]? {
      bytes.reserveCapacity(text.count + 64)
      return map(context, depth: 0) ? bytes : nil
    }

    private mutating func take(_ byte: UInt8) -> Bool {
      guard position < text.count, text[position] == byte else { return false }
      position += 1
      return true
    }

    private mutating func map(_ context: LineContext, depth: Int) -> Bool {
      guard depth < Self.deepest, take(UInt8(ascii: "{")) else { return false }
      bytes.append(UInt8(ascii: "{"))
      var isFirst = true
      while !take(UInt8(ascii: "}")) {
        if !isFirst {
          guard take(UInt8(ascii: ",")) else { return false }
          while take(0x20) {}
          bytes.append(UInt8(ascii: ","))
        }
        isFirst = false
        guard key(), value(context, depth: depth) else { return false }
      }
      bytes.append(UInt8(ascii: "}"))
      return true
    }

    private mutating func key() -> Bool {
      guard take(UInt8(ascii: "\"")),
        let end = text[position...].firstIndex(of: UInt8(ascii: "\"")), end + 2 < text.count,
        text[end + 1] == UInt8(ascii: "="), text[end + 2] == UInt8(ascii: ">")
      else { return false }
      bytes.append(UInt8(ascii: "\""))
      bytes += text[position..<end]
      bytes += "\":".utf8
      position = end + 3
      return true
    }

    private mutating func value(_ context: LineContext, depth: Int) -> Bool {
      guard position < text.count else { return false }
      switch text[position] {
      case UInt8(ascii: "\""): return string(context)
      case UInt8(ascii: "{"): return map(context, depth: depth + 1)
      case UInt8(ascii: "["):
        position += 1
        bytes.append(UInt8(ascii: "["))
        var isFirst = true
        while !take(UInt8(ascii: "]")) {
          if !isFirst {
            guard take(UInt8(ascii: ",")) else { return false }
            while take(0x20) {}
            bytes.append(UInt8(ascii: ","))
          }
          isFirst = false
          guard depth < Self.deepest, value(context, depth: depth + 1) else { return false }
        }
        bytes.append(UInt8(ascii: "]"))
        return true
      default:
        let start = position
        while position < text.count, !",}]".utf8.contains(text[position]) { position += 1 }
        let word = FieldText(UnsafeRawBufferPointer(rebasing: text[start..<position]))
        if word.equals("nil") { bytes += "null".utf8 } else { bytes += word.bytes }
        return position > start
      }
    }

    private mutating func string(_ context: LineContext) -> Bool {
      let start = position + 1
      // A JSON object as it is.
      if start + 1 < text.count, text[start] == UInt8(ascii: "{"), text[start + 1] == UInt8(ascii: "\""),
        let end = context.endOfContainer(in: text, at: start), isEnd(end)
      {
        append(start..<end, isEscaped: false)
        return true
      }
      var end = start
      while end < text.count, !isEnd(end) {
        end += text[end] == UInt8(ascii: "\\") ? 2 : 1
      }
      guard end < text.count else { return false }
      append(start..<end, isEscaped: text[start..<end].contains(UInt8(ascii: "\\")))
      return true
    }

    private mutating func append(_ range: Range<Int>, isEscaped: Bool) {
      bytes.append(UInt8(ascii: "\""))
      for byte in text[range] {
        if !isEscaped, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
          bytes.append(UInt8(ascii: "\\"))
        }
        bytes.append(byte)
      }
      bytes.append(UInt8(ascii: "\""))
      position = range.upperBound + 1
    }

    /// True for the quote that ends a text: the map or the list ends behind it, or the next member begins.
    private func isEnd(_ place: Int) -> Bool {
      guard place < text.count, text[place] == UInt8(ascii: "\""), place + 1 < text.count else {
        return false
      }
      if text[place + 1] == UInt8(ascii: "}") || text[place + 1] == UInt8(ascii: "]") { return true }
      guard place + 3 < text.count, text[place + 1] == UInt8(ascii: ","), text[place + 2] == 0x20 else {
        return false
      }
      return text[place + 3] == UInt8(ascii: "\"")
    }
  }

  var samples: [String] {
    [
      #"shop.web: [1790064000.500000000, {"log":"RECORD"}]"#,
      "shop.web: [1790064000.500000000, RECORD]",
      #"[0] shop.web: [[1790064000.500000000, {}], {"log"=>"RECORD", "stream"=>"stdout"}]"#,
    ]
  }
}
