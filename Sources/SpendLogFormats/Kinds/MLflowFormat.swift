import SpendCore

/// Traces of MLflow: the spans of one run, whose attributes are JSON texts.
///
/// Source: mlflow/mlflow, `entities/trace.py`, `entities/span.py` and `tracing/constant.py`.
struct MLflowFormat: RecordFormat {
  var name: StaticString { "mlflow" }
  var title: String { "MLflow traces" }
  var recognisedBy: String { "info and data.spans, or spans beside trace_metadata" }

  func recognises(_ json: JSONIndex) -> Bool {
    let data = json[.root, "data"]
    if json.isArray(json[data, "spans"]) || json.isString(data) {
      let info = json[.root, "info"]
      if json.isObject(info) { return json.first(info, "trace_id", "request_id").exists }
    }
    guard json.first(.root, "trace_id", "request_id").exists else { return false }
    if json.isArray(json[.root, "spans"]) { return json.first(.root, Self.metadata).exists }
    return json.kind(data) == .escapedString && FieldText(json.bytes(data)).hasPrefix("{\\\"spans\\\"")
  }

  private static let metadata: JSONIndex.Names = ["trace_metadata", "request_metadata", "trace_location"]

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    let known = context.drafts.count
    let data = json[.root, "data"]
    let span = JSONIndex()
    if json.isString(data) {
      let text = json.bytes(data)
      let spans = JSONIndex()
      try spans.index(json.kind(data) == .escapedString ? context.unescaped(text) : text)
      try read(spans, spans[.root, "spans"], span, context)
    } else {
      try read(json, json[json.isObject(data) ? data : .root, "spans"], span, context)
    }
    let info = json[.root, "info"]
    let metadata = json.first(info.exists ? info : .root, Self.metadata)
    let user = json.text(json[metadata, "mlflow.trace.user"])
    let session = json.text(json[metadata, "mlflow.trace.session"])
    for index in known..<context.drafts.count {
      if context.drafts[index].user.isEmpty { context.drafts[index].user = user }
      if context.drafts[index].session.isEmpty { context.drafts[index].session = session }
    }
  }

  private func read(
    _ json: JSONIndex, _ list: JSONIndex.Node, _ span: JSONIndex, _ context: LineContext
  ) throws(LineRejection) {
    try json.forEachObject(list, in: span) { () throws(LineRejection) in
      try PlainSpan.read(span, format: name, context)
    }
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"info":{"trace_id":"tr-sample-1","request_time":"2026-09-21T10:00:00Z","state":"OK","trace_metadata":\
        {"mlflow.trace.session":"s-1"}},"data":{"spans":[{"trace_id":"dHItc2FtcGxl","span_id":"YQ==","parent_span_id":null,\
        "name":"agent","start_time_unix_nano":1790000000000000000,"end_time_unix_nano":1790000001000000000,"status":\
        {"code":"STATUS_CODE_OK"},"attributes":{"mlflow.spanType":"\\"AGENT\\"","mlflow.chat.tokenUsage":\
        "{\\"input_tokens\\": 70, \\"output_tokens\\": 9, \\"total_tokens\\": 79}"}},{"trace_id":"dHItc2FtcGxl",\
        "span_id":"Yg==","parent_span_id":"YQ==","name":"Completions","start_time_unix_nano":1790000000000000000,\
        "end_time_unix_nano":1790000000500000000,"status":{"code":"STATUS_CODE_OK"},"attributes":{"mlflow.spanType":\
        "\\"CHAT_MODEL\\"","mlflow.spanInputs":"{\\"model\\": \\"gpt-4o\\"}","mlflow.chat.tokenUsage":\
        "{\\"input_tokens\\": 70, \\"output_tokens\\": 9, \\"total_tokens\\": 79}"}}]}}
        """,
        .init(
          "dHItc2FtcGxl:Yg==", "openai", "gpt-4o", tokens: TokenCounts(input: 70, output: 9)))
    ]
  }
}
