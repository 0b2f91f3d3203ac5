import SpendCore
import SpendIngest
import SpendStore
import Testing

/// A session whose requests stand in one log and their sum in another is spend once.
@Suite struct SessionSumTests {
  private static func span(_ number: Int, session: String, output: Int) -> String {
    """
    {"type":"span","traceId":"9c","spanId":"0\(number)","name":"chat gpt-5.1","kind":2,"startTime":[179000000\(number),0],\
    "endTime":[179000000\(number),500000000],"attributes":{"gen_ai.operation.name":"chat","gen_ai.provider.name":"github",\
    "gen_ai.response.model":"gpt-5.1","gen_ai.response.id":"\(session)-answer-\(number)","gen_ai.conversation.id":"\(session)",\
    "gen_ai.usage.input_tokens":100,"gen_ai.usage.output_tokens":\(output)},"status":{"code":0}}

    """
  }

  private static func start(_ session: String) -> String {
    """
    {"type":"session.start","data":{"sessionId":"\(session)","context":{"cwd":"/home/ann/shop"}},"id":"\(session)-begin",\
    "timestamp":"2026-09-21T13:00:00Z"}

    """
  }

  private static func shutdown(_ session: String, _ number: Int, _ outputs: [String: Int]) -> String {
    let models = outputs.sorted { $0.key < $1.key }.map { model, output in
      """
      "\(model)":{"requests":{"count":1},"usage":{"inputTokens":100,"outputTokens":\(output),"cacheReadTokens":0,\
      "cacheWriteTokens":0}}
      """
    }
    return """
      {"type":"session.shutdown","data":{"modelMetrics":{\(models.joined(separator: ","))}},\
      "id":"\(session)-end-\(number)","timestamp":"2026-09-21T13:2\(number):00Z"}

      """
  }

  /// Session `told` is in both logs, `quiet` in one.
  private static let files: [String: [String]] = [
    "told.jsonl": [
      start("session-told"), shutdown("session-told", 1, ["gpt-5.1": 12, "gpt-5-mini": 3]),
      shutdown("session-told", 2, ["gpt-5.1": 8]),
    ],
    "quiet.jsonl": [start("session-quiet"), shutdown("session-quiet", 1, ["gpt-5.1": 40])],
    "telemetry.jsonl": [
      span(1, session: "session-told", output: 12), span(2, session: "session-told", output: 8),
      span(3, session: "session-told", output: 3),
    ],
  ]

  private func expectOnce(_ shop: TemporaryLogs) throws {
    let total = try shop.total
    #expect(total.requests == 4)
    #expect(total.output == 63)
    let store = try shop.store()
    #expect(try store.differences().isEmpty)
    #expect(try shop.rows(.format) == ["copilot-cli": 1, "copilot-otel": 3])
  }

  @Test(
    "the requests are counted and not their sum, whichever is read first",
    arguments: [
      ["told.jsonl", "quiet.jsonl", "telemetry.jsonl"], ["telemetry.jsonl", "told.jsonl", "quiet.jsonl"],
      ["quiet.jsonl", "telemetry.jsonl", "told.jsonl"],
    ])
  func once(order: [String]) throws {
    let shop = try TemporaryLogs()
    for name in order {
      try shop.write(name, Self.files[name, default: []].joined())
      try shop.ingest()
    }
    try expectOnce(shop)
    for name in order { try shop.copy(name, to: "copy-of-\(name)") }
    try shop.ingest()
    try expectOnce(shop)
  }

  @Test("in one pass, and line by line in turn")
  func interleaved() throws {
    let together = try TemporaryLogs()
    for (name, lines) in Self.files { try together.write(name, lines.joined()) }
    try together.ingest()
    try expectOnce(together)

    let shop = try TemporaryLogs()
    for name in Self.files.keys { try shop.write(name, "") }
    for turn in 0..<3 {
      for (name, lines) in Self.files.sorted(by: { $0.key < $1.key }) where turn < lines.count {
        try shop.append(name, lines[turn])
        try shop.ingest()
      }
    }
    try expectOnce(shop)
  }

