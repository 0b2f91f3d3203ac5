import SpendCore
import SpendLogFormats
import Testing

/// Answers in envelopes whose shape is close to that of another kind.
@Suite struct EnvelopeShapeTests {
  private struct Case: CustomTestStringConvertible {
    var testDescription: String
    var members: String
    var format: String
    var provider: String
    var model: String
    var tokens: TokenCounts
    var tier = ""
  }

  private static let message =
    #"{"id":"msg_01EnvelopeShape00001","type":"message","role":"assistant","model":"claude-haiku-4-5","content":[],"usage":{"input_tokens":70,"cache_read_input_tokens":300,"cache_creation_input_tokens":90,"cache_creation":{"ephemeral_1h_input_tokens":90,"ephemeral_5m_input_tokens":0},"output_tokens":8,"service_tier":"batch"}}"#

  private static let cases = [
    Case(
      testDescription: "one result of Anthropic's batches as an object",
      members:
        #""url":"https://api.anthropic.com/v1/messages/batches/b/results","status_code":200,"request":{},"response":{"custom_id":"a","result":{"type":"succeeded","message":\#(message)}}"#,
      format: "anthropic-batch", provider: "anthropic", model: "claude-haiku-4-5",
      tokens: TokenCounts(input: 70, cacheRead: 300, cacheWrite5m: 0, cacheWrite1h: 90, output: 8),
      tier: "batch"),
    Case(
      testDescription: "one result of OpenAI's batches as an object",
      members:
        #""url":"https://api.openai.com/v1/files/f/content","status_code":200,"request":{},"response":{"id":"batch_req_shape01","custom_id":"a","response":{"status_code":200,"body":{"id":"chatcmpl-EnvelopeShape0001","object":"chat.completion","model":"gpt-4o","choices":[],"usage":{"prompt_tokens":70,"completion_tokens":8,"total_tokens":78}}}}"#,
      format: "openai-batch", provider: "openai", model: "gpt-4o", tokens: TokenCounts(input: 70, output: 8),
      tier: "batch"),
    Case(
      testDescription: "an agent's answer to an editor has counts with the names of Converse",
      members:
        #""jsonrpc":"2.0","id":3,"model":"claude-haiku-4-5","result":{"stopReason":"end_turn","usage":{"totalTokens":378,"inputTokens":70,"outputTokens":8,"cachedReadTokens":300}}"#,
      format: "generic-jsonl", provider: "", model: "claude-haiku-4-5",
      tokens: TokenCounts(input: 70, cacheRead: 300, output: 8)),
    Case(
      testDescription: "a model of OpenAI's weights behind Ollama's port",
      members:
        #""url":"http://localhost:11434/v1/chat/completions","status_code":200,"request":{"model":"gpt-oss:20b"},"response":{"id":"chatcmpl-EnvelopeShape0002","object":"chat.completion","model":"gpt-oss:20b","choices":[],"usage":{"prompt_tokens":70,"completion_tokens":8,"total_tokens":78}}"#,
      format: "openai-chat", provider: "ollama", model: "gpt-oss:20b",
      tokens: TokenCounts(input: 70, output: 8)),
  ]

  @Test("answers in envelopes", arguments: cases)
  private func answers(_ answer: Case) {
    let reader = Reader(#"{"timestamp":"2026-09-22T08:00:00Z",\#(answer.members)}"#)
    #expect(reader.rejects.isEmpty)
    #expect(reader.events.map(\.format) == [answer.format])
    for event in reader.events {
      #expect(event.provider == answer.provider)
      #expect(event.model == answer.model)
      #expect(event.tokens == answer.tokens)
      #expect(event.tier == answer.tier)
      #expect(event.totals != .contradicts)
    }
  }
}
