/// Models that are billed by the characters they speak.
enum SpeechModels {
  private static let prefixes: [StaticString] = [
    "tts-", "eleven_", "aura-", "sonic-", "speech-0", "speech-2", "playai-tts", "canopylabs/orpheus",
    "chirp", "neural2", "wavenet", "polly", "kokoro", "hexgrad/kokoro",
  ]
  private static let providers: [StaticString] = ["elevenlabs", "cartesia", "playht", "aws_polly", "polly"]

  /// True for a request of such a model, or to an endpoint of speech.
  static func serve(_ draft: borrowing EventDraft) -> Bool {
    let (model, provider, queryType) = (draft.model, draft.provider, draft.queryType)
    return queryType.equals("audio") || prefixes.contains { model.hasPrefix($0) }
      || providers.contains { provider.equalsLowercased($0) }
  }
}
