import SpendCore

/// A mapping for records of an unknown kind, guessed from the names and the values of their fields. The
/// proposal is for review by a person; records are read with it only on request.
public struct MappingProposal: Sendable, Hashable {
  public let mapping: FieldMapping

  /// Proposes a mapping from lines of one kind, the header first where it is a table. Nil when no
  /// field looks like tokens or a cost.
  public init?(lines: [[UInt8]], name: String) {
    var paths: [String: String] = [:]
    var unit: String?
    let fields = FieldSurvey(lines).fields
    for slot in Self.slots {
      var best: (score: Int, path: String)?
      for field in fields where !paths.values.contains(field.path) {
        let score = FieldScore.of(field, for: slot)
        // The nearer one of two that are equally good.
        if score > 0, score > best?.score ?? 0 { best = (score, field.path) }
      }
      guard let best else { continue }
      paths[slot.name] = best.path
      if slot == .latency || slot == .firstToken, unit == nil { unit = FieldScore.unit(of: best.path) }
    }
    let usage = [Slot.prompt, .output, .total, .cost].compactMap { paths[$0.name] }
    guard let telling = usage.first else { return nil }
    if paths[Slot.prompt.name] != nil || paths[Slot.output.name] != nil { paths[Slot.total.name] = nil }
    mapping = FieldMapping(name: name, when: telling, paths: paths, latencyUnit: unit)
  }

  private static let slots: [Slot] = [
    .timestamp, .model, .cacheRead, .cacheWrite, .reasoning, .prompt, .output, .total, .cost, .firstToken,
    .latency, .requestID, .provider, .status, .feature, .queryType, .user, .team, .session, .project,
    .environment, .key, .tier,
  ]

  /// The mapping as a part of a configuration, ready to paste.
  public var toml: String {
    func quoted(_ text: String) -> String {
      var result = "\""
      for scalar in text.unicodeScalars {
        switch scalar {
        case "\"", "\\": result += "\\\(scalar)"
        case _ where scalar.value < 0x20 || scalar.value == 0x7F:
          let hex = String(scalar.value, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        default: result.unicodeScalars.append(scalar)
        }
      }
      return result + "\""
    }
    var lines = ["[mapping.\(mapping.name)]"]
    if let when = mapping.when { lines.append("when = \(quoted(when))") }
    for slot in Self.slots {
      guard let path = mapping.paths[slot.name] else { continue }
      lines.append("\(slot.name) = \(quoted(path))")
    }
    if let unit = mapping.latencyUnit { lines.append("latency_unit = \(quoted(unit))") }
    return lines.joined(separator: "\n")
  }
}

/// A field of some records: where it is, and what kinds of values it had.
struct SurveyedField {
  var path: String
  var depth: Int
  var values = 0
  var numbers = 0
  var times = 0
  var models = 0
  var durations = 0
  var isDistinct = true
  var seen: Set<String> = []
}

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
