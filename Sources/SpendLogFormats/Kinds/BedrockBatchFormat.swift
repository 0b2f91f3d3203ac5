import SpendCore

/// Output files of Bedrock's batch inference. The model is the job's and stands in no line, unless the maker's
/// answer names it.
///
/// Source: AWS, Amazon Bedrock User Guide, "View the results of a batch inference job".
struct BedrockBatchFormat: RecordFormat {
  var name: StaticString { "bedrock-batch" }
  var title: String { "AWS Bedrock batch output" }
  var recognisedBy: String { "recordId and modelInput with modelOutput or error" }

  func recognises(_ json: JSONIndex) -> Bool {
    json[.root, "recordId"].exists && json[.root, "modelInput"].exists
      && (json[.root, "modelOutput"].exists || json[.root, "error"].exists)
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    var draft = context.envelope
    draft.provider = FieldText("bedrock")
    draft.scope = .global
    draft.model = json.text(json.first(json[.root, "modelInput"], "modelId", "model"))
    let record = json.text(json[.root, "recordId"])
    if !record.isEmpty { draft.tags = context.text(FieldText("record="), record) }
    let output = json[.root, "modelOutput"]
    if json.isObject(output), !json.isNull(output), let format = FormatRegistry.response(json, output) {
      guard try format.read(json, output, &draft, context) else { return }
    } else {
      draft.fail()
    }
    if draft.queryType.isEmpty { draft.queryType = FieldText("chat") }
    // The maker's reader may have taken the tier of a request that is not batched.
    draft.provider = FieldText("bedrock")
    draft.tier = FieldText("batch")
    draft.format = name
    context.drafts.append(draft)
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"modelInput":{"anthropic_version":"bedrock-2023-05-31"},"modelOutput":{"id":"msg_bdrk_01SampleBatch0001","type":\
        "message","role":"assistant","model":"claude-haiku-4-5-20251001","content":[],"usage":{"input_tokens":64,\
        "output_tokens":21}},"recordId":"SAMPLE00001"}
        {"modelInput":{"inputText":"x"},"recordId":"SAMPLE00002","error":{"errorCode":400,"errorMessage":"bad request"}}
        """,
        .init(
          "msg_bdrk_01SampleBatch0001", "bedrock", "claude-haiku-4-5-20251001",
          tokens: TokenCounts(input: 64, output: 21)),
        .init(
          "", "bedrock", "", tokens: TokenCounts(input: 0, output: 0), outcome: .error))
    ]
  }
}
