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
