import SpendCore
import SpendLogFormats
import Testing

/// Speech that is billed by the characters spoken.
@Suite struct SpeechTests {
  private static let count = BilledUnits(.character, count: 1_500)

  static let lines = [
    #"{"ts":1790064000,"endpoint":"/v1/audio/speech","model":"tts-1","input_characters":1500}"#,
    #"{"ts":1790064000,"provider":"elevenlabs","model":"eleven_flash_v2_5","character_count":1500}"#,
    #"{"ts":1790064000,"model":"aura-2-thalia-en","operation":"speech","characters":1500}"#,
    #"{"ts":1790064000,"model":"gpt-audio-speaker","operation":"audio.speech","input_characters":1500}"#,
    #"{"ts":1790064000,"url":"https://api.elevenlabs.io/v1/text-to-speech/voice1","status_code":200,"request":{"text":"x","model_id":"eleven_multilingual_v2"},"response_headers":{"x-character-count":"1500","request-id":"el-request-1"}}"#,
    #"{"ts":1790064000,"url":"https://api.elevenlabs.io/v1/text-to-speech/voice1","status_code":200,"request":{"text":"x","model_id":"eleven_multilingual_v2"},"response":{"status_code":200,"headers":{"character-cost":"1500"}}}"#,
  ]

  @Test("characters are the unit of speech", arguments: lines)
  func characters(line: String) throws {
    let event = try #require(Reader(line).events.first)
    #expect(event.units == Self.count)
    #expect(event.queryType == "audio")
    #expect(event.tokens == TokenCounts(input: 0, output: 0))
    #expect(!event.model.isEmpty)
  }

  static let others = [
    #"{"ts":1790064000,"model":"gpt-4o","character_count":1500}"#,
    #"{"ts":1790064000,"model":"gpt-4o","prompt_tokens":9,"completion_tokens":3,"characters":1500}"#,
    #"{"ts":1790064000,"model":"tts-1","prompt_tokens":9,"completion_tokens":3,"characters":1500}"#,
  ]

  @Test("characters elsewhere are the length of a text", arguments: others)
  func lengths(line: String) {
    #expect(
      Reader(line).events.allSatisfy { $0.units == nil && $0.tokens == TokenCounts(input: 9, output: 3) })
  }
}
