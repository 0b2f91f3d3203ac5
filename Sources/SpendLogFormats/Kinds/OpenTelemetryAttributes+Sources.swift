import SpendCore

/// Attributes of single sources: the address that was called, details as texts, the agents' own spans.
extension OpenTelemetryAttributes {
  /// True for a span of a request of Claude Code, whose counts have the names of its telemetry records.
  var isClaudeCode: Bool {
    guard !plainModel.isEmpty, scope.contains("claude_code") else { return false }
    return !plainInput.isEmpty || !plainOutput.isEmpty || hasFailed
  }

  /// True for Vercel's SDK before version 6, which passes on the input of sellers that leave out what was cached.
  var leavesOutCache: Bool {
    guard !sdkOperation.isEmpty, !hasInputDetails else { return false }
    return provider.contains("anthropic") || provider.contains("bedrock")
  }

  /// Takes the seller behind the address that was called: libraries for one seller's interface serve many others.
  func takeAddress(_ draft: inout EventDraft, _ context: LineContext) {
    guard !calledAddress.isEmpty else { return }
    let url = calledAddress.isEscaped ? FieldText(context.unescaped(calledAddress.bytes)) : calledAddress
    let address = context.address(of: url)
    guard !address.provider.isEmpty else { return }
    draft.provider = address.provider
    if draft.region.isEmpty { draft.region = address.region(in: url) }
  }

  /// Reads the parts of the input and the output that are written as texts.
  func readDetails(_ tokens: inout TokenCounts, _ context: LineContext) throws(LineRejection) {
    let json = context.leaf
    if !promptDetails.isEmpty, context.index(promptDetails, in: json) {
      tokens.cacheRead = try CountNames.cacheRead(json, .missing, details: .root) ?? tokens.cacheRead
      let (short, long) = try CountNames.cacheWrites(json, .missing, details: .root)
      if short != nil || long != nil { (tokens.cacheWrite5m, tokens.cacheWrite1h) = (short, long) }
      tokens.audioIn = try json.count(json[.root, "audio"])
    }
    if !outputDetails.isEmpty, context.index(outputDetails, in: json) {
      tokens.reasoning = try CountNames.reasoning(json, .missing, details: .root) ?? tokens.reasoning
      tokens.audioOut = try json.count(json[.root, "audio"])
    }
  }

  /// Reads the attributes that agents write under names of their own. Their input leaves out what was cached.
  func fillAgent(_ draft: inout EventDraft) throws(LineRejection) {
    draft.queryType = FieldText("agent")
    draft.model = plainModel
    draft.provider = Providers.ofModel(draft.model)
    fillLabels(&draft)
    draft.latencyMilliseconds = Numbers.milliseconds(duration.bytes, unit: .milliseconds)
    draft.loggedCost = Numbers.money(plainCost.bytes)
    if speed.equals("fast") { draft.tier = speed }
    draft.tokens.input = try Numbers.count(plainInput.bytes)
    draft.tokens.cacheRead = try Numbers.count(plainCacheRead.bytes)
    draft.tokens.cacheWrite5m = try Numbers.count(plainCacheWrite.bytes)
    draft.tokens.output = try Numbers.count(plainOutput.bytes)
    draft.tokens.reasoning = try Numbers.count(plainReasoning.bytes)
  }
}
