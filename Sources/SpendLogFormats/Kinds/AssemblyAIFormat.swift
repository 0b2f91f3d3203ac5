import SpendCore

/// Transcripts of AssemblyAI, which are polled: billed by the length of the recording when they are done.
struct AssemblyAIFormat: ResponseFormat {
  var name: StaticString { "assemblyai" }
  var title: String { "AssemblyAI transcripts" }
  var recognisedBy: String { "audio_duration with status and audio_url" }

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    json[body, "audio_duration"].exists && json[body, "audio_url"].exists
      && json.isString(json[body, "status"])
  }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    guard json.equals(json[body, "status"], "completed") else { return false }
    draft.format = name
    draft.requestID = json.text(json[body, "id"])
    draft.identityKey = draft.requestID
    draft.take(model: json.text(json.first(body, "speech_model_used", "speech_model")))
    if draft.provider.isEmpty { draft.provider = FieldText("assemblyai") }
    draft.queryType = FieldText("audio")
    draft.tokens = TokenCounts(input: 0, output: 0)
    draft.units = json.units(.second, json[body, "audio_duration"])
    return true
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"id":"a55e3b1y-sample-0001","status":"completed","audio_url":"https://audio.example/1.mp3","audio_duration":281,\
        "speech_model":"best","text":"…"}
        """,
        .init(
          "a55e3b1y-sample-0001", "assemblyai", "best", "audio", tokens: TokenCounts(input: 0, output: 0)))
    ]
  }
}
