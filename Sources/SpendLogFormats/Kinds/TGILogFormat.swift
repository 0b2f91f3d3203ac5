import SpendCore

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
