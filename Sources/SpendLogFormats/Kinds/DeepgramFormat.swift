import SpendCore

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