  @Test("the rest of a printed run gives way to the transcript of its session")
  func printedRun() throws {
    func usage(_ output: Int) -> String { #""usage":{"input_tokens":4,"output_tokens":\#(output)}"# }
    let message = #""message":{"id":"msg_printed_run_0001","model":"claude-sonnet-5",\#(usage(5))}"#
    let files = [
      "printed.jsonl": [
        #"{"type":"assistant","session_id":"printed-session","uuid":"p1",\#(message)}"#,
        #"{"type":"result","subtype":"success","session_id":"printed-session","uuid":"printed-result-1","modelUsage":"#
          + #"{"claude-sonnet-5":{"inputTokens":4,"outputTokens":612},"claude-haiku-4-5":{"inputTokens":9,"outputTokens":1}}}"#,
      ],
      "transcript.jsonl": [
        #"{"type":"assistant","sessionId":"printed-session","uuid":"t1","timestamp":"2026-09-21T10:00:00Z",\#(message)}"#,
        #"{"type":"assistant","sessionId":"printed-session","uuid":"t2","timestamp":"2026-09-21T10:00:01Z","#
          + #""message":{"id":"msg_printed_run_0001","model":"claude-sonnet-5",\#(usage(612))}}"#,
      ],
    ]
    let alone = try TemporaryLogs()
    try alone.write("printed.jsonl", files["printed.jsonl", default: []].joined(separator: "\n") + "\n")
    try alone.ingest()
    #expect(try alone.total.output == 613)
    for order in [["printed.jsonl", "transcript.jsonl"], ["transcript.jsonl", "printed.jsonl"]] {
      let shop = try TemporaryLogs()
      for name in order {
        try shop.write(name, files[name, default: []].joined(separator: "\n") + "\n")
        try shop.ingest()
      }
      #expect(try shop.total.output == 612)
      #expect(try shop.requests == 1)
      #expect(try shop.store().differences().isEmpty)
    }
  }

  @Test("turns of codex exec give way to the session's own file")
  func exec() throws {
    let files = [
      "exec.jsonl": """
      {"type":"thread.started","thread_id":"codex-exec-session"}
      {"type":"turn.completed","usage":{"input_tokens":100,"cached_input_tokens":0,"output_tokens":9}}

      """,
      "rollout.jsonl": """
      {"timestamp":"2026-11-10T10:00:00Z","type":"session_meta","payload":{"id":"codex-exec-session","cwd":"/srv"}}
      {"timestamp":"2026-11-10T10:00:01Z","type":"turn_context","payload":{"model":"gpt-5.6-sol"}}
      {"timestamp":"2026-11-10T10:00:02Z","type":"token_usage_record","payload":{"response_id":"resp_exec_sample_01","usage":\
      {"input_tokens":60,"output_tokens":4}}}
      {"timestamp":"2026-11-10T10:00:03Z","type":"token_usage_record","payload":{"response_id":"resp_exec_sample_02","usage":\
      {"input_tokens":40,"output_tokens":5}}}

      """,
    ]
    for order in [["exec.jsonl", "rollout.jsonl"], ["rollout.jsonl", "exec.jsonl"]] {
      let shop = try TemporaryLogs()
      for name in order {
        try shop.write(name, files[name, default: ""])
        try shop.ingest()
      }
      #expect(try shop.total.output == 9)
      #expect(try shop.requests == 2)
    }
  }

  @Test("an agent of a trace gives way to the generations of the trace")
  func langfuse() throws {
    func observation(_ id: String, _ type: String, trace: String, output: Int) -> String {
      #"{"id":"langfuse-sum-\#(id)","traceId":"\#(trace)","type":"\#(type)","startTime":"2026-09-21T10:00:00Z","#
        + #""model":"gpt-4o","usageDetails":{"input":9,"output":\#(output)}}"# + "\n"
    }
    let files = [
      "agents.jsonl": observation("a1", "AGENT", trace: "trace-one", output: 30)
        + observation("a2", "AGENT", trace: "trace-two", output: 5),
      "generations.jsonl": observation("g1", "GENERATION", trace: "trace-one", output: 10)
        + observation("g2", "GENERATION", trace: "trace-one", output: 20),
    ]
    for order in [["agents.jsonl", "generations.jsonl"], ["generations.jsonl", "agents.jsonl"]] {
      let shop = try TemporaryLogs()
      for name in order {
        try shop.write(name, files[name, default: ""])
        try shop.ingest()
      }
      #expect(try shop.requests == 3)
      #expect(try shop.total.output == 35)
    }
  }
}
