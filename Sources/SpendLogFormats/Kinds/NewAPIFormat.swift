import SpendCore

/// Log rows of New API and One API: the cache counts stand in a JSON text beside the row's own counts. Rows of other
/// types are payments and notes.
///
/// Source: QuantumNous/new-api, `model/log.go`, `service/log_info_generate.go`.
struct NewAPIFormat: RecordFormat {
  var name: StaticString { "new-api" }
  var title: String { "New API and One API log rows" }
  var recognisedBy: String { "quota with token_name and prompt_tokens" }

  func recognises(_ json: JSONIndex) -> Bool {
    json[.root, "quota"].exists && json[.root, "token_name"].exists && json[.root, "prompt_tokens"].exists
  }

  private static let consumption: StaticString = "2"
  private static let failure: StaticString = "5"

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    let type = json.text(json[.root, "type"])
    let isFailure = type.equals(Self.failure)
    guard isFailure || type.equals(Self.consumption) else { return }
    var draft = context.envelope
    draft.format = name
    draft.requestID = json.text(json.first(.root, "request_id", "id"))
    draft.identityKey = draft.requestID
    draft.time = json.time(json[.root, "created_at"])
    draft.model = json.text(json[.root, "model_name"])
    draft.provider = Providers.ofModel(draft.model)
    draft.queryType = FieldText("chat")
    draft.isStream = json.truth(json[.root, "is_stream"])
    draft.user = json.text(json[.root, "username"])
    draft.key = json.text(json[.root, "token_name"])
    let seconds = json[.root, "use_time"]
    draft.latencyMilliseconds =
      seconds.exists
      ? json.milliseconds(seconds, unit: .seconds) : json.milliseconds(json[.root, "elapsed_time"])
    var stated = ReportedTotal()
    stated.prompt = try json.count(json[.root, "prompt_tokens"])
    stated.output = try json.count(json[.root, "completion_tokens"])
    var usual = CountingConvention.inside
    let other = context.attributes
    if context.index(json.text(json[.root, "other"]), in: other) {
      draft.tokens.cacheRead = try other.count(other[.root, "cache_tokens"])
      (draft.tokens.cacheWrite5m, draft.tokens.cacheWrite1h) = CountNames.split(
        written: try other.count(other[.root, "cache_creation_tokens"]),
        short: try other.count(other[.root, "cache_creation_tokens_5m"]),
        long: try other.count(other[.root, "cache_creation_tokens_1h"]))
      // Anthropic's own counts stand beside the prompt.
      if other.truth(other[.root, "claude"]) == true {
        usual = CountingConvention(cache: false, reasoning: true)
      }
      if draft.isStream == true { draft.firstTokenMilliseconds = other.milliseconds(other[.root, "frt"]) }
    }
    draft.totals = stated.resolve(&draft.tokens, usual: usual)
    if isFailure { draft.fail(ErrorWords.failure(json.text(json[.root, "content"]))) }
    context.drafts.append(draft)
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"id":81,"created_at":1790000400,"type":2,"username":"u-1","token_name":"web","model_name":"claude-sonnet-4-5",\
        "quota":900,"prompt_tokens":40,"completion_tokens":20,"use_time":2,"is_stream":true,"other":\
        "{\\"claude\\":true,\\"cache_tokens\\":300,\\"cache_creation_tokens\\":90,\\"frt\\":400}"}
        {"id":82,"created_at":1790000500,"type":1,"username":"u-1","token_name":"","model_name":"","quota":50000,\
        "prompt_tokens":0,"completion_tokens":0}
        """,
        .init(
          "81", "anthropic", "claude-sonnet-4-5",
          tokens: TokenCounts(input: 40, cacheRead: 300, cacheWrite5m: 90, output: 20)))
    ]
  }
}
