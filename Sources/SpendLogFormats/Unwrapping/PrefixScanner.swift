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
  /// A quote that opens a message has been read; text may follow the quote that closes it.
  private var isQuoted = false
  /// The number of names of namespaces, pods and containers at the beginning of the line; nil behind other text.
  private var leadingNames: Int? = 0
  /// The first two of these names.
  private var names = (first: FieldText.empty, second: FieldText.empty)
  /// The next word is the first one behind the time.
  private var isFirstBehindTime = true
  /// The next word is the name of a container.
  private var isContainerNext = false
  /// The text behind the record, which holds another one.
  private(set) var rest: UnsafeRawBufferPointer?
  /// The text behind a record is read as the line that it is.
  var ignoresTrailer = false

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
      case 0xE2, 0xEF:
        // stern writes an angle between a pod and its container.
        if position + 2 < end, text[position] == 0xE2, text[position + 1] == 0x80, text[position + 2] == 0xBA
        {
          fields.pod = lastWord
          if leadingNames == 2 { fields.namespace = names.first }
          leadingNames = nil
          isContainerNext = true
        }
        position += 3
      case UInt8(ascii: "{"):
        guard !isSentence || isAnnounced else { return nil }
        if let record = record() { return record }
        guard skipGroup(to: UInt8(ascii: "}")) else { return nil }
      case UInt8(ascii: "["):
        if let list = list() { return list }
        guard skipGroup(to: UInt8(ascii: "]")) else { return nil }
      case UInt8(ascii: "|"):
        // Compose writes the name of the container first.
        if tokens == 1, fields.time == nil, !Self.isLevel(lastWord) { takeContainer(lastWord) }
        leadingNames = nil
        plainWords = 0
        position += 1
      case UInt8(ascii: "("):
        guard skipGroup(to: UInt8(ascii: ")")) else { return nil }
      case UInt8(ascii: "<"):
        guard skipGroup(to: UInt8(ascii: ">")) else { return nil }
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        if let record = quotedRecord() { return record }
        if opensMessage() {
          isQuoted = true
          position += 1
          continue
        }
        guard text[position] == UInt8(ascii: "\"") else {
          guard word() else { return nil }
          continue
        }
        guard skipQuoted() else { return nil }
        tokens += 1
      case UInt8(ascii: "-") where isBetweenFields:
        plainWords = 0
        position += 1
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

  /// True for a dash with spaces around it, which some loggers write between the fields of a line.
  private var isBetweenFields: Bool {
    position > 0 && text[position - 1] == 0x20 && position + 1 < text.count && text[position + 1] == 0x20
  }

  /// The list of records that begins at a bracket.
  private mutating func list() -> WrappedContent? {
    guard position > 0, position + 2 < text.count, text[position + 1] == UInt8(ascii: "{"),
      text[position + 2] == UInt8(ascii: "\"")
    else { return nil }
    return container()
  }

  /// The record that begins at a brace, and ends where only a logger's trailer follows.
  private mutating func record() -> WrappedContent? {
    var next = position + 1
    while next < text.count, text[next] <= 0x20 { next += 1 }
    guard next < text.count, text[next] == UInt8(ascii: "\"") else { return nil }
    return container()
  }

  private mutating func container() -> WrappedContent? {
    guard let end = context.endOfContainer(in: text, at: position), ignoresTrailer || isTrailer(from: end)
    else { return nil }
    takeNames()
    return WrappedContent(
      bytes: UnsafeRawBufferPointer(rebasing: text[position..<end]), form: .json)
  }

  /// The record in quotes that begin here: with its own quotes as they are, or with backslashes before them.
  private mutating func quotedRecord() -> WrappedContent? {
    let quote = text[position]
    guard position + 3 < text.count, text[position + 1] == UInt8(ascii: "{"), !isSentence || isAnnounced
    else {
      return nil
    }
    if text[position + 2] == UInt8(ascii: "\"") {
      guard let end = context.endOfContainer(in: text, at: position + 1), end < text.count,
        text[end] == quote,
        ignoresTrailer || isTrailer(from: end + 1)
      else { return nil }
      return WrappedContent(bytes: UnsafeRawBufferPointer(rebasing: text[(position + 1)..<end]), form: .json)
    }
    guard quote == UInt8(ascii: "\""), text[position + 2] == UInt8(ascii: "\\"),
      text[position + 3] == UInt8(ascii: "\"")
    else { return nil }
    let start = position
    defer { position = start }
    guard skipQuoted(), text[position - 2] == UInt8(ascii: "}"), ignoresTrailer || isTrailer(from: position)
    else { return nil }
    return WrappedContent(
      bytes: UnsafeRawBufferPointer(rebasing: text[(start + 1)..<(position - 1)]), isEscaped: true)
  }

  /// True for a quote before a message with a record whose own quotes have no backslashes.
  private func opensMessage() -> Bool {
    guard text[position] == UInt8(ascii: "\"") else { return false }
    let message = text[(position + 1)...].prefix(Self.longestPrefix).prefix { $0 != UInt8(ascii: "\"") }
    return message.last == UInt8(ascii: "{") && message.count > 1
  }

  /// True when only a logger's trailer follows: colours, empty lists, the time since the last line, pairs, the place
  /// in the program. Another record that follows is kept in `rest`.
  private mutating func isTrailer(from start: Int) -> Bool {
    var place = start
    while place < text.count {
      switch text[place] {
      case 0x1B: place = Self.endOfEscape(text, place)
      case 0x0A where !isBlank(from: place): return takeRest(from: place + 1)
      case 0x00...0x20, UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ")"): place += 1
      case UInt8(ascii: "+"):
        var rest = text[(place + 1)...].drop { $0 &- 0x30 <= 9 }
        while let last = rest.last, last <= 0x20 { rest = rest.dropLast() }
        if let escape = rest.firstIndex(of: 0x1B) { rest = rest[..<escape] }
        if rest.elementsEqual("ms".utf8) || rest.elementsEqual("s".utf8) { return true }
        return takeRest(from: place) || isDescription(from: place)
      case UInt8(ascii: "{"):
        // Monolog's extra fields, as an object of their own.
        if place + 1 < text.count, text[place + 1] != UInt8(ascii: "\""),
          text.count - place <= Self.longestPrefix,
          text[text.count - 1] == UInt8(ascii: "}")
        {
          return true
        }
        // A record that breaks off is counted.
        if !takeRest(from: place) { rest = UnsafeRawBufferPointer(rebasing: text[place...]) }
        return true
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        if isQuoted || place + 1 == text.count { return true }
        return takeRest(from: place)
      default: return takeRest(from: place) || isDescription(from: place)
      }
    }
    return true
  }

  private func isBlank(from start: Int) -> Bool { text[start...].allSatisfy { $0 <= 0x20 } }

  /// Keeps the text from a position on when it holds another record.
  private mutating func takeRest(from start: Int) -> Bool {
    let other = UnsafeRawBufferPointer(rebasing: text[start...])
    guard let base = other.baseAddress,
      memchr(base, Int32(UInt8(ascii: "{")), min(other.count, Self.longestPrefix)) != nil
    else { return false }
    var scanner = PrefixScanner(other, context)
    scanner.ignoresTrailer = true
    guard scanner.findRecord() != nil else { return false }
    rest = other
    return true
  }

  private static let longestDescription = 256

  /// True for the pairs, the place in the program or the few words that loggers write behind a message.
  private func isDescription(from start: Int) -> Bool {
    let trailer = UnsafeRawBufferPointer(rebasing: text[start...])
    guard tokens > 0 || fields.time != nil, !isSentence, trailer.count <= Self.longestDescription,
      !trailer.contains(where: { "{?!".utf8.contains($0) })
    else { return false }
    var states = false
    var pairs = 0
    Logfmt.split(trailer) { key, _, _ in
      pairs += 1
      if let slot = AliasTable.meaning(ofPath: key)?.slot, StructuredLog.usageSlots.contains(slot) {
        states = true
      }
    }
    guard !states else { return false }
    if pairs > 0 { return true }
    if trailer[0] == UInt8(ascii: "|") || trailer[0] == UInt8(ascii: "(") { return true }
    return trailer.split(separator: 0x20).count <= 4
  }

  // MARK: Tokens

  /// `NAME`, or `SERVICE.NUMBER.ID@NODE` of a swarm's tasks.
  private mutating func takeContainer(_ name: FieldText) {
    fields.container = name
    guard let at = name.bytes.lastIndex(of: UInt8(ascii: "@")), at > 0, at + 1 < name.bytes.count else {
      return
    }
    fields.container = FieldText(UnsafeRawBufferPointer(rebasing: name.bytes[..<at]))
    fields.host = FieldText(UnsafeRawBufferPointer(rebasing: name.bytes[(at + 1)...]))
    if let dot = name.bytes.firstIndex(of: UInt8(ascii: ".")), dot > 0, dot < at {
      fields.service = FieldText(UnsafeRawBufferPointer(rebasing: name.bytes[..<dot]))
    }
  }

  private mutating func skipEscape() {
    // Buildkite's time of the line.
    let mark = UnsafeRawBufferPointer(rebasing: text[min(position + 1, text.count)...])
    if fields.time == nil, FieldText(mark).hasPrefix("_bk;t=") {
      let digits = mark.dropFirst(6).prefix { $0 &- 0x30 <= 9 }
      fields.time = Timestamp.epoch(UnsafeRawBufferPointer(rebasing: digits))
    }
    position = Self.endOfEscape(text, position)
  }

  /// The position behind the terminal's sequence that begins at `start`.
  static func endOfEscape(_ text: UnsafeRawBufferPointer, _ start: Int) -> Int {
    var place = start + 1
    guard place < text.count else { return text.count }
    if text[place] == UInt8(ascii: "_") || text[place] == UInt8(ascii: "]") {
      // A command, up to a bell or a terminator.
      while place < text.count, text[place] != 0x07, text[place] != 0x1B { place += 1 }
      if place < text.count, text[place] == 0x1B { place += 1 }
      return min(place + 1, text.count)
    }
    while place < text.count, text[place] | 0x20 &- 0x61 >= 26 || text[place] == UInt8(ascii: "[") {
      place += 1
    }
    return min(place + 1, text.count)
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
        leadingNames = nil
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
    if LogTime.endOfUnreadDate(text, at: start) != nil { fields.isTimeUnread = true }
    // kubectl: [pod/NAME/CONTAINER]
    let parts = text[group].split(separator: UInt8(ascii: "/"), maxSplits: 3)
    if parts.count == 3, parts[0].elementsEqual("pod".utf8) {
      fields.pod = FieldText(UnsafeRawBufferPointer(rebasing: parts[1]))
      fields.container = FieldText(UnsafeRawBufferPointer(rebasing: parts[2]))
    } else if open == UInt8(ascii: "[") {
      takeThread(group)
    }
  }

  /// A thread, a worker or a process: a name with a number in brackets.
  private mutating func takeThread(_ group: Range<Int>) {
    guard (1...64).contains(group.count), text[group].contains(where: { $0 &- 0x30 <= 9 }),
      text[group].allSatisfy({ Self.isNameByte($0) && $0 != UInt8(ascii: ".") || "/#@ ".utf8.contains($0) })
    else { return }
    fields.thread = context.text(
      fields.thread, FieldText(UnsafeRawBufferPointer(rebasing: text[group])), FieldText(" "))
  }

  /// `{app="shop", namespace="live"}` of Loki.
  private mutating func labels(_ group: Range<Int>) {
    fields.thread = context.text(fields.thread, FieldText(UnsafeRawBufferPointer(rebasing: text[group])))
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
    leadingNames = nil
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
    if fields.time == nil {
      if let found = LogTime.read(text, at: start, context) {
        fields.time = found.time
        // Behind rsyslog's own times, and those of syslog, the host and the program follow.
        isSyslog = isSyslog || Self.isSyslogTime(text, start, found.end)
        takeNames()
        if leadingNames != 0 { leadingNames = nil }
        position = found.end
        lastWord = .empty
        return true
      }
      if let end = LogTime.endOfUnreadDate(text, at: start) {
        fields.isTimeUnread = true
        leadingNames = nil
        position = end
        lastWord = .empty
        // What follows a date may be the time.
        if position < text.count, text[position] > 0x20 { return wordEnd() }
        return true
      }
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
    let isFirst = isFirstBehindTime
    if fields.time != nil { isFirstBehindTime = false }
    if let bracket, bracket > start, end > bracket, text[end - 1] == UInt8(ascii: "]") {
      // A process: NAME[PID], behind its host.
      let name = text[start..<bracket]
      leadingNames = nil
      fields.process = FieldText(UnsafeRawBufferPointer(rebasing: text[start..<end]))
      if let slash = name.firstIndex(of: UInt8(ascii: "/")) {
        // kail: NAMESPACE/POD[CONTAINER]
        fields.namespace = FieldText(UnsafeRawBufferPointer(rebasing: name[..<slash]))
        fields.pod = FieldText(UnsafeRawBufferPointer(rebasing: name[(slash + 1)...]))
        fields.container = FieldText(UnsafeRawBufferPointer(rebasing: text[(bracket + 1)..<(end - 1)]))
        lastWord = word
        return true
      }
      fields.service = FieldText(UnsafeRawBufferPointer(rebasing: name))
      if fields.host.isEmpty, !lastWord.isEmpty, !Self.isLevel(lastWord) { fields.host = lastWord }
    } else if letters == end - start, !Self.isLevel(word), word.bytes.count > 1 {
      plainWords += 1
      if plainWords > (hasTabs ? 8 : 2) { isSentence = true }
      if plainWords > (hasTabs ? 8 : Self.longestSentence) { return false }
    }
    if isContainerNext {
      fields.container = word
      isContainerNext = false
    }
    takeName(word, endsThere: end == position)
    if isFirst || hasTabs && fields.thread.isEmpty { takeRequest(word) }
    lastWord = word
    if isSyslog, fields.time != nil { takeSyslog(word, endsThere: end == position) }
    return true
  }

  /// Steps over what is written behind a date without a space.
  private mutating func wordEnd() -> Bool {
    while position < text.count, text[position] > 0x20, text[position] != UInt8(ascii: "{") { position += 1 }
    return true
  }

  /// Keeps a log stream's path behind the time, and the id of a call between tabs.
  private mutating func takeRequest(_ word: FieldText) {
    let bytes = word.bytes
    guard bytes.count <= 128, !bytes.contains(UInt8(ascii: ":")) else { return }
    let isPath = fields.time != nil && bytes.contains(UInt8(ascii: "/"))
    let isID = hasTabs && bytes.contains(UInt8(ascii: "-")) && bytes.contains { $0 &- 0x30 <= 9 }
    if isPath || isID { fields.thread = word }
  }

  /// Counts the names of a pod and its container, which stern writes at the beginning of the line.
  private mutating func takeName(_ word: FieldText, endsThere: Bool) {
    guard let count = leadingNames else { return }
    let isName =
      endsThere && count < 3 && word.bytes.count > 1 && fields.time == nil
      && word.bytes.allSatisfy {
        $0 &- 0x61 < 26 || $0 &- 0x30 <= 9 || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
      }
    guard isName, !Self.isLevel(word) else {
      takeNames()
      leadingNames = nil
      return
    }
    if count == 0 { names.first = word }
    if count == 1 { names.second = word }
    leadingNames = count + 1
  }

  private static func isPod(_ name: FieldText) -> Bool {
    name.bytes.contains(UInt8(ascii: "-")) && name.bytes.contains { $0 &- 0x30 <= 9 }
  }

  /// Takes the names at the beginning of the line, `POD CONTAINER` or `NAMESPACE POD CONTAINER`.
  private mutating func takeNames() {
    guard fields.pod.isEmpty, fields.container.isEmpty else { return }
    if leadingNames == 2, Self.isPod(names.first) {
      (fields.pod, fields.container) = names
    } else if leadingNames == 3, Self.isPod(names.second) {
      (fields.namespace, fields.pod, fields.container) = (names.first, names.second, lastWord)
    } else {
      return
    }
    // Names are no words of a sentence.
    plainWords = 0
    isSentence = false
  }

  /// True for `Nov 20 12:00:00`, and for a time with six decimals and a numeric zone as rsyslog writes it.
  private static func isSyslogTime(_ text: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Bool {
    if end - start == 15, text[start + 3] == 0x20, text[start + 6] == 0x20 { return true }
    return end - start == 32 && text[start + 10] == UInt8(ascii: "T") && text[start + 29] == UInt8(ascii: ":")
  }

  /// The host, then the program.
  private mutating func takeSyslog(_ word: FieldText, endsThere: Bool) {
    wordsBehindTime += 1
    switch wordsBehindTime {
    case 1:
      let isName = word.bytes.allSatisfy { Self.isNameByte($0) }
      if Self.isLevel(word) || !isName {
        isSyslog = false
      } else if !endsThere {
        // A program without its host.
        if fields.service.isEmpty { fields.service = word }
        isSyslog = false
      } else if fields.host.isEmpty, fields.service.isEmpty {
        fields.host = word
      }
    case 2: if fields.service.isEmpty { fields.service = word }
    case 3:
      if !fields.service.isEmpty, fields.process.isEmpty {
        fields.thread = context.text(fields.service, FieldText(" "), word)
      }
    default: break
    }
  }

  private static let levels: [StaticString] = [
    "trace", "debug", "info", "information", "notice", "warn", "warning", "error", "err", "fatal", "critical",
    "crit", "dbg", "inf", "wrn", "log", "verbose", "severe", "fine", "stdout", "stderr", "utc", "gmt",
  ]

  static func isLevel(_ word: FieldText) -> Bool {
    guard word.bytes.count <= 11 else { return false }
    return levels.contains { level in
      word.bytes.count == level.utf8CodeUnitCount
        && word.bytes.indices.allSatisfy { word.bytes[$0] | 0x20 == level.utf8Start[$0] }
    }
  }
}
