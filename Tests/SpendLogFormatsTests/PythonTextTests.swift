import SpendCore
import SpendLogFormats
import Testing

/// Usage objects that a Python program logged with `str(usage)`.
@Suite struct PythonTextTests {
  private static func line(_ usage: String) -> String {
    let text = usage.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return #"{"ts":"2026-09-22T08:00:00Z","model":"gpt-4o","usage":"\#(text)"}"#
  }

  static let texts = [
    "CompletionUsage(completion_tokens=60, prompt_tokens=900, total_tokens=960, completion_tokens_details=None, prompt_tokens_details=PromptTokensDetails(audio_tokens=0, cached_tokens=640))",
    "{'prompt_tokens': 900, 'completion_tokens': 60, 'total_tokens': 960, 'prompt_tokens_details': {'cached_tokens': 640, 'audio_tokens': None}}",
    "ResponseUsage(input_tokens=900, input_tokens_details=InputTokensDetails(cached_tokens=640), output_tokens=60, output_tokens_details=OutputTokensDetails(reasoning_tokens=0), total_tokens=960)",
    #"{'prompt_tokens': 900, 'note': "it's \"x\"", 'tier': 'it\'s', 'parts': [1, (2, -3.5e-1)], 'ok': True, 'completion_tokens': 60, 'cached_tokens': 640}"#,
  ]

  @Test("a printed object is read as the object", arguments: texts)
  func printed(text: String) throws {
    let event = try #require(Reader(Self.line(text)).events.first)
    #expect(event.tokens.input == 260)
    #expect(event.tokens.cacheRead == 640)
    #expect(event.tokens.output == 60)
    #expect(event.model == "gpt-4o")
  }

  @Test("Anthropic's object")
  func anthropic() throws {
    let text =
      "Usage(cache_creation=CacheCreation(ephemeral_1h_input_tokens=0, ephemeral_5m_input_tokens=70), cache_creation_input_tokens=70, cache_read_input_tokens=300, input_tokens=9, output_tokens=60, server_tool_use=None, service_tier='standard')"
    let event = try #require(Reader(Self.line(text)).events.first)
    #expect(
      event.tokens == TokenCounts(input: 9, cacheRead: 300, cacheWrite5m: 70, cacheWrite1h: 0, output: 60))
  }

  static let others = [
    "Usage(prompt_tokens=900, completion_tokens=60", "{'prompt_tokens': 900, 'completion_tokens': <object>}",
    "Usage(prompt_tokens=9) and Usage(completion_tokens=3)", "{'prompt_tokens': 900]]]]]]]]}",
    "(((((((((((())",
    String(repeating: "A(", count: 200) + String(repeating: ")", count: 200),
  ]

  @Test("text of another form is none", arguments: others)
  func otherForms(text: String) {
    #expect(Reader(Self.line(text)).events.isEmpty)
  }
}
