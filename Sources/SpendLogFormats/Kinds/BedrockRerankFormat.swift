import SpendCore

/// Answers of AWS Bedrock's Rerank. The model is the request's; each hundred documents of a request are one query.
struct BedrockRerankFormat: ResponseFormat {
  var name: StaticString { "bedrock-rerank" }
  var title: String { "AWS Bedrock Rerank" }
  var recognisedBy: String { "results with relevanceScore" }

  private static let searched = 512
  private static let documentsOfQuery: Int64 = 100

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    let results = json[body, "results"]
    guard json.isArray(results) else { return false }
    let start = UnsafeRawBufferPointer(rebasing: json.bytes(results).prefix(Self.searched))
    return FieldText(start).contains("\"relevanceScore\"")
  }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    draft.format = name
    draft.provider = FieldText("bedrock")
    draft.queryType = FieldText("rerank")
    draft.tokens = TokenCounts(input: 0, output: 0)
    draft.take(id: json.text(json[body, "ResponseMetadata", "RequestId"]))
    let line = context.line
    let request = line[.root, "request"]
    let configuration = line[request, "rerankingConfiguration", "bedrockRerankingConfiguration"]
    draft.take(model: line.text(line[configuration, "modelConfiguration", "modelArn"]))
    if let end = draft.model.end(of: "foundation-model/") {
      draft.model = FieldText(UnsafeRawBufferPointer(rebasing: draft.model.bytes[end...]))
    }
    let documents = max(try count(line, line[request, "sources"]), try count(json, json[body, "results"]))
    draft.units = BilledUnits(
      .rerank, count: max(1, (documents + Self.documentsOfQuery - 1) / Self.documentsOfQuery))
    return true
  }

  private func count(_ json: JSONIndex, _ list: JSONIndex.Node) throws(LineRejection) -> Int64 {
    guard json.isArray(list) else { return 0 }
    var count: Int64 = 0
    try json.forEachElement(list) { _ throws(LineRejection) in count += 1 }
    return count
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"timestamp":"2026-09-21T10:00:00Z","url":"https://bedrock-agent-runtime.us-west-2.amazonaws.com/rerank","request":\
        {"rerankingConfiguration":{"bedrockRerankingConfiguration":{"modelConfiguration":{"modelArn":\
        "arn:aws:bedrock:us-west-2::foundation-model/amazon.rerank-v1:0"}}}},"response":{"results":[{"index":0,\
        "relevanceScore":0.5}]}}
        """,
        .init("", "bedrock", "amazon.rerank-v1:0", "rerank", tokens: TokenCounts(input: 0, output: 0)))
    ]
  }
}
