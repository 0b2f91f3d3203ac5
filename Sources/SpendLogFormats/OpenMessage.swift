import SpendCore

/// An answer that has begun, and whose later events do not name it.
struct OpenMessage: Codable {
  /// The id that a log gives to all events of the stream; empty where it gives none.
  var stream = ""
  var id: String
  var model: String
  var provider: String
  var tier: String
  var counts: [Int32?]
  var webSearches: Int32?
  var region: String?

  init(_ draft: EventDraft) {
    id = draft.requestID.string
    model = draft.model.string
    provider = draft.provider.string
    tier = draft.tier.string
    webSearches = draft.webSearches
    if !draft.region.isEmpty { region = draft.region.string }
    let tokens = draft.tokens
    counts = [
      tokens.input, tokens.cacheRead, tokens.cacheWrite5m, tokens.cacheWrite1h, tokens.output,
      tokens.reasoning,
    ]
  }

  var tokens: TokenCounts {
    get {
      guard counts.count == 6 else { return TokenCounts() }
      return TokenCounts(
        input: counts[0], cacheRead: counts[1], cacheWrite5m: counts[2], cacheWrite1h: counts[3],
        output: counts[4], reasoning: counts[5])
    }
    set {
      counts = [
        newValue.input, newValue.cacheRead, newValue.cacheWrite5m, newValue.cacheWrite1h, newValue.output,
        newValue.reasoning,
      ]
    }
  }

  /// Writes what is known of the message into an event of its stream.
  func fill(_ draft: inout EventDraft, _ context: LineContext) {
    draft.requestID = context.text(id)
    draft.identityKey = draft.requestID
    draft.model = context.text(model)
    draft.provider = context.text(provider)
    draft.tier = context.text(tier)
    draft.tokens = tokens
    draft.webSearches = webSearches
    if let region { draft.region = context.text(region) }
    draft.isSnapshot = true
    draft.isStream = true
  }
}
