import SpendCore

/// The provider's own statements in a span of Vercel's SDK: cache writes that versions before 6 have nowhere else, and
/// the cost by Vercel's gateway.
///
/// Source: vercel/ai, `packages/anthropic`, `packages/amazon-bedrock`, `packages/gateway`.
struct ProviderMetadata {
  private var prompt: Int32?
  private var read: Int32?
  private var short: Int32?
  private var long: Int32?
  private var cost: Money?
  private var isGateway = false
  private var tier = FieldText.empty

  /// Nil for spans without such statements.
  init?(_ attributes: OpenTelemetryAttributes, _ context: LineContext) throws(LineRejection) {
    let json = context.leaf
    guard !attributes.providerMetadata.isEmpty, context.index(attributes.providerMetadata, in: json) else {
      return nil
    }
    let anthropic = json[.root, "anthropic"]
    let usage = json[anthropic, "usage"]
    let bedrock = json[.root, "bedrock", "usage"]
    let gateway = json[.root, "gateway"]
    guard anthropic.exists || bedrock.exists || gateway.exists else { return nil }
    prompt = try json.count(json[usage, "input_tokens"])
    read = try json.count(json[usage, "cache_read_input_tokens"], or: json[anthropic, "cacheReadInputTokens"])
    if read == nil {
      read = try json.count(json.first(bedrock, "cacheReadInputTokens", "cacheReadInputTokenCount"))
    }
    var written = try json.count(
      json[usage, "cache_creation_input_tokens"], or: json[anthropic, "cacheCreationInputTokens"])
    if written == nil {
      written = try json.count(json.first(bedrock, "cacheWriteInputTokens", "cacheWriteInputTokenCount"))
    }
    let parts = json[usage, "cache_creation"]
    (short, long) = CountNames.split(
      written: written, short: try json.count(json[parts, "ephemeral_5m_input_tokens"]),
      long: try json.count(json[parts, "ephemeral_1h_input_tokens"]))
    tier = json.text(json[usage, "service_tier"])
    isGateway = json.isObject(gateway)
    cost = json.money(json[gateway, "cost"])
  }

  /// Fills in the counts that the span leaves out.
  func apply(to tokens: inout TokenCounts, _ draft: inout EventDraft) {
    if tokens.cacheRead == nil { tokens.cacheRead = read }
    let known = Int64(tokens.cacheWrite5m ?? 0) + Int64(tokens.cacheWrite1h ?? 0)
    if short != nil || long != nil, Int64(short ?? 0) + Int64(long ?? 0) >= known {
      (tokens.cacheWrite5m, tokens.cacheWrite1h) = (short, long)
    }
    draft.tier = tier
    guard isGateway else { return }
    if draft.provider.equals("gateway") { draft.provider = FieldText("vercel") }
    draft.loggedCost = cost
    draft.loggedCostIsBinding = cost != nil
  }

  /// True where the provider's input, which leaves out what was cached, is the span's; nil where it is not stated.
  func isCacheBeside(_ prompt: Int32?) -> Bool? {
    self.prompt.map { $0 == prompt }
  }
}
