import Glibc
import SpendCore

/// Reads the text before a record token by token: times, levels, names, groups in brackets. Prose does not
/// count as a prefix: a record inside a sentence is part of a message.
struct PrefixScanner {
  private let text: UnsafeRawBufferPointer
  private let context: LineContext
  private(set) var fields = WrapperFields()
  private var position = 0
  private var tokens = 0
  /// Words of letters alone since the last tab, bar or bracket.
  private var plainWords = 0
  private var hasTabs = false
  /// More plain words than a logger's name and a level have come.
  private var isSentence = false
  /// The word before the one that is read.
  private var lastWord = FieldText.empty
  /// The record in the value of a pair.
  private var found: WrappedContent?
  /// A syslog priority has been read: the host and the program follow the time.
  private var isSyslog = false
  private var wordsBehindTime = 0

  private static let longestPrefix = 1_024
  private static let mostTokens = 24

  init(_ text: UnsafeRawBufferPointer, _ context: LineContext) {
    self.text = text
    self.context = context
  }

  /// The record behind the prefix; nil when the line has another form.
  mutating func findRecord() -> WrappedContent? {
    let end = min(text.count, Self.longestPrefix)
    guard let base = text.baseAddress, memchr(base, Int32(UInt8(ascii: "{")), end) != nil else { return nil }
    while position < end {
      guard tokens <= Self.mostTokens else { return nil }
      switch text[position] {
      case 0x0A: return nil
      case 0x09:
        hasTabs = true
        plainWords = 0
        position += 1
      case 0x1B: skipEscape()
      case 0xE2, 0xEF: position += 3
      case UInt8(ascii: "{"):
        guard !isSentence || isAnnounced else { return nil }
        if let record = record() { return record }
        guard skipGroup(to: UInt8(ascii: "}")) else { return nil }
      case UInt8(ascii: "["):
        if let list = list() { return list }
        guard skipGroup(to: UInt8(ascii: "]")) else { return nil }
      case UInt8(ascii: "|"):
        // Compose writes the name of the container first.
        if tokens == 1, fields.time == nil, !Self.isLevel(lastWord) { fields.container = lastWord }
        plainWords = 0
        position += 1
      case UInt8(ascii: "("):
        guard skipGroup(to: UInt8(ascii: ")")) else { return nil }
      case UInt8(ascii: "<"):
        guard skipGroup(to: UInt8(ascii: ">")) else { return nil }
      case UInt8(ascii: "\""):
        guard skipQuoted() else { return nil }
        tokens += 1
      case 0x00...0x20, UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: ","),
        UInt8(ascii: ";"), UInt8(ascii: ">"), UInt8(ascii: "#"), UInt8(ascii: "="), UInt8(ascii: "]"):
        position += 1
      default:
        if pair() {
          if let found { return found }
        } else if !word() {
          return nil
        }
      }
    }
    return nil
  }

  /// The list of records that begins at a bracket.
  private func list() -> WrappedContent? {
    guard position > 0, position + 2 < text.count, text[position + 1] == UInt8(ascii: "{"),
      text[position + 2] == UInt8(ascii: "\"")
    else { return nil }
    return container()
  }

  /// The record that begins at a brace, and ends where only a logger's trailer follows.
  private func record() -> WrappedContent? {
    var next = position + 1
    while next < text.count, text[next] <= 0x20 { next += 1 }
    guard next < text.count, text[next] == UInt8(ascii: "\"") else { return nil }
    return container()
  }

  private func container() -> WrappedContent? {
    guard let start = text.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return nil }
    var scanner = JSONIndex.Scanner(base: start, end: start + text.count, index: context.body)
    scanner.position = start + position
    do throws(LineRejection) { try scanner.skipContainer() } catch { return nil }
    let end = scanner.position - start
    guard isTrailer(from: end) else { return nil }
    return WrappedContent(
      bytes: UnsafeRawBufferPointer(rebasing: text[position..<end]), form: .json)
  }

  /// True when only a logger's trailer follows: colours, empty lists, the time since the last line.
  private func isTrailer(from start: Int) -> Bool {
    var place = start
    while place < text.count {
      switch text[place] {
      case 0x00...0x20, UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ")"):
        place += 1
      case 0x1B:
        while place < text.count, text[place] != UInt8(ascii: "m") { place += 1 }
        place += 1
      case UInt8(ascii: "{"):
        // Monolog's extra fields, as an object of their own.
        return text.count - place <= Self.longestPrefix && text[text.count - 1] == UInt8(ascii: "}")
      case UInt8(ascii: "+"):
        let rest = text[(place + 1)...].drop { $0 &- 0x30 <= 9 }
        return rest.elementsEqual("ms".utf8) || rest.elementsEqual("s".utf8)
      default: return false
      }
    }
    return true
  }

  // MARK: Tokens

  private mutating func skipEscape() {
    position += 1
    while position < text.count, text[position] | 0x20 &- 0x61 >= 26 || text[position] == UInt8(ascii: "[") {
      position += 1
    }
    position += 1
  }

  private mutating func skipQuoted() -> Bool {
    position += 1
    while position < text.count {
      switch text[position] {
      case UInt8(ascii: "\\"): position += 2
      case UInt8(ascii: "\""):
        position += 1
        return true
      default: position += 1
      }
    }
    return false
  }

  /// Steps over a group in brackets and reads what it says.
  private mutating func skipGroup(to close: UInt8) -> Bool {
    let start = position + 1
    let open = text[position]
    position = start
    let end = min(text.count, start + Self.longestPrefix)
    while position < end {
      switch text[position] {
      case UInt8(ascii: "\""):
        guard skipQuoted() else { return false }
      case UInt8(ascii: "\\"): position += 2
      case close:
        read(group: start..<position, open)
        position += 1
        tokens += 1
        plainWords = 0
        return true
      default: position += 1
      }
    }
    return false
  }

  private mutating func read(group: Range<Int>, _ open: UInt8) {
    if open == UInt8(ascii: "{") { return labels(group) }
    if open == UInt8(ascii: "<"), !group.isEmpty, text[group].allSatisfy({ $0 &- 0x30 <= 9 }) {
      isSyslog = true
    }
    var start = group.lowerBound
    while start < group.upperBound, text[start] == 0x20 { start += 1 }
    if fields.time == nil, start < group.upperBound, let found = LogTime.read(text, at: start, context),
      found.end <= group.upperBound
    {
      fields.time = found.time
      return
    }
    // kubectl: [pod/NAME/CONTAINER]
    let parts = text[group].split(separator: UInt8(ascii: "/"), maxSplits: 3)
    if parts.count == 3, parts[0].elementsEqual("pod".utf8) {
      fields.pod = FieldText(UnsafeRawBufferPointer(rebasing: parts[1]))
      fields.container = FieldText(UnsafeRawBufferPointer(rebasing: parts[2]))
    }
  }

  /// `{app="shop", namespace="live"}` of Loki.
  private mutating func labels(_ group: Range<Int>) {
    for label in text[group].split(separator: UInt8(ascii: ",")) {
      guard let equals = label.firstIndex(of: UInt8(ascii: "=")) else { continue }
      let name = label[..<equals].drop { $0 == 0x20 }
      var value = label[(equals + 1)...]
      guard value.first == UInt8(ascii: "\""), value.last == UInt8(ascii: "\""), value.count >= 2 else {
        continue
      }
      value = value.dropFirst().dropLast()
      take(
        name: FieldText(UnsafeRawBufferPointer(rebasing: name)),
        FieldText(UnsafeRawBufferPointer(rebasing: value)))
    }
  }

  private mutating func take(name: FieldText, _ value: FieldText) {
    if name.equals("app") || name.equals("service") || name.equals("service_name") { fields.service = value }
    if name.equals("namespace") { fields.namespace = value }
    if name.equals("pod") { fields.pod = value }
    if name.equals("container") { fields.container = value }
    if name.equals("host") || name.equals("hostname") || name.equals("node_name") { fields.host = value }
    if name.equals("time") || name.equals("ts") || name.equals("timestamp") || name.equals("t"),
      let found = LogTime.read(value.bytes, at: 0, context)
    {
      fields.time = found.time
    }
  }

  // MARK: key=value

  /// Steps over `key=value`, whose value may be the record. False when no pair begins here.
  private mutating func pair() -> Bool {
    var end = position
    while end < text.count, end - position < 64, Self.isNameByte(text[end]) { end += 1 }
    guard end > position, end + 1 < text.count, text[end] == UInt8(ascii: "=") else { return false }
    let name = FieldText(UnsafeRawBufferPointer(rebasing: text[position..<end]))
    let start = end + 1
    position = start
    tokens += 1
    switch text[start] {
    case UInt8(ascii: "{"):
      if !statesUsageItself { found = record() }
      return true
    case UInt8(ascii: "\""):
      guard skipQuoted() else {
        position = text.count
        return true
      }
      let value = UnsafeRawBufferPointer(rebasing: text[(start + 1)..<(position - 1)])
      if Self.mayHoldRecord(value), Self.recordKeys.contains(where: { name.equals($0) }),
        !statesUsageItself, !name.equals("usage") || !namesModel
      {
        found = WrappedContent(bytes: value, isEscaped: true)
      }
      take(name: name, FieldText(value))
    default:
      while position < text.count, text[position] > 0x20 { position += 1 }
      take(name: name, FieldText(UnsafeRawBufferPointer(rebasing: text[start..<position])))
    }
    return true
  }

  /// True for an object, and for a logger's line that ends with one.
  private static func mayHoldRecord(_ value: UnsafeRawBufferPointer) -> Bool {
    guard value.first != UInt8(ascii: "{") else { return true }
    return value.last == UInt8(ascii: "}") && FieldText(value).contains("{\\\"")
  }

  private static let recordKeys: [StaticString] = [
    "msg", "message", "log", "line", "event", "data", "payload", "record", "usage", "body", "json",
  ]

  private static func isNameByte(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 <= 9 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
      || byte == UInt8(ascii: "-")
  }

  /// True when a pair of the line is a model, whose usage is a pair beside it.
  private var namesModel: Bool {
    var names = false
    Logfmt.split(text) { key, _, _ in
      if AliasTable.meaning(ofPath: key)?.slot == .model { names = true }
    }
    return names
  }

  /// True when the pairs of the line are a record themselves.
  private var statesUsageItself: Bool {
    var states = false
    Logfmt.split(text) { key, _, _ in
      if let slot = AliasTable.meaning(ofPath: key)?.slot, StructuredLog.usageSlots.contains(slot) {
        states = true
      }
    }
    return states
  }

  // MARK: Words

  /// Words of a message that announces a record: `Call to the model finished: {…}`.
  private static let longestSentence = 6

  /// True behind a colon or an equals sign in a log line with a time: the message announces what follows.
  private var isAnnounced: Bool {
    guard fields.time != nil || context.outerFields?.time != nil, !hasTabs else { return false }
    let before = text[..<position].last { $0 > 0x20 }
    return before == UInt8(ascii: ":") || before == UInt8(ascii: "=")
  }

  /// Steps over a word. False for one that only prose has.
  private mutating func word() -> Bool {
    tokens += 1
    let start = position
    if fields.time == nil, let found = LogTime.read(text, at: start, context) {
      fields.time = found.time
      position = found.end
      lastWord = .empty
      return true
    }
    var letters = 0
    var bracket: Int?
    while position < text.count {
      let byte = text[position]
      guard byte > 0x20, byte != UInt8(ascii: "{"), byte != UInt8(ascii: "|"), byte != 0x1B else { break }
      if byte == UInt8(ascii: "?") || byte == UInt8(ascii: "!") || byte == UInt8(ascii: "\"") { return false }
      if byte == UInt8(ascii: "[") { bracket = bracket ?? position }
      if (byte | 0x20) &- 0x61 < 26 || byte >= 0x80 { letters += 1 }
      position += 1
    }
    var end = position
    while end > start, text[end - 1] == UInt8(ascii: ":") || text[end - 1] == UInt8(ascii: ",") { end -= 1 }
    let word = FieldText(UnsafeRawBufferPointer(rebasing: text[start..<end]))
    if let bracket, bracket > start, end > bracket, text[end - 1] == UInt8(ascii: "]") {
      // A process: NAME[PID], behind its host.
      fields.service = FieldText(UnsafeRawBufferPointer(rebasing: text[start..<bracket]))
      if fields.host.isEmpty, !lastWord.isEmpty, !Self.isLevel(lastWord) { fields.host = lastWord }
    } else if letters == end - start, !Self.isLevel(word), word.bytes.count > 1 {
      plainWords += 1
      if plainWords > (hasTabs ? 8 : 2) { isSentence = true }
      if plainWords > (hasTabs ? 8 : Self.longestSentence) { return false }
    }
    lastWord = word
    if isSyslog, fields.time != nil { takeSyslog(word) }
    return true
  }

  /// The host, then the program.
  private mutating func takeSyslog(_ word: FieldText) {
    wordsBehindTime += 1
    if wordsBehindTime == 1, fields.host.isEmpty, fields.service.isEmpty { fields.host = word }
    if wordsBehindTime == 2, fields.service.isEmpty { fields.service = word }
  }

  private static let levels: [StaticString] = [
    "trace", "debug", "info", "information", "notice", "warn", "warning", "error", "err", "fatal", "critical",
    "crit", "dbg", "inf", "wrn", "log", "verbose", "severe", "fine", "stdout", "stderr", "utc", "gmt",
  ]

  private static func isLevel(_ word: FieldText) -> Bool {
    guard word.bytes.count <= 11 else { return false }
    return levels.contains { level in
      word.bytes.count == level.utf8CodeUnitCount
        && word.bytes.indices.allSatisfy { word.bytes[$0] | 0x20 == level.utf8Start[$0] }
    }
  }
}
