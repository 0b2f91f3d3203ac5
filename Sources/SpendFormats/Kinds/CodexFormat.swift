import SpendCore

/// Sessions of Codex CLI: counters that add up over a session, written again when nothing has changed.
///
/// Forks, resumed sessions and subagents begin with a copy of an ancestor's rows. A row is known by the
/// first of its ancestors and by its counters, so that it counts once in whichever file it is met, and
/// agents that write into one file by turns do not disturb each other.
///
/// Source: openai/codex, `codex-rs/protocol`.
struct CodexFormat: RecordFormat {
  var name: StaticString { "codex-cli" }
  var title: String { "Codex CLI sessions" }
  var recognisedBy: String { "timestamp, type and payload; or turn.completed with usage" }

  func recognises(_ json: JSONIndex) -> Bool {
    if json.hasPrefix(json[.root, "type"], "turn.") { return true }
    guard json.isObject(json[.root, "payload"]), json[.root, "timestamp"].exists else { return false }
    let type = json[.root, "type"]
    return json.equals(type, "session_meta") || json.equals(type, "turn_context")
      || json.equals(type, "event_msg")
      || json.equals(type, "response_item") || json.equals(type, "compacted")
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    if json.equals(json[.root, "type"], "turn.completed") { return try turn(json, context) }
    var session = context.streams.codex ?? CodexSession()
    let payload = json[.root, "payload"]
    let type = json[.root, "type"]
    if json.equals(type, "session_meta") {
      // The first is the session's own; later ones came with the history of an ancestor, the first
      // ancestor last.
      if session.total.isEmpty {
        let spawned = json[payload, "source", "subagent"]
        let parent = json.first(spawned, "parent_thread_id", "thread_id")
        let spawner = parent.exists ? parent : json[spawned, "thread_spawn", "parent_thread_id"]
        let ancestor = json.text(json.first(payload, "forked_from_id", "parent_thread_id"))
        session.root =
          ancestor.isEmpty
          ? (spawner.exists ? json.text(spawner) : json.text(json[payload, "id"])).string : ancestor.string
      }
      guard session.id == nil else {
        context.streams.codex = session
        return
      }
      session.id = json.text(json[payload, "id"]).string
      session.project = json.text(json[payload, "cwd"]).string
      session.isCopy = json[payload, "forked_from_id"].exists || json[payload, "source", "subagent"].exists
      session.began = json.time(json[.root, "timestamp"])?.microseconds
    } else if json.equals(type, "turn_context") {
      session.model = json.text(json[payload, "model"]).string
    } else if json.equals(json[payload, "type"], "token_count"), json.isObject(json[payload, "info"]) {
      try count(json, json[payload, "info"], &session, context)
    }
    context.streams.codex = session
  }

  private func count(
    _ json: JSONIndex, _ info: JSONIndex.Node, _ session: inout CodexSession, _ context: LineContext
  ) throws(LineRejection) {
    let total = try Counters(json, json[info, "total_token_usage"])
    guard total.all != session.total else { return }
    let last = json[info, "last_token_usage"]
    var used = json.isObject(last) ? try Counters(json, last) : total.since(session.total)
    session.total = total.all
    let time = json.time(json[.root, "timestamp"])
    // A fork begins with its parent's rows, rewritten within its first second.
    if session.isCopy, let time, let began = session.began, time.microseconds - began < 1_000_000 { return }
    used.clamp()
    var draft = context.envelope
    draft.format = name
    draft.scope = .global
    draft.policy = .largest
    draft.time = time
    let counters = total.all + (json.isObject(last) ? used.all : [])
    draft.identityKey = context.text(
      "codex:\(session.root ?? session.id ?? "")#" + counters.map { "\($0)" }.joined(separator: "."))
    draft.provider = FieldText("openai")
    draft.model = context.text(session.model ?? "")
    draft.queryType = FieldText("agent")
    draft.session = context.text(session.id ?? "")
    draft.project = context.text(session.project ?? "")
    draft.tokens = used.tokens
    context.drafts.append(draft)
  }

  /// `codex exec --json`: no time and no model.
  private func turn(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    var draft = context.envelope
    draft.format = name
    draft.provider = FieldText("openai")
    draft.queryType = FieldText("agent")
    draft.tokens = try Counters(json, json[.root, "usage"]).tokens
    context.drafts.append(draft)
  }

  /// A counter row; the prompt includes what was cached and written.
  private struct Counters {
    var all: [Int32]

    init(_ json: JSONIndex, _ usage: JSONIndex.Node) throws(LineRejection) {
      all = [
        try json.count(json[usage, "input_tokens"]) ?? 0,
        try json.count(json[usage, "cached_input_tokens"]) ?? 0,
        try json.count(json[usage, "cache_write_input_tokens"]) ?? 0,
        try json.count(json[usage, "output_tokens"]) ?? 0,
        try json.count(json[usage, "reasoning_output_tokens"]) ?? 0,
      ]
    }

    /// What came since an earlier row; everything after a reset.
    func since(_ earlier: [Int32]) -> Counters {
      guard earlier.count == all.count, zip(all, earlier).allSatisfy({ $0 >= $1 }) else { return self }
      var difference = self
      difference.all = zip(all, earlier).map { $0 - $1 }
      return difference
    }

    mutating func clamp() {
      all = all.map { max(0, $0) }
    }

    var tokens: TokenCounts {
      TokenCounts(
        input: Usage.exclusive(prompt: all[0], cached: all[1], written: all[2]), cacheRead: all[1],
        cacheWrite5m: all[2], output: all[3], reasoning: all[4])
    }
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"timestamp":"2026-09-21T10:00:00Z","type":"session_meta","payload":{"id":"c0de-1","cwd":"/home/ann/shop"}}
        {"timestamp":"2026-09-21T10:00:01Z","type":"turn_context","payload":{"model":"gpt-5.2-codex"}}
        {"timestamp":"2026-09-21T10:00:09Z","type":"event_msg","payload":{"type":"token_count","info":{"total_token_usage":\
        {"input_tokens":900,"cached_input_tokens":500,"output_tokens":40,"reasoning_output_tokens":10},"last_token_usage":\
        {"input_tokens":900,"cached_input_tokens":500,"output_tokens":40,"reasoning_output_tokens":10}}}}
        {"timestamp":"2026-09-21T10:00:10Z","type":"event_msg","payload":{"type":"token_count","info":{"total_token_usage":\
        {"input_tokens":900,"cached_input_tokens":500,"output_tokens":40,"reasoning_output_tokens":10},"last_token_usage":\
        {"input_tokens":900,"cached_input_tokens":500,"output_tokens":40,"reasoning_output_tokens":10}}}}
        """,
        .init(
          "", "openai", "gpt-5.2-codex", "agent",
          tokens: TokenCounts(input: 400, cacheRead: 500, cacheWrite5m: 0, output: 40, reasoning: 10)))
    ]
  }
}

/// Where a session of Codex stands.
struct CodexSession: Codable {
  var id: String?
  var model: String?
  var project: String?
  /// The first ancestor of the session: itself where it is no copy.
  var root: String?
  var total: [Int32] = []
  var isCopy = false
  var began: Int64?
}
