import SpendLogFormats

/// Makes logs that no program would write out of those that one did: values of other kinds, members
/// lost, doubled and renamed, lines cut, joined and interleaved. The same seed makes the same logs.
public struct SampleMutator {
  private var random: SeededGenerator
  private let samples: [[UInt8]]

  public init(seed: UInt64) {
    random = SeededGenerator(state: seed)
    samples = FormatRegistry.all.flatMap { $0.samples.map { Array($0.lines.utf8) } }
  }

  /// Values that may stand where another was: the limits of every kind.
  private static let values: [[UInt8]] = [
    "null", "true", "false", "0", "-1", "1", "999999999", "1000000000", "1000000001", "2147483648",
    "9223372036854775808", "1e308", "-0.0", "1e-400", "12.5", "NaN", "Infinity",
    String(repeating: "9", count: 51), "\"\"", "\"0\"", "\"12,345\"", "\"$1.50\"", "\"-\"", "\"NaN\"",
    "\"\\ud800\"", "\"\\u2028\"", "\"\u{2028}\"", "\"a\\u0000b\"", "[]", "{}", "[null]", "[[]]", "[{}]",
    "{\"usage\":{\"prompt_tokens\":1}}", "\"{\\\"usage\\\":{\\\"prompt_tokens\\\":1}}\"",
    "\"data: {\\\"id\\\":\\\"x\\\"}\\n\\n\"", "\"2026-02-30T25:61:61Z\"",
    "\"9999-12-31T23:59:59.999999999Z\"",
    "\"0001-01-01\"", "1790000000000000000000", "\"claude-sonnet-4-5\"",
    "\"" + String(repeating: "x", count: 3_000) + "\"", String(repeating: "[", count: 600),
    String(repeating: "{\"a\":", count: 520) + "1" + String(repeating: "}", count: 520),
  ].map { Array($0.utf8) }

  private static let pieces: [[UInt8]] = [
    [0], [0xFF], [0xEF, 0xBB, 0xBF], [0x0D, 0x0A], [0x0A], Array("\"".utf8), Array("\\".utf8),
    Array("{".utf8),
    Array("}".utf8), Array("[".utf8), Array(",".utf8), Array(":".utf8), Array("=".utf8),
    Array("\u{2029}".utf8),
  ]

  /// The next log: a sample changed in one to four ways.
  public mutating func next() -> [UInt8] {
    var log = sample()
    for _ in 0..<Int.random(in: 1...4, using: &random) { change(&log) }
    return log
  }

  private mutating func sample() -> [UInt8] {
    samples.randomElement(using: &random) ?? []
  }

  private mutating func change(_ log: inout [UInt8]) {
    switch Int.random(in: 0..<12, using: &random) {
    case 0, 1, 2: replaceValue(&log)
    case 3: removeMember(&log)
    case 4: doubleMember(&log)
    case 5: renameKey(&log)
    case 6: swapValues(&log)
    case 7: log.append(contentsOf: [0x0A] + sample())
    case 8: interleave(&log)
    case 9: if !log.isEmpty { log.removeSubrange(Int.random(in: 0..<log.count, using: &random)...) }
    case 10: insertPiece(&log)
    default: if !log.isEmpty { log[place(log)] = UInt8.random(in: .min ... .max, using: &random) }
    }
  }

  private mutating func place(_ log: [UInt8]) -> Int {
    Int.random(in: 0..<max(1, log.count), using: &random)
  }

  private mutating func insertPiece(_ log: inout [UInt8]) {
    guard let piece = Self.pieces.randomElement(using: &random) else { return }
    log.insert(contentsOf: piece, at: min(place(log), log.count))
  }

  // MARK: Structure

  private mutating func replaceValue(_ log: inout [UInt8]) {
    guard let value = randomValue(log), let other = Self.values.randomElement(using: &random) else { return }
    // Now and then the value of another format.
    if Int.random(in: 0..<6, using: &random) == 0 {
      let donor = sample()
      if let part = randomValue(donor) {
        log.replaceSubrange(value, with: donor[part])
        return
      }
    }
    log.replaceSubrange(value, with: other)
  }

  private mutating func removeMember(_ log: inout [UInt8]) {
    guard let member = randomMember(log) else { return }
    log.removeSubrange(member)
  }

  private mutating func doubleMember(_ log: inout [UInt8]) {
    guard let member = randomMember(log) else { return }
    let copy = Array(log[member])
    log.insert(contentsOf: [0x2C] + copy, at: member.upperBound)
  }

  private mutating func renameKey(_ log: inout [UInt8]) {
    let donor = sample()
    guard let member = randomMember(log), let other = randomMember(donor),
      let end = log[member].firstIndex(of: 0x3A), let otherEnd = donor[other].firstIndex(of: 0x3A)
    else { return }
    log.replaceSubrange(member.lowerBound..<end, with: donor[other.lowerBound..<otherEnd])
  }

  private mutating func swapValues(_ log: inout [UInt8]) {
    guard let a = randomValue(log), let b = randomValue(log), !a.overlaps(b) else { return }
    let (first, second) = a.lowerBound < b.lowerBound ? (a, b) : (b, a)
    let (one, two) = (Array(log[first]), Array(log[second]))
    log.replaceSubrange(second, with: one)
    log.replaceSubrange(first, with: two)
  }

  /// Two writers in one file: pieces of another log between pieces of this one.
  private mutating func interleave(_ log: inout [UInt8]) {
    let other = sample()
    guard !log.isEmpty, !other.isEmpty else { return }
    let at = place(log)
    log.insert(contentsOf: other[place(other)...], at: at)
  }

  /// A value behind a colon, with all that is inside it.
  private mutating func randomValue(_ log: [UInt8]) -> Range<Int>? {
    let colons = log.indices.filter { log[$0] == 0x3A }
    guard let colon = colons.randomElement(using: &random) else { return nil }
    var start = colon + 1
    while start < log.count, log[start] == 0x20 { start += 1 }
    guard start < log.count else { return nil }
    return start..<Self.end(ofValueAt: start, in: log)
  }

  /// A key, its colon and its value.
  private mutating func randomMember(_ log: [UInt8]) -> Range<Int>? {
    guard let value = randomValue(log) else { return nil }
    guard let colon = log[..<value.lowerBound].lastIndex(of: 0x3A), colon > 1 else { return nil }
    guard let close = log[..<colon].lastIndex(of: 0x22), close > 0,
      let open = log[..<close].lastIndex(of: 0x22)
    else { return nil }
    return open..<value.upperBound
  }

  private static func end(ofValueAt start: Int, in log: [UInt8]) -> Int {
    var depth = 0
    var isText = false
    var position = start
    while position < log.count {
      let byte = log[position]
      if isText {
        if byte == 0x5C { position += 1 } else if byte == 0x22 { isText = false }
      } else {
        switch byte {
        case 0x22: isText = true
        case 0x7B, 0x5B: depth += 1
        case 0x7D, 0x5D:
          if depth == 0 { return position }
          depth -= 1
        case 0x2C, 0x0A: if depth == 0 { return position }
        default: break
        }
      }
      position += 1
    }
    return min(position, log.count)
  }
}
