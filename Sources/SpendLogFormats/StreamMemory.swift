import SpendCore

/// The part of streams that later events need and do not repeat.
struct StreamMemory: Codable {
  /// Messages that have begun and not ended, the newest last.
  private var messages: [OpenMessage]?
  /// An event has been found by its stream's id: the log names streams, not single events.
  private var namesStreams: Bool?
  /// The number of streams without ids that have begun.
  private var unnamedStreams: Int?
  /// The session of a transcript, from its first line.
  var session: String?
  /// The directory in which a transcript was written, from the same line as the session.
  var project: String?

  var codex: CodexSession?
  var claude: ClaudeRun?
  var copilot: CopilotSession?
  var kimi: KimiModel?
  var gemini: GeminiRun?
  var editorChat: EditorChat?
  var copilotTraces: CopilotTraces?
  var realtime: RealtimeSession?
  /// Counters of a server, which only say how much was added.
  var counters: CounterMemory?

  var isEmpty: Bool {
    messages == nil && namesStreams == nil && unnamedStreams == nil && session == nil && project == nil
      && counters == nil && realtime == nil
      && isWithoutTool
  }

  private var isWithoutTool: Bool {
    codex == nil && copilot == nil && copilotTraces == nil && claude == nil && kimi == nil
      && editorChat == nil && gemini == nil
  }
}

extension StreamMemory {
  /// Streams that stop without an end are forgotten when so many others have begun.
  private static let mostMessages = 64

  /// The open message of a stream. In logs that give each event an id of its own, or none, it is the
  /// message that began last.
  mutating func message(of stream: FieldText) -> OpenMessage? {
    index(of: stream).flatMap { messages?[$0] }
  }

  /// The open message of a stream with exactly this id: of the events without one, that of no id.
  func message(ofExactly stream: FieldText) -> OpenMessage? {
    let name = stream.string
    return messages?.last { $0.stream == name }
  }

  var hasOpenMessages: Bool { messages != nil }

  /// The number of the next stream without an id.
  mutating func nextUnnamedStream() -> Int {
    defer { unnamedStreams = (unnamedStreams ?? 0) + 1 }
    return unnamedStreams ?? 0
  }

  /// All open messages, and the way the log names their streams.
  typealias OpenMessages = (messages: [OpenMessage]?, namesStreams: Bool?)

  /// Takes the open messages out, so that a stream that is whole by itself neither sees nor leaves any.
  mutating func takeMessages() -> OpenMessages {
    defer { (messages, namesStreams) = (nil, nil) }
    return (messages, namesStreams)
  }

  mutating func restore(_ open: OpenMessages) {
    (messages, namesStreams) = open
  }

  mutating func open(_ message: OpenMessage, of stream: FieldText) {
    var open = (messages ?? []).filter { $0.stream != stream.string }
    if open.count >= Self.mostMessages { open.removeFirst() }
    var message = message
    message.stream = stream.string
    messages = open + [message]
  }

  /// Puts what an event adds in the place of what was known.
  mutating func update(_ message: OpenMessage) {
    guard let index = messages?.lastIndex(where: { $0.stream == message.stream && $0.id == message.id })
    else {
      return
    }
    messages?[index] = message
  }

  mutating func close(_ stream: FieldText) {
    if let index = index(of: stream) { remove(at: index) }
  }

  /// Forgets the message of a stream with exactly this id.
  mutating func close(stream: FieldText) {
    let name = stream.string
    if let index = messages?.lastIndex(where: { $0.stream == name }) { remove(at: index) }
  }

  /// Forgets an answer by its own id.
  mutating func close(answer id: FieldText) {
    guard let messages, let index = messages.lastIndex(where: { $0.id == id.string }) else { return }
    remove(at: index)
  }

  private mutating func remove(at index: Int) {
    messages?.remove(at: index)
    if messages?.isEmpty == true { messages = nil }
  }

  /// Stands between a process and one of its threads in the name of a stream.
  static let threadMark: StaticString = "\u{1}"

  private mutating func index(of stream: FieldText) -> Int? {
    guard let messages, let last = messages.indices.last else { return nil }
    let name = stream.string
    if let index = messages.lastIndex(where: { $0.stream == name }) {
      if !name.isEmpty { namesStreams = true }
      return index
    }
    // The lines of one answer may come from several threads.
    if let mark = name.firstIndex(of: Character("\(Self.threadMark)")) {
      let process = name[...mark]
      let open = messages.indices.filter { messages[$0].stream.hasPrefix(process) }
      return open.count == 1 ? open[0] : nil
    }
    return namesStreams == true && !name.isEmpty ? nil : last
  }
}
