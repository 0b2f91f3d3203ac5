import SpendCore
import SpendIngest
import SpendStore
import Testing

/// Calls of one operation that are logged under the operation's id.
@Suite struct OperationTests {
  private static let steps = [
    #"{"ts":"2026-09-21T10:00:00Z","request_id":"5c1f9a60-7be1-4c6e-9d0e-2f6f2b3f9a01","model":"text-embedding-3-small","prompt_tokens":30}"#,
    #"{"ts":"2026-09-21T10:00:01Z","request_id":"5c1f9a60-7be1-4c6e-9d0e-2f6f2b3f9a01","model":"rerank-v3.5","prompt_tokens":4000,"latency_ms":80}"#,
    #"{"ts":"2026-09-21T10:00:02Z","request_id":"5c1f9a60-7be1-4c6e-9d0e-2f6f2b3f9a01","model":"gpt-4o","prompt_tokens":900,"completion_tokens":50}"#,
  ]

  @Test("embedding, ranking and answer of one id are three requests, in any order")
  func steps() throws {
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
      let logs = try TemporaryLogs()
      for (file, number) in (order + order).enumerated() {
        try logs.write("\(file).jsonl", Self.steps[number] + "\n")
        if file % 2 == 0 { try logs.ingest() }
      }
      try logs.ingest()
      #expect(try logs.store().differences().isEmpty)
      let total = try logs.total
      #expect([total.requests, total.input, total.output] == [3, 4_930, 50], "\(order)")
    }
  }

  @Test("one call of two loggers is one request, with the fuller usage")
  func loggers() throws {
    let logs = try TemporaryLogs()
    try logs.write("a.jsonl", Self.steps[2] + "\n")
    try logs.write("b.jsonl", Self.steps[2].replacing("\"gpt-4o\"", with: "\"gpt-4o-2024-08-06\"") + "\n")
    try logs.ingest()
    #expect(try logs.total.requests == 1)
  }

  @Test(
    "parallel calls of one operation in one second are told apart by their counts, copies are not",
    arguments: [
      #""trace_id":"ID""#, #""correlation_id":"ID""#, #""trace":{"id":"ID"},"span":{"id":"ID"}"#,
      #""user":{"id":"ID","email":"a@example.org"}"#, #""host":{"id":"ID"}"#, #""req":{"id":"ID"}"#,
      #""service.instance.id":"ID""#,
    ])
  func parallel(member: String) throws {
    let member = member.replacing("ID", with: "0af7651916cd43dd8448eb211c80319c")
    let lines = [1_000, 2_000, 3_000].map { count in
      #"{"ts":"2026-09-21T10:00:00Z",\#(member),"model":"gpt-4o","input_tokens":\#(count),"output_tokens":9}"#
    }
    let logs = try TemporaryLogs()
    try logs.write("a.jsonl", lines.joined(separator: "\n") + "\n")
    try logs.write("b.jsonl", lines.reversed().joined(separator: "\n") + "\n")
    try logs.ingest()
    let total = try logs.total
    #expect([total.requests, total.input, total.output] == [3, 6_000, 27])
  }
}
