import SpendCore
import SpendFormats
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
}
