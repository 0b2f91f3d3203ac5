import SpendCore
import SpendLogFormats
import Testing

/// Fields of users, sessions, hosts and limits beside those of the request.
@Suite struct FieldOwnerTests {
  private static let id = "6f1e2d3c-4b5a-4978-8a6b-0123456789ab"

  private static func line(_ member: String) -> String {
    #"{"ts":"2026-09-22T08:00:00Z","model":"gpt-4o","tokens_in":120,"tokens_out":8,\#(member)}"#
  }

  // MARK: Ids

  @Test(
    "ids of hosts, users and operations' parts are no requests' ids",
    arguments: [
      "host.id", "container.id", "service.instance.id", "cloud.account.id", "enduser.id", "usr.id",
      "agent.id",
      "gen_ai.agent.id", "process.id", "span.id", "transaction.id", "event.id", "labels.id", "parent.id",
      "meta.host.id",
    ])
  func ids(name: String) throws {
    let path = name.split(separator: ".")
    let nested = path.reversed().reduce("\"\(Self.id)\"") { "{\"\($1)\":\($0)}" }.dropFirst().dropLast()
    let pairs = "ts=2026-09-22T08:00:00Z model=gpt-4o tokens_in=120 tokens_out=8 \(name)=\(Self.id)"
    let table = "ts,model,tokens_in,tokens_out,\(name)\n2026-09-22T08:00:00Z,gpt-4o,120,8,\(Self.id)"
    for text in [Self.line("\"\(name)\":\"\(Self.id)\""), Self.line(String(nested)), pairs, table] {
      let event = try #require(Reader(text).events.first, "\(text)")
      #expect(event.requestID == "", "\(text)")
      #expect(event.tokens == TokenCounts(input: 120, output: 8), "\(text)")
    }
  }

  @Test(
    "ids of the request and its answer",
    arguments: [
      "id", "request.id", "response.id", "gen_ai.response.id", "attributes.id", "data.request_id",
      "response.body.id", "LogAttributes.response.id", "http.request.id", "conversation.message_id",
    ])
  func requestIDs(name: String) throws {
    let event = try #require(Reader(Self.line("\"\(name)\":\"\(Self.id)\"")).events.first)
    #expect(event.requestID == Self.id)
  }

  @Test("a provider's id is one wherever it stands")
  func providersID() throws {
    let id = "chatcmpl-OwnerAb12Cd34Ef56"
    for member in ["\"answer_of.id\":\"\(id)\"", "\"turn\":{\"id\":\"\(id)\"}"] {
      #expect(try #require(Reader(Self.line(member)).events.first).requestID == id)
    }
  }

  // MARK: Counts, costs and states

  @Test(
    "counts, costs and states of others are none of the request",
    arguments: [
      #""limits.input_tokens":128000"#, #""session.input_tokens":99999"#,
      #""cumulative.prompt_tokens":99999"#,
      #""config.cached_tokens":50"#, #""rate_limit.tokens":150000"#, #""user.total_tokens":999"#,
      #""session.cost":12.5"#, #""daily.cost_usd":77"#,
      #""session":{"cost":12.5,"usage":{"input_tokens":9000}}"#,
      #""previous":{"input_tokens":900,"cached_tokens":50}"#, #""pricing":{"cost":3}"#,
      #""user":{"spend":9}"#,
      #""some.input_tokens":77"#, #""customer.tier":"flex""#, #""batch":12"#, #""cache.ok":false"#,
      #""retry.failed":true"#, #""retry":{"status":"failed"}"#, #""event.kind":"event""#,
      #""guardrail.result":"fail""#, #""previous.error":"timeout""#,
    ])
  func others(member: String) throws {
    let event = try #require(Reader(Self.line(member)).events.first)
    #expect(event.tokens == TokenCounts(input: 120, output: 8))
    #expect(event.cost == nil)
    #expect(event.totals != .contradicts)
    #expect(event.outcome == .ok)
    #expect([event.tier, event.queryType] == ["", ""])
  }

  @Test("the cost of the call is the request's, whatever sum is beside it")
  func callCost() throws {
    let event = try #require(Reader(Self.line(#""call_cost":0.5,"total_cost":12.5"#)).events.first)
    #expect(event.cost?.decimalString == "0.5")
  }

  @Test("dotted names of the request itself keep their place among the others")
  func own() throws {
    let event = try #require(
      Reader(
        #"{"@timestamp":"2026-09-22T08:00:00Z","deployment":"prod","gen_ai.response.model":"gpt-4o","llm.usage.input_tokens":120,"response.usage.output_tokens":8,"event.duration":900000000,"http.response.status_code":429}"#
      ).events.first)
    #expect(event.model == "gpt-4o")
    #expect(event.tokens == TokenCounts(input: 120, output: 8))
    #expect(event.latency == 900)
    #expect(event.outcome == .error)
  }
}
