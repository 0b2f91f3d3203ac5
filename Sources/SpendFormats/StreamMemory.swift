import SpendCore

/// What must be remembered of streams whose later events do not say which request they belong to.
struct StreamMemory: Codable {
  var anthropic: OpenMessage?
  /// The session a transcript belongs to, told in its first line.
  var session: String?
  /// The directory a transcript was written in, told with the session.
  var project: String?

  var codex: CodexSession?
  /// Counters of a server, which only say how much was added.
  var counters: CounterMemory?

  var isEmpty: Bool {
    anthropic == nil && session == nil && project == nil && codex == nil && counters == nil
  }
}

/// An Anthropic message that has begun.
struct OpenMessage: Codable {
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
    draft.policy = .largest
    draft.isStream = true
  }
}
