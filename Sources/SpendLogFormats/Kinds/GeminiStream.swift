import SpendCore

/// Chunks of Gemini's streams that stand in lines of their own. Counts are those of the stream so far; searches
/// stand in one chunk, and older answers have no id.
enum GeminiStream {
  /// Gives the chunks of a stream without an id one identity, and every chunk the searches of those before it.
  static func follow(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) {
    guard !context.isWholeStream else { return }
    let isNamed = !draft.identityKey.isEmpty
    guard !isNamed || draft.webSearches != nil || context.streams.hasOpenMessages else { return }
    let candidates = json[body, "candidates"]
    guard json.isArray(candidates), !json.isEmptyArray(candidates) else { return }
    let isLast = try finishes(json, candidates, context)
    let name = isNamed ? draft.identityKey : key(of: draft, context)
    let known = context.streams.message(ofExactly: name)
    var open = known.flatMap { continues($0, draft) ? $0 : nil }
    guard open != nil || !isLast else { return }
    if open == nil {
      open = OpenMessage(draft)
      if !isNamed { open?.id = id(json, body, context) }
    }
    guard var open else { return }
    open.webSearches = open.webSearches.map { max($0, draft.webSearches ?? 0) } ?? draft.webSearches
    open.tokens = draft.tokens
    draft.webSearches = open.webSearches
    if !isNamed { draft.identityKey = context.text(open.id) }
    if isLast {
      context.streams.close(stream: name)
    } else if !isNamed || open.webSearches != nil {
      context.streams.open(open, of: name)
    }
  }

  /// True when a candidate has a reason for its end.
  private static func finishes(
    _ json: JSONIndex, _ candidates: JSONIndex.Node, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    var found = false
    let candidate = context.element
    try json.forEachObject(candidates, in: candidate) { () throws(LineRejection) in
      let reason = candidate.first(.root, "finishReason", "finish_reason")
      if reason.exists, !candidate.isNull(reason) { found = true }
    }
    return found
  }

  private static func continues(_ open: OpenMessage, _ draft: EventDraft) -> Bool {
    (open.tokens.output ?? 0) <= (draft.tokens.output ?? .max)
  }

  /// The key of a stream without an id: its model and prompt.
  private static func key(of draft: EventDraft, _ context: LineContext) -> FieldText {
    let prompt = draft.tokens.isUnknown ? "" : String(draft.tokens.prompt)
    return context.text(
      FieldText("gemini "), draft.model, FieldText(" "), context.text(prompt), context.streamName)
  }

  /// An identity for a stream without an id: its first chunk, and its number in the file.
  private static func id(_ json: JSONIndex, _ body: JSONIndex.Node, _ context: LineContext) -> String {
    var hash = ContentHash()
    hash.combine(json.bytes(body))
    hash.combine(UInt64(truncatingIfNeeded: context.streams.nextUnnamedStream()))
    return "gemini-stream-" + hash.identity.hexadecimal
  }
}
