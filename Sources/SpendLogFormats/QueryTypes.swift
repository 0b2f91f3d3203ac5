/// The kind of a request, by what was called.
public enum QueryTypes {
  /// The step of an operation that a model is made for, by its name: `embedding`, `rerank` or `moderation`. Empty
  /// for models that answer.
  public static func step(ofModel model: String) -> String {
    let name = model.lowercased()
    if name.contains("rerank") { return "rerank" }
    if name.contains("embed") { return "embedding" }
    return name.contains("moderation") ? "moderation" : ""
  }

  static func ofPath(_ url: FieldText) -> FieldText {
    guard !url.isEmpty else { return .empty }
    if url.contains("/chat/completions") || url.contains("/messages") || url.contains("/responses")
      || url.contains(":generateContent") || url.contains(":streamGenerateContent")
      || url.contains("/converse") || url.contains("/text/chat") || url.contains("/v2/chat")
      || url.contains("/api/chat")
    {
      return FieldText("chat")
    }
    if url.contains("/embed") || url.contains(":embedContent") || url.contains(":batchEmbedContents") {
      return FieldText("embedding")
    }
    if url.contains("/rerank") { return FieldText("rerank") }
    if url.contains("/images") { return FieldText("image") }
    if url.contains("/audio") || url.contains("/text-to-speech") || url.contains("/speech") {
      return FieldText("audio")
    }
    if url.contains("/moderations") { return FieldText("moderation") }
    if url.contains("/completions") || url.contains("/generate") || url.contains("/text/generation") {
      return FieldText("completion")
    }
    return .empty
  }

  /// The name of an operation as gateways and tracers write it; the word itself when it is unknown.
  static func ofOperation(_ operation: FieldText) -> FieldText {
    known(operation) ?? operation
  }

  /// Returns the query type of an operation's name; nil when the name is unknown.
  static func known(_ operation: FieldText) -> FieldText? {
    if operation.contains("embed") { return FieldText("embedding") }
    if operation.contains("rerank") { return FieldText("rerank") }
    if operation.contains("image") { return FieldText("image") }
    if operation.contains("transcription") || operation.contains("speech") || operation.contains("audio") {
      return FieldText("audio")
    }
    if operation.contains("moderation") { return FieldText("moderation") }
    if operation.contains("text_completion") { return FieldText("completion") }
    if operation.contains("completion") || operation.contains("responses") || operation.contains("messages")
      || operation.equals("chat") || operation.contains("generate_content")
    {
      return FieldText("chat")
    }
    return nil
  }
}
