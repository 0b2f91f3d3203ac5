import SpendCore

/// Answers that are free of charge or repeat the counts of others: the number of tokens of a request that was not
/// made, and the state of a batch with the sum of its requests.
struct UnbilledFormat: ResponseFormat {
  var name: StaticString { "unbilled" }
  var title: String { "Token counts and states of batches (no requests)" }
  var recognisedBy: String { "a count of input tokens alone, or object is batch" }

  private static let batches: [StaticString] = ["batch", "response.input_tokens", "message_batch"]

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    for name in Self.batches
    where json.equals(json[body, "object"], name) || json.equals(json[body, "type"], name) {
      return true
    }
    if json[body, "input_tokens"].exists || json[body, "inputTokens"].exists {
      return memberCount(json, body) == (json[body, "context_management"].exists ? 2 : 1)
    }
    guard json[body, "totalTokens"].exists else { return false }
    let others =
      ["promptTokensDetails", "cachedContentTokenCount", "totalBillableCharacters", "cacheTokensDetails"]
      as [StaticString]
    return memberCount(json, body) == 1 + others.count { json[body, $0].exists }
  }

  private func memberCount(_ json: JSONIndex, _ body: JSONIndex.Node) -> Int {
    var count = 0
    do throws(LineRejection) {
      try json.forEachMember(body) { _, _ throws(LineRejection) in count += 1 }
    } catch {
      return 0
    }
    return count
  }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    false
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"input_tokens":2095}
        {"object":"response.input_tokens","input_tokens":2095}
        {"totalTokens":31,"promptTokensDetails":[{"modality":"TEXT","tokenCount":31}]}
        {"id":"batch_sample01","object":"batch","endpoint":"/v1/responses","model":"gpt-5-nano","status":"completed",\
        "created_at":1790000000,"usage":{"input_tokens":360,"output_tokens":240,"total_tokens":600}}
        """)
    ]
  }
}
