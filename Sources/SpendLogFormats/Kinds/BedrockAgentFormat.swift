import SpendCore

/// Traces of AWS Bedrock's agents. The model stands in the event of a call's input, the counts in that of its output.
///
/// Source: Amazon Bedrock API Reference, `TracePart`, `OrchestrationModelInvocationOutput`.
struct BedrockAgentFormat: RecordFormat {
  var name: StaticString { "bedrock-agent" }
  var title: String { "AWS Bedrock agent traces" }
  var recognisedBy: String { "trace.trace with an orchestrationTrace or another stage" }

  private static let stages: JSONIndex.Names = [
    "orchestrationTrace", "preProcessingTrace", "postProcessingTrace", "routingClassifierTrace",
  ]
  private static let otherStages: JSONIndex.Names = [
    "guardrailTrace", "failureTrace", "customOrchestrationTrace",
  ]

  func recognises(_ json: JSONIndex) -> Bool {
    let trace = json[.root, "trace", "trace"]
    return json.first(trace, Self.stages).exists || json.first(trace, Self.otherStages).exists
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    let part = json[.root, "trace"]
    let stage = json.first(json[part, "trace"], Self.stages)
    let input = json[stage, "modelInvocationInput"]
    var draft = context.envelope
    draft.format = name
    draft.provider = FieldText("bedrock")
    if input.exists {
      draft.model = json.text(json[input, "foundationModel"])
      guard !draft.model.isEmpty else { return }
      context.streams.open(OpenMessage(draft), of: json.text(json[input, "traceId"]))
      return
    }
    let output = json[stage, "modelInvocationOutput"]
    let metadata = json[output, "metadata"]
    let usage = json[metadata, "usage"]
    guard json.isObject(usage) else { return }
    let call = json.text(json[output, "traceId"])
    if let open = context.streams.message(ofExactly: call) {
      draft.model = context.text(open.model)
      context.streams.close(stream: call)
    }
    draft.requestID = call
    draft.session = json.text(json[part, "sessionId"])
    if !call.isEmpty { draft.identityKey = context.text(draft.session, FieldText(":"), call) }
    draft.time =
      json.time(json[metadata, "startTime"]) ?? json.time(json[part, "eventTime"])
      ?? json.time(json.first(.root, Envelope.times))
    draft.latencyMilliseconds = json.milliseconds(json[metadata, "totalTimeMs"])
    draft.tokens.input = try json.count(json[usage, "inputTokens"])
    draft.tokens.output = try json.count(json[usage, "outputTokens"])
    draft.queryType = FieldText("agent")
    context.drafts.append(draft)
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"timestamp":"2026-09-21T10:00:00Z","trace":{"sessionId":"s-1","trace":{"orchestrationTrace":{"modelInvocationInput":\
        {"foundationModel":"anthropic.claude-haiku-4-5-20251001-v1:0","traceId":"5c1b-sample-0","type":"ORCHESTRATION"}}}}}
        {"timestamp":"2026-09-21T10:00:02Z","trace":{"sessionId":"s-1","trace":{"orchestrationTrace":{"modelInvocationOutput":\
        {"traceId":"5c1b-sample-0","metadata":{"usage":{"inputTokens":80,"outputTokens":9}}}}}}}
        """,
        .init(
          "5c1b-sample-0", "bedrock", "anthropic.claude-haiku-4-5-20251001-v1:0", "agent",
          tokens: TokenCounts(input: 80, output: 9)))
    ]
  }
}
