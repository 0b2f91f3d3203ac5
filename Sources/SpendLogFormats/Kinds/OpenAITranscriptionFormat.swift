import SpendCore

/// OpenAI transcriptions: billed by tokens, or by seconds, which are not tokens.
struct OpenAITranscriptionFormat: ResponseFormat {
  var name: StaticString { "openai-audio" }
  var title: String { "OpenAI transcription" }
  var recognisedBy: String { "text with usage.type, usage.prompt_audio_seconds, or task and duration" }

  /// The event of a realtime session that bills its transcript.
  private static let realtimeEvent: StaticString = "conversation.item.input_audio_transcription.completed"

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    if json.equals(json[body, "type"], Self.realtimeEvent) { return json.isObject(json[body, "usage"]) }
    guard json[body, "text"].exists else { return false }
    let type = json[body, "usage", "type"]
    return json.equals(type, "tokens") || json.equals(type, "duration")
      || json[body, "usage", "prompt_audio_seconds"].exists || isVerbose(json, body)
  }

  private func isVerbose(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    let task = json[body, "task"]
    return (json.equals(task, "transcribe") || json.equals(task, "translate"))
      && json[body, "duration"].exists
  }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    let usage = json[body, "usage"]
    draft.format = name
    draft.take(model: json.text(json[body, "model"]))
    if draft.model.isEmpty, let model = context.streams.realtime?.transcription,
      json.equals(json[body, "type"], Self.realtimeEvent)
    {
      draft.model = context.text(model)
    }
    try OpenAIUsage.read(json, usage, &draft)
    if !json.equals(json[usage, "type"], "tokens"), draft.tokens.isUnknown {
      let seconds = json[usage, "seconds"]
      draft.tokens = TokenCounts(input: 0, output: 0)
      draft.units = json.units(.second, seconds.exists ? seconds : json[body, "duration"])
    }
    draft.queryType = FieldText("audio")
    try Sellers.read(json, body, usage, &draft)
    if draft.provider.isEmpty { draft.provider = FieldText("openai") }
    return true
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"text":"hello","usage":{"type":"tokens","input_tokens":120,"input_token_details":{"text_tokens":0,\
        "audio_tokens":120},"output_tokens":9,"total_tokens":129}}
        """,
        .init("", "openai", "", "audio", tokens: TokenCounts(input: 120, output: 9, audioIn: 120))),
      FormatSample(
        """
        {"text":"hello","usage":{"type":"duration","seconds":37}}
        """, .init("", "openai", "", "audio", tokens: TokenCounts(input: 0, output: 0))),
    ]
  }
}
