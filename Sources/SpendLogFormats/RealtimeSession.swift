/// The models of a realtime session, which the events of its answers do not name.
struct RealtimeSession: Codable {
  var model: String
  /// The model that transcribes the input.
  var transcription: String?

  /// True for the type of the events that begin a session and change its settings.
  static func states(_ json: JSONIndex, _ type: JSONIndex.Node) -> Bool {
    json.equals(type, "session.created") || json.equals(type, "session.updated")
  }

  /// Nil for an event without a session.
  init?(_ json: JSONIndex, _ event: JSONIndex.Node, before known: RealtimeSession?) {
    let session = json[event, "session"]
    guard json.isObject(session) else { return nil }
    model = json.text(json[session, "model"]).string
    if model.isEmpty { model = known?.model ?? "" }
    let own = json[session, "audio", "input"]
    let transcription = own.exists ? json[own, "transcription"] : json[session, "input_audio_transcription"]
    let name = json.text(json[transcription, "model"]).string
    self.transcription = name.isEmpty ? known?.transcription : name
  }
}
