import SpendCore
import SpendLogFormats
import Testing

/// What is proposed for a log nobody knows reads that log.
@Suite struct MappingProposalTests {
  private func propose(_ text: String) -> MappingProposal? {
    MappingProposal(lines: text.split(separator: "\n").map { Array($0.utf8) }, name: "mine")
  }

  @Test("JSON with names of one's own")
  func json() throws {
    let log = """
      {"at":"2026-09-21T10:00:00Z","svc":{"caller":"search"},"llm":{"name":"claude-sonnet-4-5"},"meter":{"tokIn":1200,"tokOut":80,"tokCached":200},"tookSec":1.5,"chargeUsd":0.004,"ref":{"callId":"c-1"}}
      {"at":"2026-09-21T10:00:03Z","svc":{"caller":"chat"},"llm":{"name":"claude-sonnet-4-5"},"meter":{"tokIn":900,"tokOut":10,"tokCached":0},"tookSec":0.5,"chargeUsd":0.003,"ref":{"callId":"c-2"}}
      """
    let proposal = try #require(propose(log))
    #expect(
      proposal.toml == """
        [mapping.mine]
        when = "meter.tokIn"
        timestamp = "at"
        model = "llm.name"
        cache_read = "meter.tokCached"
        prompt_tokens = "meter.tokIn"
        output = "meter.tokOut"
        cost = "chargeUsd"
        latency = "tookSec"
        request_id = "ref.callId"
        feature = "svc.caller"
        latency_unit = "s"
        """)
    let events = Reader(log, mappings: [proposal.mapping]).events
    #expect(
      events.map(\.tokens) == [
        TokenCounts(input: 1_000, cacheRead: 200, output: 80),
        TokenCounts(input: 900, cacheRead: 0, output: 10),
      ])
    #expect(events.map(\.latency) == [1_500, 500])
    #expect(events.map(\.feature) == ["search", "chat"])
    #expect(events.map(\.cost) == [Money(decimal: "0.004"), Money(decimal: "0.003")])
  }

  @Test("a table with names of one's own")
  func table() throws {
    let log = """
      when;which engine;sent toks;received toks
      2026-09-21 10:00:00;gpt-4o;100;7
      """
    let proposal = try #require(propose(log))
    let event = try #require(Reader(log, mappings: [proposal.mapping]).events.first)
    #expect(event.model == "gpt-4o")
    #expect(event.tokens == TokenCounts(input: 100, output: 7))
    #expect(event.time?.rfc3339.hasPrefix("2026-09-21T10:00:00") == true)
  }

  @Test("pairs with names of one's own")
  func pairs() throws {
    let log = "stamp=2026-09-21T10:00:00Z engine_used=gpt-4o usage_in=55 usage_out=3"
    let proposal = try #require(propose(log))
    let event = try #require(Reader(log, mappings: [proposal.mapping]).events.first)
    #expect(event.tokens == TokenCounts(input: 55, output: 3))
  }

  @Test("nothing is proposed for what holds no usage")
  func none() {
    #expect(propose(#"{"level":"info","msg":"started","port":8080}"#) == nil)
    #expect(propose("Starting up\nListening") == nil)
    #expect(propose("") == nil)
  }
}
