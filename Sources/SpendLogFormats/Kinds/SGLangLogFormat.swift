import SpendCore

/// Text lines of SGLang's server about finished requests, with the answer as Python prints it.
///
/// Source: sgl-project/sglang, `managers/tokenizer_manager.py`, `--log-requests`.
struct SGLangLogFormat: LineFormat {
  var name: StaticString { "sglang-log" }
  var title: String { "SGLang's log of requests (text)" }
  var recognisedBy: String { "a time in brackets, Finish: obj=, and meta_info at the end" }

  private static let longestPrefix = 64
  private static let longestEnd = 8_192
  private static let mark: StaticString = "'meta_info': {"

  func recognises(_ line: FieldText) -> Bool {
    guard line.bytes.first == UInt8(ascii: "["), line.hasSuffix("}}") else { return false }
    let start = FieldText(UnsafeRawBufferPointer(rebasing: line.bytes.prefix(Self.longestPrefix)))
    return start.contains("] Finish: obj=")
  }

  func read(_ line: FieldText, _ context: LineContext) throws(LineRejection) {
    guard let info = Self.info(in: line.bytes), let json = PythonText.json(info) else { return }
    let text = context.copy(Array("{\"meta_info\":".utf8) + json + [UInt8(ascii: "}")])
    try context.body.index(text)
    var draft = context.envelope
    guard try SGLangFormat().readAnswer(context.body, .root, &draft, context) else { return }
    draft.format = name
    draft.time = LogTime.read(line.bytes, at: 1, context)?.time
    context.drafts.append(draft)
  }

  /// The last object of that name: what comes before may be a text of the model's.
  private static func info(in line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    let count = mark.utf8CodeUnitCount
    var position = line.count - count
    let first = max(0, line.count - longestEnd)
    while position >= first {
      if FieldText(UnsafeRawBufferPointer(rebasing: line[position...])).hasPrefix(mark) {
        return UnsafeRawBufferPointer(rebasing: line[(position + count - 1)..<(line.count - 1)])
      }
      position -= 1
    }
    return nil
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        [2026-09-21 10:00:00] Finish: obj=GenerateReqInput(rid='5g1an9', text='{"a": 1}'), out={'text': "it's 'meta_info': {'x'", \
        'meta_info': {'id': '5g1an9-log-sample-01', 'finish_reason': {'type': 'stop', 'matched': None}, 'prompt_tokens': 20, \
        'completion_tokens': 5, 'cached_tokens': 16, 'e2e_latency': 0.25}}
        """,
        .init(
          "5g1an9-log-sample-01", "sglang", "", "completion",
          tokens: TokenCounts(input: 4, cacheRead: 16, output: 5)))
    ]
  }
}
