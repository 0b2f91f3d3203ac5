import SpendCore
import SpendLogFormats
import Testing

/// Records of sums, budgets, states and free calls beside those of requests.
@Suite struct RecordSubjectTests {
  private static let counted = #""model":"gpt-4o","input_tokens":2000,"output_tokens":400,"cost":0.5"#

  @Test(
    "what is about something else than one request",
    arguments: [
      #""event":"session_total",\#(counted)"#, #""msg":"total usage",\#(counted)"#,
      #""event":"Daily Summary",\#(counted)"#, #""type":"summary","total_cost":0.5,"total_tokens":2400"#,
      #""msg":"cost estimate","model":"gpt-4o","estimated_cost":0.5"#,
      #""event":"budget","team":"a","spend":50.2,"max_budget":100"#,
      #""key_alias":"k","spend":12.3,"max_budget":50,"models":[]"#,
      #""operation":"count_tokens","model":"claude-sonnet-4-5","input_tokens":2000"#,
      #""method":"messages.count_tokens","model":"claude-sonnet-4-5","input_tokens":2000"#,
      #""call_type":"acount_tokens","model":"claude-sonnet-4-5","prompt_tokens":2000"#,
      #""event":"tokens_counted","model":"claude-sonnet-4-5","input_tokens":2000"#,
      #""msg":"health check","model":"gpt-4o","latency_ms":12"#,
      #""msg":"model loaded","model":"gpt-4o","duration_ms":5000"#,
    ])
  func others(members: String) {
    let reader = Reader(#"{"ts":"2026-09-22T08:00:00Z",\#(members)}"#)
    #expect(reader.events.isEmpty)
    #expect(reader.ignored == 1)
  }

  @Test(
    "requests that only resemble them",
    arguments: [
      #""event":"summary","feature":"summary",\#(counted)"#, #""msg":"usage",\#(counted)"#,
      #""total_requests":1,\#(counted)"#, #""total_requests":1500,\#(counted)"#, #""requests":2,\#(counted)"#,
      #""max_budget":50,\#(counted)"#,
      #""msg":"health check",\#(counted)"#, #""event":"tokens_counted",\#(counted)"#,
      #""method":"POST","action":"chat",\#(counted)"#,
      #""note":{"msg":"total usage","total_requests":9},\#(counted)"#,
    ])
  func requests(members: String) throws {
    let event = try #require(Reader(#"{"ts":"2026-09-22T08:00:00Z",\#(members)}"#).events.first)
    #expect(event.tokens == TokenCounts(input: 2_000, output: 400))
  }

  @Test("pairs of a sum are none of a request")
  func pairs() {
    let text = """
      ts=2026-09-22T08:00:00Z level=info msg="usage summary" model=gpt-4o total_requests=10 input_tokens=10 output_tokens=2
      ts=2026-09-22T08:00:01Z level=info msg=usage model=gpt-4o input_tokens=11 output_tokens=2
      """
    #expect(Reader(text).events.map(\.tokens.input) == [11])
  }

  @Test(
    "the sums below a table are no rows of it",
    arguments: [",,21,4,0.9", "Total,,21,4,0.9", ",*,21,4,0.9", ",Total,21,4,0.9"])
  func footers(footer: String) {
    let rows = "2026-09-22T08:00:00Z,gpt-4o,10,2,0.4\n2026-09-22T08:00:01Z,,11,2,0.5\n"
    let reader = Reader("timestamp,model,input_tokens,output_tokens,cost\n" + rows + footer + "\n")
    #expect(reader.events.map(\.tokens.input) == [10, 11])
  }

  @Test(
    "price lists are no requests",
    arguments: [
      "model,input,output,cached_input\ngpt-4o,2.50,10.00,1.25\ngpt-4o-mini,0.15,0.60,0.075\n",
      "{\n \"gpt-4o\": {\n  \"input\": 2.5,\n  \"output\": 10,\n  \"cache_read\": 1.25\n }\n}\n",
      #"[{"model":"gpt-4o","input_tokens":2.5,"output_tokens":10}]"#,
    ])
  func prices(text: String) {
    #expect(Reader(text).events.isEmpty)
  }
}
