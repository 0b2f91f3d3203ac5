import SpendCore

/// Durations from Text Generation Inference's router: total time and time per token, without counts.
enum RouterTimes {
  /// Tokens in the time; nil when either is missing or no duration.
  static func tokens(in whole: FieldText, each: FieldText) -> Int32? {
    guard let whole = nanoseconds(whole), let each = nanoseconds(each), each > 0 else { return nil }
    let (rounded, overflow) = whole.addingReportingOverflow(each / 2)
    return overflow ? nil : Int32(clamping: min(rounded / each, Int64(TokenCounts.largest)))
  }

  /// A duration with its unit.
  static func nanoseconds(_ text: FieldText) -> Int64? {
    let bytes = text.bytes
    guard bytes.count <= 40 else { return nil }
    let digits = bytes.prefix { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
    let unit = FieldText(UnsafeRawBufferPointer(rebasing: bytes[digits.endIndex...]))
    let places: Int
    if unit.equals("s") {
      places = 9
    } else if unit.equals("ms") {
      places = 6
    } else if unit.equals("ns") {
      places = 0
    } else {
      // µs, in either of its two letters, plain, or escaped in JSON.
      guard unit.bytes.last == UInt8(ascii: "s"), unit.bytes.count > 1 else { return nil }
      places = 3
    }
    return Numbers.scaled(UnsafeRawBufferPointer(rebasing: digits), places: places)
  }
}

/// JSON lines of the router.
struct TGIRouterFormat: RecordFormat {
  var name: StaticString { "tgi-router" }
  var title: String { "Text Generation Inference router (JSON)" }
  var recognisedBy: String { "span with time_per_token" }

  func recognises(_ json: JSONIndex) -> Bool {
    json[.root, "span", "time_per_token"].exists
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    let span = json[.root, "span"]
    var draft = context.envelope
    draft.format = name
    draft.provider = FieldText("tgi")
    draft.queryType = FieldText("completion")
    draft.time = json.time(json[.root, "timestamp"])
    draft.latencyMilliseconds = json.milliseconds(json[span, "total_time"])
    draft.tokens.output = RouterTimes.tokens(
      in: json.text(json[span, "inference_time"]), each: json.text(json[span, "time_per_token"]))
    if json.equals(json[.root, "level"], "ERROR") { draft.fail(ErrorClassReader.failure(json, .root)) }
    context.drafts.append(draft)
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"timestamp":"2026-09-21T10:00:00.5Z","level":"INFO","message":"Success","target":"text_generation_router::server",\
        "span":{"name":"generate","total_time":"1.52s","queue_time":"90µs","inference_time":"1.5s","time_per_token":"30ms"}}
        """, .init("", "tgi", "", "completion", tokens: TokenCounts(output: 50)))
    ]
  }
}

/// The answer of `/generate`.
struct TGIGenerateFormat: ResponseFormat {
  var name: StaticString { "tgi-generate" }
  var title: String { "Text Generation Inference generate" }
  var recognisedBy: String { "generated_text with details.generated_tokens" }

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    json[body, "generated_text"].exists && json[body, "details", "generated_tokens"].exists
  }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    draft.format = name
    if draft.provider.isEmpty { draft.provider = FieldText("tgi") }
    draft.queryType = FieldText("completion")
    let details = json[body, "details"]
    draft.tokens.output = try json.count(json[details, "generated_tokens"])
    // On request, the response contains the prompt token by token.
    if json.isArray(json[details, "prefill"]), !json.isEmptyArray(json[details, "prefill"]) {
      var prompt: Int32 = 0
      try json.forEachElement(json[details, "prefill"]) { _ throws(LineRejection) in prompt &+= 1 }
      draft.tokens.input = prompt
    }
    return true
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"generated_text":"usage","details":{"finish_reason":"length","generated_tokens":12,"seed":null,"prefill":[\
        {"id":1,"text":"a","logprob":null},{"id":2,"text":"]","logprob":-1.5}],"tokens":[]}}
        """, .init("", "tgi", "", "completion", tokens: TokenCounts(input: 2, output: 12)))
    ]
  }
}

/// Text lines of the router: a time, the request's parameters with braces and quotes in them, and
/// then the durations.
struct TGILogFormat: LineFormat {
  var name: StaticString { "tgi-log" }
  var title: String { "Text Generation Inference router (text)" }
  var recognisedBy: String { "total_time, inference_time and time_per_token behind the parameters" }

  /// Part of the line with the durations; the parameters before them may be long.
  private static func end(of line: FieldText) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: line.bytes.suffix(600))
  }

  func recognises(_ line: FieldText) -> Bool {
    let end = FieldText(Self.end(of: line))
    return end.contains("time_per_token=\"") && end.contains("inference_time=\"")
  }

  func read(_ line: FieldText, _ context: LineContext) throws(LineRejection) {
    var draft = context.envelope
    draft.format = name
    draft.provider = FieldText("tgi")
    draft.queryType = FieldText("completion")
    draft.time = Timestamp.parse(UnsafeRawBufferPointer(rebasing: line.bytes.prefix { $0 != 0x20 }))
    let bytes = Self.end(of: line)
    draft.latencyMilliseconds = Numbers.milliseconds(
      value(of: " total_time=\"", in: bytes).bytes, unit: .milliseconds)
    draft.tokens.output = RouterTimes.tokens(
      in: value(of: " inference_time=\"", in: bytes), each: value(of: " time_per_token=\"", in: bytes))
    context.drafts.append(draft)
  }

  /// The text behind the last `mark`, up to the next quote: what comes before may be a prompt's.
  private func value(of mark: StaticString, in bytes: UnsafeRawBufferPointer) -> FieldText {
    let count = mark.utf8CodeUnitCount
    let first = mark.utf8Start[0]
    var position = bytes.count - count
    while position >= 0 {
      if bytes[position] == first {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[position...])
        if FieldText(rest).hasPrefix(mark) {
          let value = rest.dropFirst(count).prefix { $0 != UInt8(ascii: "\"") }
          return FieldText(UnsafeRawBufferPointer(rebasing: value))
        }
      }
      position -= 1
    }
    return .empty
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        2026-09-21T10:00:00.5Z  INFO generate{parameters=GenerateParameters { stop: ["} total_time=\\"9s\\""], seed: None } \
        total_time="1.52s" validation_time="600µs" queue_time="90µs" inference_time="1.5s" time_per_token="30ms" seed="None"}: \
        text_generation_router::server: router/src/server.rs:402: Success
        """, .init("", "tgi", "", "completion", tokens: TokenCounts(output: 50)))
    ]
  }
}
