import SpendCore

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
