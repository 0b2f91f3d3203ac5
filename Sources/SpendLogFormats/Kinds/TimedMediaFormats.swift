import SpendCore

/// Videos of OpenAI, whose jobs are polled: billed by the second when they are done.
struct OpenAIVideoFormat: ResponseFormat {
  var name: StaticString { "openai-video" }
  var title: String { "OpenAI videos" }
  var recognisedBy: String { "object is video" }

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    json.equals(json[body, "object"], "video")
  }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    let status = json[body, "status"]
    guard json.equals(status, "completed") || json.equals(status, "failed") else { return false }
    draft.format = name
    draft.requestID = json.text(json[body, "id"])
    draft.identityKey = draft.requestID
    draft.take(model: json.text(json[body, "model"]))
    if draft.time == nil { draft.time = json.time(json[body, "created_at"]) }
    if draft.provider.isEmpty { draft.provider = FieldText("openai") }
    draft.queryType = FieldText("video")
    draft.tokens = TokenCounts(input: 0, output: 0)
    if json.equals(status, "failed") {
      draft.outcome = .error
      draft.isFree = true
    } else {
      draft.units = json.units(.second, json[body, "seconds"])
    }
    return true
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"id":"video_sample0000000001","object":"video","created_at":1790000000,"status":"in_progress","model":"sora-2","seconds":"8"}
        {"id":"video_sample0000000001","object":"video","created_at":1790000000,"status":"completed","model":"sora-2","seconds":"8"}
        """,
        .init("video_sample0000000001", "openai", "sora-2", "video", tokens: TokenCounts(input: 0, output: 0))
      )
    ]
  }
}

/// Transcripts of Deepgram: billed by the length of the recording.
struct DeepgramFormat: ResponseFormat {
  var name: StaticString { "deepgram" }
  var title: String { "Deepgram transcripts" }
  var recognisedBy: String { "metadata with request_id, duration and model_info" }

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    let metadata = json[body, "metadata"]
    return json[metadata, "request_id"].exists && json[metadata, "duration"].exists
      && json.isObject(json[metadata, "model_info"])
  }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    let metadata = json[body, "metadata"]
    draft.format = name
    draft.requestID = json.text(json[metadata, "request_id"])
    draft.identityKey = draft.requestID
    var model = FieldText.empty
    try json.forEachMember(json[metadata, "model_info"]) { _, info throws(LineRejection) in
      if model.isEmpty { model = json.text(json.first(info, "arch", "name")) }
    }
    draft.take(model: model)
    if draft.time == nil { draft.time = json.time(json[metadata, "created"]) }
    if draft.provider.isEmpty { draft.provider = FieldText("deepgram") }
    draft.queryType = FieldText("audio")
    draft.tokens = TokenCounts(input: 0, output: 0)
    draft.units = json.units(.second, json[metadata, "duration"])
    return true
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"metadata":{"request_id":"d33b9ra0-sample-0001","created":"2026-09-21T10:00:00.000Z","duration":25.933313,"channels":1,\
        "models":["a"],"model_info":{"a":{"name":"general-nova-3","version":"1","arch":"nova-3"}}},"results":{"channels":[]}}
        """,
        .init(
          "d33b9ra0-sample-0001", "deepgram", "nova-3", "audio", tokens: TokenCounts(input: 0, output: 0)))
    ]
  }
}

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
