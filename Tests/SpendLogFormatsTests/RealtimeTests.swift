import SpendCore
import SpendLogFormats
import Testing

/// Events of realtime sessions, whose answers do not name their model.
@Suite struct RealtimeTests {
  private static let session =
    #"{"type":"session.created","event_id":"e0","session":{"id":"sess_1","object":"realtime.session","model":"gpt-realtime","audio":{"input":{"transcription":{"model":"gpt-4o-mini-transcribe"}}}}}"#
  private static let created =
    #"{"type":"response.created","event_id":"e1","response":{"object":"realtime.response","id":"resp_realtime_000001","status":"in_progress"}}"#
  private static let done =
    #"{"type":"response.done","event_id":"e2","response":{"object":"realtime.response","id":"resp_realtime_000001","status":"completed","output":[],"usage":{"total_tokens":253,"input_tokens":132,"output_tokens":121,"input_token_details":{"text_tokens":119,"audio_tokens":13,"cached_tokens":64,"cached_tokens_details":{"text_tokens":60,"audio_tokens":4}},"output_token_details":{"text_tokens":30,"audio_tokens":91}}}}"#
  private static let transcript =
    #"{"type":"conversation.item.input_audio_transcription.completed","event_id":"e3","item_id":"i","transcript":"x","usage":{"type":"tokens","total_tokens":48,"input_tokens":38,"input_token_details":{"text_tokens":10,"audio_tokens":28},"output_tokens":10}}"#
  private static let tokens = TokenCounts(
    input: 68, cacheRead: 64, output: 121, audioIn: 9, audioOut: 91)

  @Test("the session's models hold for its answers and its transcripts")
  func session() throws {
    let reader = Reader([Self.session, Self.created, Self.done, Self.transcript].joined(separator: "\n"))
    #expect(reader.events.count == 2)
    #expect(reader.unrecognised == 0)
    let answer = try #require(reader.events.first)
    #expect(answer.model == "gpt-realtime")
    #expect(answer.provider == "openai")
    #expect(answer.tokens == Self.tokens)
    #expect(answer.identity == "resp_realtime_000001")
    let transcript = try #require(reader.events.last)
    #expect(transcript.model == "gpt-4o-mini-transcribe")
    #expect(transcript.tokens == TokenCounts(input: 38, output: 10, audioIn: 28))
  }

  @Test("a later setting of the transcription keeps the model")
  func updated() throws {
    let change =
      #"{"type":"session.updated","session":{"object":"realtime.session","input_audio_transcription":{"model":"whisper-1"}}}"#
    let reader = Reader([Self.session, change, Self.done, Self.transcript].joined(separator: "\n"))
    #expect(reader.events.map(\.model) == ["gpt-realtime", "whisper-1"])
  }

  @Test("the model of the log line holds where the log has no session")
  func envelope() throws {
    let line = #"{"ts":1790064000,"session_id":"s","model":"gpt-realtime-mini","event":\#(Self.done)}"#
    let event = try #require(Reader(line).events.first)
    #expect(event.model == "gpt-realtime-mini")
    #expect(event.provider == "openai")
    #expect(event.tokens == Self.tokens)
  }

  @Test("an answer names no model in a log without a session")
  func unknown() throws {
    #expect(try #require(Reader(Self.done).events.first).model.isEmpty)
  }

  @Test(
    "events of a session without usage are known",
    arguments: [
      "rate_limits.updated", "input_audio_buffer.speech_started", "conversation.item.done",
      "output_audio_buffer.stopped",
    ])
  func others(type: String) {
    let reader = Reader(#"{"type":"\#(type)","event_id":"e"}"#)
    #expect(reader.events.isEmpty)
    #expect(reader.unrecognised == 0)
  }
}
