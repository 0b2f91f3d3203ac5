import SpendCore

/// The log of Azure's API gateway: several rows a call, of which the first in sequence has the counts.
struct AzureGatewayFormat: RecordFormat {
  var name: StaticString { "azure-apim-llm" }
  var title: String { "Azure API Management LLM log" }
  var recognisedBy: String { "Category GatewayLlmLogs, or PromptTokens with SequenceNumber" }

  func recognises(_ json: JSONIndex) -> Bool {
    json.equals(json[.root, "Category"], "GatewayLlmLogs")
      || json[.root, "SequenceNumber"].exists && json[.root, "PromptTokens"].exists
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    guard try json.count(json[.root, "SequenceNumber"]) == 0 else { return }
    var draft = context.envelope
    draft.format = name
    draft.provider = FieldText("azure")
    draft.requestID = json.text(json[.root, "CorrelationId"])
    // A call that is tried again at another backend is billed there, too.
    let backend = json.text(json[.root, "BackendId"])
    draft.identityKey =
      backend.isEmpty ? draft.requestID : context.text(draft.requestID, FieldText("@"), backend)
    draft.time = json.time(json[.root, "TimeGenerated"])
    draft.model = json.text(json[.root, "ModelName"])
    if draft.model.isEmpty { draft.model = json.text(json[.root, "DeploymentName"]) }
    draft.queryType = FieldText("chat")
    draft.region = json.text(json[.root, "Region"])
    draft.isStream = json.truth(json[.root, "IsStreamCompletion"])
    draft.tokens.input = try json.count(json[.root, "PromptTokens"])
    draft.tokens.output = try json.count(json[.root, "CompletionTokens"])
    context.drafts.append(draft)
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"TimeGenerated":"2026-09-21T10:00:00Z","Category":"GatewayLlmLogs","CorrelationId":"ap1m-sample-000001",\
        "SequenceNumber":1,"ModelName":"","PromptTokens":0,"CompletionTokens":0,"RequestMessages":"hi"}
        {"TimeGenerated":"2026-09-21T10:00:00Z","Category":"GatewayLlmLogs","CorrelationId":"ap1m-sample-000001",\
        "SequenceNumber":0,"ModelName":"gpt-4o","PromptTokens":70,"CompletionTokens":8,"TotalTokens":78}
        """,
        .init("ap1m-sample-000001", "azure", "gpt-4o", tokens: TokenCounts(input: 70, output: 8)))
    ]
  }
}
