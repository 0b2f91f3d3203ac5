import SpendCore
import SpendLogFormats
import Testing

/// Sessions of Codex that begin with a copy of another one.
@Suite struct CodexTests {
  private func meta(_ id: String, _ more: String = "", at time: String) -> String {
    #"{"timestamp":"\#(time)","type":"session_meta","payload":{"id":"\#(id)","cwd":"/srv"\#(more)}}"#
  }

  private func count(_ total: Int, _ last: Int, at time: String) -> String {
    func usage(_ input: Int) -> String { #"{"input_tokens":\#(input),"output_tokens":1}"# }
    return
      #"{"timestamp":"\#(time)","type":"event_msg","payload":{"type":"token_count","info":{"total_token_usage":"#
      + #"\#(usage(total)),"last_token_usage":\#(usage(last))}}}"#
  }

  private func identities(_ lines: [String]) -> [String] {
    Reader(lines.joined(separator: "\n")).events.map(\.identity)
  }

  private var parent: [String] {
    [
      meta("parent-1", at: "2026-09-21T10:00:00Z"), count(100, 100, at: "2026-09-21T10:00:05Z"),
      count(250, 150, at: "2026-09-21T10:00:09Z"), count(300, 50, at: "2026-09-21T10:01:00Z"),
    ]
  }

  @Test("copied rows are those of the parent, however slowly they were copied")
  func fork() {
    let fork = [
      meta("fork-1", #","forked_from_id":"parent-1""#, at: "2026-09-21T11:00:00Z"),
      meta("parent-1", at: "2026-09-21T11:00:00Z"), count(100, 100, at: "2026-09-21T11:00:02Z"),
      count(250, 150, at: "2026-09-21T11:00:03Z"), count(400, 150, at: "2026-09-21T11:05:00Z"),
    ]
    let own = identities(fork)
    #expect(own.count == 3)
    #expect(own.prefix(2).elementsEqual(identities(parent).prefix(2)))
    #expect(!identities(parent).contains(own[2]))
  }

  @Test("a fork of a fork leads to the first of them")
  func grandchild() {
    let fork = [
      meta("fork-2", #","forked_from_id":"fork-1""#, at: "2026-09-21T12:00:00Z"),
      meta("fork-1", #","forked_from_id":"parent-1""#, at: "2026-09-21T12:00:00Z"),
      meta("parent-1", at: "2026-09-21T12:00:00Z"), count(100, 100, at: "2026-09-21T12:00:02Z"),
    ]
    #expect(identities(fork) == Array(identities(parent).prefix(1)))
  }

  @Test("subagents, by the thread that spawned them")
  func subagent() {
    let agent = [
      meta(
        "agent-1", #","source":{"subagent":{"thread_spawn":{"parent_thread_id":"parent-1"}}}"#,
        at: "2026-09-21T10:02:00Z"),
      count(100, 100, at: "2026-09-21T10:02:03Z"), count(170, 70, at: "2026-09-21T10:02:09Z"),
    ]
    #expect(identities(agent)[0] == identities(parent)[0])
  }

  @Test("rows copied within the first second need no parent")
  func orphan() {
    let orphan = [
      meta("fork-3", #","forked_from_id":"gone-1""#, at: "2026-09-21T11:00:00.000Z"),
      count(100, 100, at: "2026-09-21T11:00:00.100Z"), count(180, 80, at: "2026-09-21T11:00:30Z"),
    ]
    #expect(Reader(orphan.joined(separator: "\n")).events.map(\.tokens.input) == [80])
  }

  @Test("counters of agents that write into one file by turns count once each")
  func interleaved() {
    let lines = [
      meta("both", at: "2026-09-21T10:00:00Z"), count(100, 100, at: "2026-09-21T10:00:05Z"),
      count(9_000, 500, at: "2026-09-21T10:00:06Z"), count(100, 100, at: "2026-09-21T10:00:07Z"),
      count(180, 80, at: "2026-09-21T10:00:08Z"),
    ]
    #expect(Reader(lines.joined(separator: "\n")).settled.map(\.tokens.input) == [100, 500, 80])
  }

  private func usage(_ input: Int, _ output: Int = 1) -> String {
    #"{"input_tokens":\#(input),"cached_input_tokens":0,"output_tokens":\#(output)}"#
  }

  private func total(_ input: Int, _ output: Int, at time: String) -> String {
    #"{"timestamp":"\#(time)","type":"event_msg","payload":{"type":"token_count","info":{"total_token_usage":"#
      + "\(usage(input, output))}}}"
  }

  private func last(_ input: Int, at time: String) -> String {
    #"{"timestamp":"\#(time)","type":"event_msg","payload":{"type":"token_count","info":{"last_token_usage":"#
      + "\(usage(input))}}}"
  }

  private func record(_ id: String, _ input: Int, thread: Int, at time: String) -> String {
    #"{"timestamp":"\#(time)","type":"token_usage_record","payload":{"thread_id":"own","response_id":"\#(id)","#
      + #""usage":\#(usage(input)),"thread_token_usage":\#(usage(thread))}}"#
  }

  private func inputs(_ lines: [String]) -> [Int32?] {
    Reader(lines.joined(separator: "\n")).settled.map(\.tokens.input)
  }

  @Test("a response that is written as a record and as a snapshot counts once, in either order")
  func recordAndSnapshot() {
    let meta = meta("own", at: "2026-11-10T10:00:00Z")
    let (a, b) = ("2026-11-10T10:00:10Z", "2026-11-10T10:00:40Z")
    let first = record("resp_codex_test_1", 100, thread: 100, at: a)
    let second = record("resp_codex_test_2", 70, thread: 170, at: b)
    let snapshots = [
      count(100, 100, at: a), count(170, 70, at: b),
    ]
    #expect(inputs([meta, first, snapshots[0], second, snapshots[1]]) == [100, 70])
    #expect(inputs([meta, snapshots[0], first, snapshots[1], second]) == [100, 70])
    #expect(inputs([meta, first, second, snapshots[1]]) == [100, 70])
    #expect(inputs([meta, first, second, total(170, 2, at: b)]) == [100, 70])
    // A session that an older version began has snapshots alone at first.
    let older = count(30, 30, at: "2026-11-10T10:00:05Z")
    let resumed = record("resp_codex_test_3", 70, thread: 100, at: b)
    #expect(inputs([meta, older, resumed, count(100, 70, at: b)]) == [30, 70])
  }

  @Test("telemetry: the total under the name of tool prompts is no part of the input")
  func telemetry() {
    func member(_ name: String, _ value: String) -> String {
      #"{"key":"\#(name)","value":{"stringValue":"\#(value)"}}"#
    }
    let members = [
      member("event.name", "codex.sse_event"), member("event.kind", "response.completed"),
      member("model", "gpt-5.4"), member("conversation.id", "codex-telemetry-1"),
      member("input_token_count", "900"), member("cached_token_count", "300"),
      member("output_token_count", "60"), member("reasoning_token_count", "20"),
      member("tool_token_count", "960"),
    ]
    let line =
      #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1793527200000000000","attributes":["#
      + members.joined(separator: ",") + "]}]}]}]}"
    #expect(
      Reader(line).events.map(\.tokens) == [
        TokenCounts(input: 600, cacheRead: 300, output: 60, reasoning: 20)
      ])
  }

  @Test("a compaction's response counts, and its copy in the compacted row does not")
  func compaction() {
    let lines = [
      meta("own", at: "2026-11-10T10:00:00Z"),
      record("resp_codex_test_1", 100, thread: 100, at: "2026-11-10T10:00:10Z"),
      record("resp_codex_compact", 900, thread: 1_000, at: "2026-11-10T10:00:20Z"),
      #"{"timestamp":"2026-11-10T10:00:21Z","type":"compacted","payload":{"message":"","compaction_response_id":"#
        + #""resp_codex_compact","latest_token_usage_record":{"response_id":"resp_codex_compact","usage":\#(usage(900))}}}"#,
    ]
    let events = Reader(lines.joined(separator: "\n")).settled
    #expect(events.map(\.tokens.input) == [100, 900])
    #expect(events.map(\.requestID) == ["resp_codex_test_1", "resp_codex_compact"])
  }

  @Test("running totals hold more than one request can, and the limit is on what is added")
  func largeTotals() {
    let huge = 3_158_000_000
    let lines = [
      meta("own", at: "2026-11-10T10:00:00Z"), count(huge, 150, at: "2026-11-10T10:00:10Z"),
      total(huge + 70, 2, at: "2026-11-10T10:00:20Z"),
    ]
    #expect(inputs(lines) == [150, 70])
    // The part that was added to such a first total is unknown.
    let reader = Reader(
      [lines[0], total(huge, 1, at: "2026-11-10T10:00:05Z"), total(huge + 9, 2, at: "2026-11-10T10:00:06Z")]
        .joined(separator: "\n"))
    #expect(reader.rejects == [2: .impossibleCount])
    #expect(reader.events.map(\.tokens.input) == [9])
  }

  @Test("a late copy of a total is no reset, and a reset is one")
  func staleTotals() {
    let meta = meta("own", at: "2026-11-10T10:00:00Z")
    let totals = [1_000, 3_000, 1_000, 6_000].enumerated().map {
      total($1, 10 * ($0 == 2 ? 1 : $0 + 1), at: "2026-11-10T10:00:0\($0 + 1)Z")
    }
    #expect(inputs([meta] + totals).compactMap(\.self).reduce(0, +) == 6_000)
    let reset = [
      total(1_000, 10, at: "2026-11-10T10:00:01Z"), total(400, 5, at: "2026-11-10T10:00:02Z"),
      total(500, 6, at: "2026-11-10T10:00:03Z"),
    ]
    #expect(inputs([meta] + reset) == [1_000, 400, 100])
  }

  @Test("rows without a running total count when they differ from the row before")
  func lastOnly() {
    let lines = [
      last(10, at: "2026-11-10T10:00:01Z"), last(10, at: "2026-11-10T10:00:02Z"),
      last(20, at: "2026-11-10T10:01:01Z"), last(10, at: "2026-11-10T10:02:01Z"),
    ]
    #expect(inputs(lines) == [10, 20, 10])
  }

  @Test("the model, the tier and the seller come from wherever the session names them")
  func settings() {
    func model(_ payload: String, type: String = "event_msg") -> [String] {
      let lines = [
        meta("own", at: "2026-11-10T10:00:00Z"),
        #"{"timestamp":"2026-11-10T10:00:01Z","type":"\#(type)","payload":\#(payload)}"#,
        count(100, 100, at: "2026-11-10T10:00:05Z"),
      ]
      let event = Reader(lines.joined(separator: "\n")).settled.first
      return [event?.model ?? "", event?.tier ?? "", event?.provider ?? ""]
    }
    let named = #""model":"gpt-5.6-sol","service_tier":"priority""#
    #expect(model("{\(named)}", type: "turn_context") == ["gpt-5.6-sol", "priority", "openai"])
    #expect(
      model(#"{"type":"thread_settings_applied","thread_settings":{\#(named),"model_provider_id":"azure"}}"#)
        == ["gpt-5.6-sol", "priority", "azure"])
    #expect(
      model(#"{"type":"session_configured","session_id":"own",\#(named)}"#)
        == ["gpt-5.6-sol", "priority", "openai"])
    #expect(model(#"{"id":"own",\#(named)}"#, type: "session_meta") == ["gpt-5.6-sol", "priority", "openai"])
  }

  @Test("requests before the first model are told again when it is named")
  func unnamed() {
    let lines = [
      meta("own", at: "2026-11-10T10:00:00Z"), count(100, 100, at: "2026-11-10T10:00:05Z"),
      #"{"timestamp":"2026-11-10T10:00:06Z","type":"turn_context","payload":{"model":"gpt-5.6-terra"}}"#,
    ]
    let events = Reader(lines.joined(separator: "\n")).events
    #expect(events.map(\.model) == ["", "gpt-5.6-terra"])
    #expect(Set(events.map(\.identity)).count == 1)
    #expect(Set(events.map(\.time)).count == 1)
  }

  @Test("the turns of codex exec add up to the running total of their thread")
  func exec() {
    func turn(_ input: Int, _ output: Int) -> String {
      #"{"type":"turn.completed","usage":\#(usage(input, output))}"#
    }
    let start = #"{"type":"thread.started","thread_id":"exec-1"}"#
    #expect(inputs([start, turn(100, 5), turn(250, 9)]) == [100, 150])
    #expect(inputs([start, turn(250, 9), turn(100, 5)]) == [250, 100])
    // Without a thread each stands for itself.
    #expect(inputs([turn(100, 5), turn(250, 9)]) == [100, 250])
  }
}
