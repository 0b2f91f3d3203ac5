import SpendCore

/// The session and the model of a run of `gemini -p`, from its first event.
struct GeminiRun: Codable {
  var session: String
  var model: String
}
