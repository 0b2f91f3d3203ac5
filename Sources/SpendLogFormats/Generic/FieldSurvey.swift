import SpendCore

/// The fields of lines of JSON, of `key=value`, or of a table.
struct FieldSurvey {
  private(set) var fields: [SurveyedField] = []
  private var places: [String: Int] = [:]

  private static let mostFields = 400

  init(_ lines: [[UInt8]]) {
    var header: [String] = []
    var delimiter: UInt8 = 0
    for line in lines {
      // Scanning looks a few bytes beyond the end.
      let padded = line + [UInt8](repeating: 0, count: 64)
      padded.withUnsafeBytes { bytes in
        let text = UnsafeRawBufferPointer(rebasing: bytes[..<line.count])
        guard let first = text.first(where: { $0 > 0x20 }) else { return }
        if first == UInt8(ascii: "{") {
          json(text)
        } else if !header.isEmpty {
          row(text, header, delimiter)
        } else if !pairs(text), let found = DelimitedText.delimiter(of: text) {
          delimiter = found
          _ = DelimitedText.split(text, delimiter: found) { field, _ in
            header.append(String(decoding: field, as: UTF8.self))
          }
        }
      }
    }
  }

  private mutating func take(_ path: String, _ text: FieldText, depth: Int) {
    guard !text.isEmpty, text.bytes.count <= 4_096 else { return }
    let place: Int
    if let known = places[path] {
      place = known
    } else {
      guard fields.count < Self.mostFields, path.utf8.count <= 128 else { return }
      place = fields.count
      places[path] = place
      fields.append(SurveyedField(path: path, depth: depth))
    }
    fields[place].values += 1
    if Numbers.scaled(text.bytes, places: 9) != nil { fields[place].numbers += 1 }
    if let time = Timestamp.parse(text.bytes), TimeWindow.plausible.contains(time) {
      fields[place].times += 1
    }
    if !Providers.ofModel(text).isEmpty { fields[place].models += 1 }
    if Numbers.milliseconds(text.bytes, unit: .milliseconds) != nil { fields[place].durations += 1 }
    if !fields[place].seen.insert(text.string).inserted { fields[place].isDistinct = false }
  }

  private mutating func json(_ bytes: UnsafeRawBufferPointer) {
    let index = JSONIndex()
    do throws(LineRejection) {
      try index.index(bytes)
      try members(index, .root, prefix: "", depth: 0)
    } catch {
      // Damaged lines add no fields.
    }
  }

  private mutating func members(
    _ json: JSONIndex, _ object: JSONIndex.Node, prefix: String, depth: Int
  ) throws(LineRejection) {
    var found: [(String, JSONIndex.Node)] = []
    try json.forEachMember(object) { key, value throws(LineRejection) in
      found.append((String(decoding: key, as: UTF8.self), value))
    }
    for (key, value) in found {
      if json.isObject(value) {
        if depth < 4 { try members(json, value, prefix: prefix + key + ".", depth: depth + 1) }
      } else {
        take(prefix + key, json.text(value), depth: depth)
      }
    }
  }

  private mutating func pairs(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var found: [(String, FieldText)] = []
    Logfmt.split(bytes) { key, value, isEscaped in
      found.append((String(decoding: key, as: UTF8.self), FieldText(value, isEscaped: isEscaped)))
    }
    guard found.filter({ !$0.1.isEmpty }).count >= 3 else { return false }
    for (key, value) in found { take(key, value, depth: 0) }
    return true
  }

  private mutating func row(_ bytes: UnsafeRawBufferPointer, _ header: [String], _ delimiter: UInt8) {
    var column = 0
    _ = DelimitedText.split(bytes, delimiter: delimiter) { field, _ in
      if column < header.count { take(header[column], FieldText(field), depth: 0) }
      column += 1
    }
  }
}

extension TimeWindow {
  /// Times that logs of requests to models can have.
  static let plausible = TimeWindow(
    start: Instant(seconds: 1_420_070_400), end: Instant(seconds: 4_102_444_800))
}
