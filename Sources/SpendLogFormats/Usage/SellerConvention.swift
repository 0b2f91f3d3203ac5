/// Counts that sellers with OpenAI's usage object leave out of others.
struct SellerConvention: Sendable {
  /// Names of the seller, as addresses, libraries and gateways write them.
  let sellers: [StaticString]
  /// The total leaves out reasoning that lies beside the output.
  var omitsReasoning = false
  /// The output leaves out what was generated unseen, and the total does not.
  var hidesReasoning = false

  /// Sources: Perplexity, "Sonar deep research" (`reasoning_tokens` beside `completion_tokens`); Google, "OpenAI
  /// compatibility" of the Gemini API and of Vertex AI (thoughts in the total alone).
  private static let all = [
    SellerConvention(sellers: ["perplexity", "perplexity-ai", "perplexity_ai"], omitsReasoning: true),
    SellerConvention(
      sellers: [
        "google", "gemini", "google_genai", "google-genai", "googleai", "google-ai-studio", "gcp.gemini",
        "gcp.gen_ai", "vertex", "vertex_ai", "vertex-ai", "vertexai", "google_vertexai", "gcp.vertex_ai",
      ], hidesReasoning: true),
  ]

  /// Makers before the names of models, as the sellers themselves and libraries write them.
  private static let prefixes: [StaticString] = [
    "google/", "models/", "publishers/google/models/", "perplexity/",
  ]

  /// The convention of a request's seller; where the seller is unknown, that of the seller that the form of the
  /// model's name shows. Nil for sellers whose counts include each other as OpenAI's do.
  static func of(_ draft: EventDraft) -> SellerConvention? {
    let seller = draft.provider.isEmpty ? seller(of: draft.model) : draft.provider
    guard !seller.isEmpty else { return nil }
    return all.first { $0.sellers.contains { seller.equalsLowercased($0) } }
  }

  private static func seller(of model: FieldText) -> FieldText {
    let named = Providers.ofModel(model)
    guard named.isEmpty, let prefix = prefixes.first(where: { model.hasPrefix($0) }) else { return named }
    return Providers.ofModel(
      FieldText(UnsafeRawBufferPointer(rebasing: model.bytes.dropFirst(prefix.utf8CodeUnitCount))))
  }
}
