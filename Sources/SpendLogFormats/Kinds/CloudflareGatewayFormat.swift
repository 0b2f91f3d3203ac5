import SpendCore

/// Cloudflare AI Gateway's log.
struct CloudflareGatewayFormat: RecordFormat {
  var name: StaticString { "cloudflare-ai-gateway" }
  var title: String { "Cloudflare AI Gateway" }
  var recognisedBy: String { "tokens_in, tokens_out and cached" }

  func recognises(_ json: JSONIndex) -> Bool {
    json[.root, "tokens_in"].exists && json[.root, "tokens_out"].exists && json[.root, "cached"].exists
      || json.isArray(json[.root, "result"]) && json[.root, "success"].exists
        && json[.root, "result_info"].exists
  }

  /// A log, or a page of them as the interface answers.
  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    guard json.isArray(json[.root, "result"]) else { return try log(json, context) }
    let entry = JSONIndex()
    try json.forEachObject(json[.root, "result"], in: entry) { () throws(LineRejection) in
      if recognises(entry) { try log(entry, context) }
    }
  }

  private func log(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    var draft = context.envelope
    draft.format = name
    draft.scope = .global
    draft.requestID = json.text(json[.root, "id"])
    draft.identityKey = draft.requestID
    draft.time = json.time(json[.root, "created_at"])
    draft.provider = json.text(json[.root, "provider"])
    draft.model = json.text(json[.root, "model"])
    let path = context.queryType(ofPath: context.text(FieldText("/"), json.text(json[.root, "path"])))
    draft.queryType =
      path.isEmpty ? context.queryType(ofOperation: json.text(json[.root, "model_type"])) : path
    draft.tokens.input = try json.count(json[.root, "tokens_in"])
    draft.tokens.output = try json.count(json[.root, "tokens_out"])
    draft.loggedCost = json.money(json[.root, "cost"])
    try LoggedAnswer.read(json, json[.root, "response"], &draft, context)
    draft.latencyMilliseconds = json.milliseconds(json[.root, "duration"])
    try Attribution.read(json, .root, &draft, context)
    let metadata = json[.root, "metadata"]
    if json.isString(metadata) {
      let text =
        json.kind(metadata) == .string ? json.bytes(metadata) : context.unescaped(json.bytes(metadata))
      do throws(LineRejection) {
        try context.attributes.index(text)
        Attribution.members(context.attributes, .root, &draft, context)
      } catch {
        // User-defined metadata may be in a format other than JSON.
      }
    }
    if json.truth(json[.root, "cached"]) == true { LiteLLM.answerFromCache(&draft) }
    let status = try json.count(json[.root, "status_code"]) ?? 0
    if status >= 400 || json.truth(json[.root, "success"]) == false {
      draft.fail(ErrorClassReader.failure(json, .root))
    }
    context.drafts.append(draft)
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"id":"01SAMPLECLOUDFLARE01","created_at":"2026-09-21T10:00:00Z","provider":"openai","model":"gpt-4o-mini","model_type":\
        "chat","path":"chat/completions","duration":300,"status_code":200,"success":true,"cached":false,"tokens_in":70,\
        "tokens_out":9,"cost":0.0001,"metadata":"{\\"feature\\": \\"kb\\"}"}
        """,
        .init(
          "01SAMPLECLOUDFLARE01", "openai", "gpt-4o-mini", feature: "kb",
          tokens: TokenCounts(input: 70, output: 9), cost: "0.0001")),
      FormatSample(
        """
        {"result":[{"id":"01SAMPLECLOUDFLARE02","created_at":"2026-09-21T10:00:00Z","provider":"openai","model":"gpt-4o",\
        "path":"chat/completions","cached":true,"tokens_in":70,"tokens_out":9,"cost":0.1,"success":true}],"success":true,\
        "result_info":{"page":1},"errors":[]}
        """,
        .init("01SAMPLECLOUDFLARE02", "openai", "gpt-4o", tokens: TokenCounts(), cost: "0")),
    ]
  }
}
