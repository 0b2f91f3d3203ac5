import SpendLogFormats
import Testing

/// Labels where each tool and each kind of log states them.
@Suite struct StatedLabelTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var line: String
    var labels: [String: String]
    var testDescription: String { name }
  }

  private static let flat =
    #""ts":"2026-09-22T08:00:00Z","model":"gpt-4o","input_tokens":10,"output_tokens":2"#

  private static func span(_ attributes: String...) -> String {
    let pairs = attributes.map { text in
      let parts = text.split(separator: "=", maxSplits: 1)
      return #"{"key":"\#(parts[0])","value":{"stringValue":"\#(parts[1])"}}"#
    }
    let own = pairs.joined(separator: ",")
    return
      #"{"resourceSpans":[{"resource":{"attributes":[{"key":"cloud.region","value":{"stringValue":"eu-north-1"}}]},"scopeSpans":[{"spans":[{"traceId":"0a","spanId":"01","kind":3,"startTimeUnixNano":"1790064000000000000","attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},{"key":"gen_ai.request.model","value":{"stringValue":"gpt-4o"}},{"key":"gen_ai.usage.input_tokens","value":{"intValue":"10"}},{"key":"gen_ai.usage.output_tokens","value":{"intValue":"2"}},\#(own)]}]}]}]}"#
  }

  private static let litellm =
    #""call_type":"acompletion","model":"gpt-4o","custom_llm_provider":"openai","prompt_tokens":10,"completion_tokens":2"#

  static let tools = [
    Case(
      name: "LiteLLM's end user is a customer",
      line:
        #"{"id":"labels-litellm-1","response_cost":0.01,"startTime":1790064000,"endTime":1790064001,\#(litellm),"end_user":"acme","metadata":{"user_api_key_user_id":"u7","user_api_key_end_user_id":"acme","user_api_key_team_id":"t7","user_api_key_team_alias":"Search","user_api_key_alias":"web"},"request_tags":["feature:rank","env:live","plain"]}"#,
      labels: [
        "user": "u7", "customer": "acme", "team": "t7", "key": "web", "feature": "rank",
        "environment": "live",
      ]),
    Case(
      name: "LiteLLM's rows with objects",
      line:
        #"{"request_id":"labels-litellm-2","spend":0.01,"startTime":"2026-09-22T08:00:00Z","endTime":"2026-09-22T08:00:01Z",\#(litellm),"user":"u7","end_user":"acme","metadata":{"user_api_key_alias":"web","user_api_key_team_alias":"Search"},"request_tags":["feature:rank"]}"#,
      labels: ["user": "u7", "customer": "acme", "team": "Search", "key": "web", "feature": "rank"]),
    Case(
      name: "Langfuse's observation",
      line:
        #"{"id":"labels-langfuse-1","traceId":"tr7","type":"GENERATION","startTime":"2026-09-22T08:00:00Z","model":"gpt-4o","usageDetails":{"input":10,"output":2},"userId":"u7","sessionId":"s7","metadata":"{\"customer\":\"acme\"}","tags":["feature:rank"]}"#,
      labels: ["user": "u7", "session": "s7", "customer": "acme", "feature": "rank"]),
    Case(
      name: "Langfuse's trace",
      line:
        #"{"id":"tr7","userId":"u7","sessionId":"s7","observations":[{"id":"labels-langfuse-2","traceId":"tr7","type":"GENERATION","startTime":"2026-09-22T08:00:00Z","model":"gpt-4o","usageDetails":{"input":10,"output":2}}]}"#,
      labels: ["user": "u7", "session": "s7"]),
    Case(
      name: "Helicone's properties in capitals",
      line:
        #"{"request_id":"labels-helicone-1","request_created_at":"2026-09-22T08:00:00Z","response_status":200,"response_model":"gpt-4o","prompt_tokens":10,"completion_tokens":2,"provider":"OPENAI","request_properties":{"Feature":"rank","Customer":"acme","Environment":"live","Helicone-Session-Id":"s7"}}"#,
      labels: ["feature": "rank", "customer": "acme", "environment": "live", "session": "s7"]),
    Case(
      name: "Portkey's predefined keys",
      line:
        #"{"id":"labels-portkey-1","created_at":"2026-09-22T08:00:00Z","ai_org":"openai","ai_model":"gpt-4o","req_units":10,"res_units":2,"metadata":{"_user":"u7","_environment":"live","_organisation":"acme"}}"#,
      labels: ["user": "u7", "environment": "live", "team": "acme"]),
    Case(
      name: "a user of Bedrock's log comes before the role",
      line:
        #"{"schemaType":"ModelInvocationLog","timestamp":"2026-09-22T08:00:00Z","requestId":"labels-bedrock-1","region":"us-west-2","operation":"Converse","modelId":"amazon.nova-lite-v1:0","identity":{"arn":"arn:aws:iam::1:role/a"},"requestMetadata":{"user":"u7","Team":"search"},"input":{"inputTokenCount":10},"output":{"outputTokenCount":2}}"#,
      labels: ["user": "u7", "team": "search", "region": "us-west-2"]),
    Case(
      name: "the conversation of a response",
      line:
        #"{"id":"resp_labels0001","object":"response","created_at":1790064000,"status":"completed","model":"gpt-4o","output":[],"conversation":{"id":"conv_7"},"usage":{"input_tokens":10,"output_tokens":2,"total_tokens":12}}"#,
      labels: ["session": "conv_7"]),
    Case(
      name: "OpenInference's metadata",
      line: span(
        "openinference.span.kind=LLM",
        #"metadata={\"customer\":\"acme\",\"Feature\":\"rank\",\"note\":\"free text\"}"#),
      labels: ["customer": "acme", "feature": "rank", "environment": ""]),
    Case(
      name: "OpenLLMetry's properties",
      line: span(
        "traceloop.association.properties.team=search", "traceloop.association.properties.tenant_id=t7",
        "traceloop.association.properties.environment=live", "traceloop.association.properties.chat_id=s7",
        "traceloop.workflow.name=flow"),
      labels: ["team": "search", "environment": "live", "session": "s7", "feature": "flow"]),
    Case(
      name: "the metadata of Vercel's SDK",
      line: span(
        "ai.telemetry.metadata.customerId=acme", "ai.telemetry.metadata.team=search",
        "ai.telemetry.metadata.feature=rank", "ai.telemetry.functionId=rerank"),
      labels: ["customer": "acme", "team": "search", "feature": "rank"]),
    Case(
      name: "the region that a span names, not that of its program",
      line: span("gen_ai.provider.name=aws.bedrock", "cloud.region=us-west-2"),
      labels: ["region": "us-west-2"]),
    Case(
      name: "the region of a program is none of a model",
      line: span("gen_ai.provider.name=aws.bedrock"), labels: ["region": ""]),
  ]

  static let plain = [
    Case(
      name: "metadata as text",
      line: #"{\#(flat),"metadata":"{\"customer\":\"acme\",\"feature\":\"rank\"}"}"#,
      labels: ["customer": "acme", "feature": "rank"]),
    Case(
      name: "metadata that is no object", line: #"{\#(flat),"metadata":"customer: acme"}"#,
      labels: ["customer": ""]),
    Case(
      name: "tags", line: #"{\#(flat),"tags":["customer:acme","env=live","Summarise: the text"]}"#,
      labels: ["customer": "acme", "environment": "live", "feature": ""]),
    Case(
      name: "tags of pairs",
      line: #"{\#(flat),"tags":[{"key":"customer","value":"acme"},{"key":"note","value":"free text"}]}"#,
      labels: ["customer": "acme", "feature": ""]),
    Case(
      name: "a field of the record comes before a tag",
      line: #"{\#(flat),"feature":"own","tags":["feature:tag"]}"#,
      labels: ["feature": "own"]),
    Case(
      name: "names of the user and the team",
      line: #"{\#(flat),"enduser.id":"u7","team_name":"search","service":"shop","agent_name":"planner"}"#,
      labels: ["user": "u7", "team": "search", "project": "shop", "feature": "planner"]),
    Case(
      name: "names of OpenTelemetry and of keys",
      line:
        #"{\#(flat),"service.name":"shop","deployment.environment.name":"live","api_key_name":"web","tenant_id":"t7"}"#,
      labels: ["project": "shop", "environment": "live", "key": "web", "team": "t7"]),
    Case(
      name: "the shipper of a line is no agent", line: #"{\#(flat),"agent.name":"node-7"}"#,
      labels: ["feature": ""]),
    Case(
      name: "a client's region at Bedrock",
      line: #"{\#(flat),"provider":"bedrock","aws_region":"eu-west-1"}"#, labels: ["region": "eu-west-1"]),
    Case(
      name: "a user's region",
      line: #"{\#(flat),"provider":"bedrock","user.region":"Bavaria","geo":{"region":"BY"}}"#,
      labels: ["region": ""]),
    Case(
      name: "a program's region beside another seller",
      line: #"{\#(flat),"provider":"openai","region":"us"}"#,
      labels: ["region": ""]),
  ]

  @Test("labels", arguments: tools + plain)
  func labels(shape: Case) throws {
    let reader = Reader(shape.line)
    let event = try #require(reader.events.first, "\(reader.rejects)")
    #expect(reader.events.count == 1)
    let all = [
      "user": event.user, "customer": event.customer, "team": event.team, "feature": event.feature,
      "environment": event.environment, "project": event.project, "session": event.session, "key": event.key,
      "region": event.region,
    ]
    #expect(all.filter { shape.labels[$0.key] != nil } == shape.labels)
  }
}
