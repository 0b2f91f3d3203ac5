import SpendCore
import SpendLogFormats
import Testing

/// One usage object in every carrier that it comes in: whole, in an envelope, as the events of a stream, as
/// text, in a batch, in a transcript.
@Suite struct UsageShapeTests {
  private struct Random: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 29
    }

    mutating func count(_ most: Int) -> Int { Int.random(in: 0...most, using: &self) }
    mutating func chance() -> Bool { Bool.random(using: &self) }
  }

  @Sendable private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
      + "\""
  }

  private struct Carrier: Sendable {
    var name: String
    var text: @Sendable (_ usage: String) -> String
    /// The tier comes from the carrier as well.
    var isBatch = false

    init(_ name: String, isBatch: Bool = false, _ text: @escaping @Sendable (_ usage: String) -> String) {
      self.name = name
      self.isBatch = isBatch
      self.text = text
    }
  }

  private struct Facts: Equatable, CustomStringConvertible {
    var model: String
    var tokens: TokenCounts
    var searches: Int32?
    var region: String
    var tier: String
    var totals: TotalConsistency

    init(_ event: Decoded, withoutBatch: Bool) {
      model = event.model
      tokens = event.tokens
      searches = event.webSearches
      region = event.region
      totals = event.totals
      let words = event.tier.split(separator: "+").filter { !withoutBatch || $0 != "batch" }
      tier = words.joined(separator: "+")
    }

    var description: String { "\(model) \(tokens) \(searches ?? -1) \(region) \(tier) \(totals)" }
  }

  private func check(_ carriers: [Carrier], _ usage: String) {
    var expected: [Facts]?
    for carrier in carriers {
      let events = Reader(carrier.text(usage)).settled
      let facts = events.map { Facts($0, withoutBatch: carrier.isBatch) }
        .sorted { $0.description < $1.description }
      if carrier.isBatch {
        #expect(events.allSatisfy { $0.tier.split(separator: "+").contains("batch") }, "\(carrier.name)")
      }
      if let expected {
        #expect(facts == expected, "\(carrier.name): \(usage)")
      } else {
        #expect(!facts.isEmpty, "\(carrier.name)")
        expected = facts
      }
    }
  }

  // MARK: Anthropic

  private static let anthropic: [Carrier] = {
    @Sendable func message(_ usage: String) -> String {
      "{\"id\":\"msg_01Shape0000000001\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-opus-5\",\"content\":[],"
        + "\"usage\":\(usage)}"
    }
    @Sendable func delta(_ usage: String) -> String {
      "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":\(usage)}"
    }
    let stop = "{\"type\":\"message_stop\"}"
    return [
      Carrier("whole") { message($0) },
      Carrier("envelope") { "{\"ts\":1790000000,\"request\":{},\"response\":\(message($0))}" },
      Carrier("body") { "{\"ts\":1790000000,\"response\":{\"status_code\":200,\"body\":\(message($0))}}" },
      Carrier("text") { "{\"ts\":1790000000,\"response\":\(quoted(message($0)))}" },
      Carrier("stream that begins with all") {
        "{\"type\":\"message_start\",\"message\":\(message($0))}\n\(stop)"
      },
      Carrier("events in an envelope each") {
        "{\"request_id\":\"req_shape_01\",\"data\":{\"type\":\"message_start\",\"message\":\(message($0))}}\n"
          + "{\"request_id\":\"req_shape_01\",\"data\":\(delta("{}"))}"
      },
      Carrier("events as text") {
        let events =
          "event: message_start\ndata: {\"type\":\"message_start\",\"message\":\(message($0))}\n\nevent: message_delta\n"
          + "data: \(delta("{}"))\n\ndata: \(stop)\n\n"
        return "{\"ts\":1790000000,\"response\":\(quoted(events))}"
      },
      Carrier("a list of events") {
        "{\"ts\":1790000000,\"response\":[{\"type\":\"message_start\",\"message\":\(message($0))},\(stop)]}"
      },
      Carrier("batch", isBatch: true) {
        "{\"custom_id\":\"a\",\"result\":{\"type\":\"succeeded\",\"message\":\(message($0))}}"
      },
      Carrier("batch of Vertex", isBatch: true) {
        "{\"custom_id\":\"a\",\"request\":{},\"response\":\(message($0)),\"status\":\"\"}"
      },
      Carrier("transcript") {
        "{\"sessionId\":\"s\",\"type\":\"assistant\",\"uuid\":\"u\",\"timestamp\":\"2026-09-21T10:00:00Z\",\"message\":\(message($0))}"
      },
    ]
  }()

  private func anthropicUsage(_ random: inout Random) -> String {
    var members = ["\"input_tokens\":\(random.count(9_000))", "\"output_tokens\":\(1 + random.count(9_000))"]
    if random.chance() { members.append("\"cache_read_input_tokens\":\(random.count(90_000))") }
    let (short, long) = (random.count(3_000), random.count(3_000))
    if random.chance() {
      members.append("\"cache_creation_input_tokens\":\(short + long + (random.chance() ? 7 : 0))")
    }
    if random.chance() {
      members.append(
        "\"cache_creation\":{\"ephemeral_5m_input_tokens\":\(short),\"ephemeral_1h_input_tokens\":\(long)}")
    }
    if random.chance() { members.append("\"service_tier\":\"\(random.chance() ? "standard" : "priority")\"") }
    if random.chance() { members.append("\"speed\":\"\(random.chance() ? "standard" : "fast")\"") }
    if random.chance() { members.append("\"inference_geo\":\"\(random.chance() ? "global" : "us")\"") }
    if random.chance() { members.append("\"server_tool_use\":{\"web_search_requests\":\(random.count(5))}") }
    if random.chance() {
      let entries = (0...random.count(3)).map { _ in
        let type = ["message", "compaction", "advisor_message"].randomElement(using: &random) ?? "message"
        return
          "{\"type\":\"\(type)\",\"model\":\"claude-opus-4-8\",\"input_tokens\":\(random.count(500)),\"output_tokens\":\(random.count(500))}"
      }
      members.append("\"iterations\":[\(entries.joined(separator: ","))]")
    }
    return "{\(members.shuffled(using: &random).joined(separator: ","))}"
  }

  @Test("Anthropic's usage is one event in every carrier", arguments: [UInt64](1...40))
  func anthropic(seed: UInt64) {
    var random = Random(state: seed &* 0x9E37_79B9)
    for _ in 0..<5 { check(Self.anthropic, anthropicUsage(&random)) }
  }

  // MARK: OpenAI

  private static let chat: [Carrier] = {
    @Sendable func answer(_ usage: String) -> String {
      "{\"id\":\"chatcmpl-shape-000001\",\"object\":\"chat.completion\",\"created\":1790000000,\"model\":\"gpt-5-mini\",\"choices\":"
        + "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"x\"},\"finish_reason\":\"stop\"}],\"usage\":\(usage)}"
    }
    @Sendable func chunk(_ usage: String, object: String = "\"object\":\"chat.completion.chunk\",") -> String
    {
      "{\"id\":\"chatcmpl-shape-000001\",\(object)\"created\":1790000000,\"model\":\"gpt-5-mini\",\"choices\":[],\"usage\":\(usage)}"
    }
    let early =
      "{\"id\":\"chatcmpl-shape-000001\",\"object\":\"chat.completion.chunk\",\"created\":1790000000,\"model\":\"gpt-5-mini\",\"choices\":"
      + "[{\"index\":0,\"delta\":{\"content\":\"x\"},\"finish_reason\":null}],\"usage\":null}"
    return [
      Carrier("whole") { answer($0) },
      Carrier("envelope") { "{\"ts\":1790000000,\"response\":\(answer($0))}" },
      Carrier("text") { "{\"ts\":1790000000,\"response\":\(quoted(answer($0)))}" },
      Carrier("chunks") { "\(early)\n\(chunk($0))" },
      Carrier("chunks without a name") { "\(early)\n\(chunk($0, object: ""))" },
      Carrier("chunks of another name") { "\(early)\n\(chunk($0, object: "\"object\":\"acme.chunk\","))" },
      Carrier("events as text") {
        "{\"ts\":1790000000,\"response\":\(quoted("data: \(early)\n\ndata: \(chunk($0))\n\ndata: [DONE]\n\n"))}"
      },
      Carrier("lines as text") { "{\"ts\":1790000000,\"response\":\(quoted("\(early)\n\(chunk($0))\n"))}" },
      Carrier("a list of chunks") { "{\"ts\":1790000000,\"response\":[\(early),\(chunk($0))]}" },
      Carrier("a list of texts") {
        "{\"ts\":1790000000,\"response\":[\(quoted("data: \(early)")),\(quoted("data: \(chunk($0))"))]}"
      },
      Carrier("LiteLLM") { usage in
        // The gateway repeats the sums of the usage object beside it.
        let sums = usage.dropFirst().dropLast()
        return
          "{\"id\":\"chatcmpl-shape-000001\",\"call_type\":\"acompletion\",\"response_cost\":null,\"startTime\":1790000000,"
          + "\"model\":\"gpt-5-mini\",\"metadata\":{\"usage_object\":\(usage)},\(sums)}"
      },
      Carrier("batch", isBatch: true) {
        "{\"id\":\"batch_req_shape01\",\"custom_id\":\"a\",\"response\":{\"status_code\":200,\"body\":\(answer($0))},\"error\":null}"
      },
    ]
  }()

  private func chatUsage(_ random: inout Random) -> String {
    let (prompt, output) = (random.count(90_000), random.count(9_000))
    let (read, written) = (random.count(prompt / 2), random.count(prompt / 2))
    var members = ["\"prompt_tokens\":\(prompt)", "\"completion_tokens\":\(output)"]
    var total = prompt + output
    switch random.count(4) {
    case 0:
      members.append(
        "\"prompt_tokens_details\":{\"cached_tokens\":\(read),\"cache_write_tokens\":\(written)}")
    case 1: members.append("\"cache_read_input_tokens\":\(read),\"cache_creation_input_tokens\":\(written)")
    case 2: members.append("\"cached_tokens\":\(read)")
    case 3:
      members.append("\"cache_read_input_tokens\":\(read)")
      if random.chance() { total += read }
    default: break
    }
    if random.chance() {
      let reasoning = random.count(output)
      members.append("\"completion_tokens_details\":{\"reasoning_tokens\":\(reasoning)}")
    }
    if random.chance() { members.append("\"total_tokens\":\(total)") }
    return "{\(members.shuffled(using: &random).joined(separator: ","))}"
  }

  @Test("OpenAI's usage is one event in every carrier", arguments: [UInt64](1...40))
  func openAI(seed: UInt64) {
    var random = Random(state: seed &* 0x9E37_79B9)
    for _ in 0..<5 { check(Self.chat, chatUsage(&random)) }
  }

  private static let responses: [Carrier] = {
    @Sendable func answer(_ usage: String, object: String = "response") -> String {
      "{\"id\":\"resp_shape_0000001\",\"object\":\"\(object)\",\"created_at\":1790000000,\"status\":\"completed\",\"model\":"
        + "\"gpt-5\",\"output\":[],\"usage\":\(usage)}"
    }
    let created =
      "{\"type\":\"response.created\",\"response\":{\"id\":\"resp_shape_0000001\",\"model\":\"gpt-5\",\"status\":\"in_progress\"}}"
    @Sendable func completed(_ usage: String) -> String {
      "{\"type\":\"response.completed\",\"response\":\(answer(usage))}"
    }
    return [
      Carrier("whole") { answer($0) },
      Carrier("envelope") { "{\"ts\":1790000000,\"response\":\(answer($0))}" },
      Carrier("events") { "\(created)\n\(completed($0))" },
      Carrier("events as text") {
        "{\"ts\":1790000000,\"response\":\(quoted("event: a\ndata: \(created)\n\nevent: b\ndata: \(completed($0))\n\n"))}"
      },
      Carrier("a list of events") { "{\"ts\":1790000000,\"response\":[\(created),\(completed($0))]}" },
      Carrier("events with their names") {
        "{\"ts\":1790000000,\"response\":[{\"event\":\"response.completed\",\"data\":\(completed($0))}]}"
      },
      Carrier("a realtime session") {
        "{\"type\":\"response.done\",\"event_id\":\"e\",\"response\":\(answer($0, object: "realtime.response"))}"
      },
      Carrier("batch", isBatch: true) {
        "{\"id\":\"batch_req_shape01\",\"custom_id\":\"a\",\"response\":{\"status_code\":200,\"body\":\(answer($0))},\"error\":null}"
      },
    ]
  }()

  @Test("Responses' usage is one event in every carrier", arguments: [UInt64](1...40))
  func responses(seed: UInt64) {
    var random = Random(state: seed &* 0x9E37_79B9)
    for _ in 0..<5 {
      let (input, output) = (random.count(9_000), random.count(9_000))
      let (read, reasoning) = (random.count(input), random.count(output))
      check(
        Self.responses,
        "{\"input_tokens\":\(input),\"input_tokens_details\":{\"cached_tokens\":\(read)},\"output_tokens\":\(output),"
          + "\"output_tokens_details\":{\"reasoning_tokens\":\(reasoning)},\"total_tokens\":\(input + output)}"
      )
    }
  }

  // MARK: Cohere and Ollama

  private static let cohere: [Carrier] = {
    @Sendable func answer(_ units: String) -> String {
      "{\"response_id\":\"c0he7e-shape-000001\",\"model\":\"command-r\",\"meta\":{\"billed_units\":\(units)}}"
    }
    let start = "{\"event_type\":\"stream-start\",\"generation_id\":\"g\"}"
    @Sendable func end(_ units: String) -> String {
      "{\"event_type\":\"stream-end\",\"response\":\(answer(units))}"
    }
    return [
      Carrier("whole") { answer($0) },
      Carrier("envelope") { "{\"ts\":1790000000,\"response\":\(answer($0))}" },
      Carrier("lines") { "\(start)\n\(end($0))" },
      Carrier("lines as text") { "{\"ts\":1790000000,\"response\":\(quoted("\(start)\n\(end($0))\n"))}" },
      Carrier("a list of events") { "{\"ts\":1790000000,\"response\":[\(start),\(end($0))]}" },
      Carrier("the second interface's end") {
        "{\"ts\":1790000000,\"request\":{\"model\":\"command-r\"},\"response\":"
          + quoted("data: {\"type\":\"message-end\",\"delta\":{\"usage\":{\"billed_units\":\($0)}}}\n\n")
          + "}"
      },
    ]
  }()

  private static let ollama: [Carrier] = {
    @Sendable func answer(_ counts: String) -> String {
      "{\"model\":\"qwen3:8b\",\"created_at\":\"2026-09-21T10:00:00Z\",\"message\":{},\"done\":true,\(counts.dropFirst())"
    }
    let part =
      "{\"model\":\"qwen3:8b\",\"created_at\":\"2026-09-21T10:00:00Z\",\"message\":{},\"done\":false}"
    return [
      Carrier("whole") { answer($0) },
      Carrier("envelope") { "{\"ts\":1790000000,\"response\":\(answer($0))}" },
      Carrier("lines") { "\(part)\n\(answer($0))" },
      Carrier("lines as text") { "{\"ts\":1790000000,\"response\":\(quoted("\(part)\n\(answer($0))\n"))}" },
      Carrier("a list of parts") { "{\"ts\":1790000000,\"response\":[\(part),\(answer($0))]}" },
    ]
  }()

  @Test("Cohere's and Ollama's counts are one event in every carrier", arguments: [UInt64](1...40))
  func localAndBilledUnits(seed: UInt64) {
    var random = Random(state: seed &* 0x9E37_79B9)
    let (input, output) = (random.count(9_000), random.count(9_000))
    check(Self.cohere, "{\"input_tokens\":\(input),\"output_tokens\":\(output)}")
    check(
      Self.ollama,
      "{\"total_duration\":1500000000,\"prompt_eval_count\":\(input),\"prompt_eval_cached_count\":\(random.count(input)),"
        + "\"eval_count\":\(output)}")
  }

  // MARK: Damage

  /// A usage object that is none, or whose counts cannot be.
  static let damage = [
    "null", "7", "\"usage\"", "[]", "true", "{}", "{\"prompt_tokens\":{\"a\":1},\"input_tokens\":[3]}",
    "{\"prompt_tokens\":\"many\",\"completion_tokens\":null,\"input_tokens\":\"many\",\"inputTokens\":false}",
    "{\"prompt_tokens\":-1,\"input_tokens\":-1,\"promptTokenCount\":-1,\"inputTokens\":-1}",
    "{\"prompt_tokens\":1e300,\"input_tokens\":1e300,\"promptTokenCount\":1e300,\"inputTokens\":1e300}",
    "{\"prompt_tokens\":3,\"prompt_tokens_details\":[1],\"completion_tokens_details\":\"x\"}",
  ]

  @Test("a damaged usage object gives no counts that are not there", arguments: damage)
  func damaged(usage: String) {
    for carriers in [Self.anthropic, Self.chat, Self.responses, Self.gemini, Self.converse] {
      for carrier in carriers where carrier.name != "LiteLLM" {
        let reader = Reader(carrier.text(usage))
        for event in reader.settled {
          let tokens = event.tokens
          let counts = [
            tokens.input, tokens.cacheRead, tokens.cacheWrite5m, tokens.cacheWrite1h, tokens.output,
          ]
          #expect(counts.allSatisfy { ($0 ?? 0) <= 3 && ($0 ?? 0) >= 0 }, "\(carrier.name)")
        }
        if usage.contains(":-1") || usage.contains("1e300") {
          #expect(reader.settled.allSatisfy { ($0.tokens.input ?? 0) == 0 }, "\(carrier.name)")
        }
      }
    }
  }

  // MARK: Gemini and Bedrock

  private static let gemini: [Carrier] = {
    @Sendable func answer(_ usage: String) -> String {
      "{\"candidates\":[],\"usageMetadata\":\(usage),\"modelVersion\":\"gemini-2.5-flash\",\"responseId\":\"ShapeGemini000001\"}"
    }
    return [
      Carrier("whole") { answer($0) },
      Carrier("envelope") { "{\"ts\":1790000000,\"response\":\(answer($0))}" },
      Carrier("a list of chunks") {
        "{\"ts\":1790000000,\"response\":[\(answer("{\"promptTokenCount\":0}")),\(answer($0))]}"
      },
      Carrier("events as text") {
        "{\"ts\":1790000000,\"response\":\(quoted("data: \(answer("{}"))\n\ndata: \(answer($0))\n\n"))}"
      },
      Carrier("batch", isBatch: true) { "{\"key\":\"a\",\"response\":\(answer($0))}" },
      Carrier("inline batch", isBatch: true) {
        "{\"name\":\"batches/a\",\"response\":{\"inlinedResponses\":{\"inlinedResponses\":[{\"response\":\(answer($0))}]}}}"
      },
    ]
  }()

  @Test("Google's usage is one event in every carrier", arguments: [UInt64](1...40))
  func gemini(seed: UInt64) {
    var random = Random(state: seed &* 0x9E37_79B9)
    for _ in 0..<5 {
      let (prompt, answer, thoughts) = (random.count(9_000), random.count(900), random.count(900))
      check(
        Self.gemini,
        "{\"promptTokenCount\":\(prompt),\"cachedContentTokenCount\":\(random.count(prompt)),\"candidatesTokenCount\":\(answer),"
          + "\"thoughtsTokenCount\":\(thoughts),\"totalTokenCount\":\(prompt + answer + thoughts),\"trafficType\":\"ON_DEMAND\"}"
      )
    }
  }

  private static let converse: [Carrier] = [
    Carrier("whole") { "{\"output\":{\"message\":{}},\"usage\":\($0),\"metrics\":{\"latencyMs\":7}}" },
    Carrier("envelope") { "{\"ts\":1790000000,\"response\":{\"output\":{\"message\":{}},\"usage\":\($0)}}" },
    Carrier("a list of events") {
      "{\"ts\":1790000000,\"response\":[{\"messageStart\":{\"role\":\"assistant\"}},{\"metadata\":{\"usage\":\($0)}}]}"
    },
    Carrier("lines as text") {
      "{\"ts\":1790000000,\"response\":\(quoted("{\"messageStart\":{}}\n{\"metadata\":{\"usage\":\($0)}}\n"))}"
    },
  ]

  @Test("Bedrock's usage is one event in every carrier", arguments: [UInt64](1...40))
  func bedrock(seed: UInt64) {
    var random = Random(state: seed &* 0x9E37_79B9)
    for _ in 0..<5 {
      let (input, read, written, output) = (
        random.count(900), random.count(9_000), random.count(900), random.count(900)
      )
      check(
        Self.converse,
        "{\"inputTokens\":\(input),\"outputTokens\":\(output),\"cacheReadInputTokens\":\(read),\"cacheWriteInputTokens\":\(written),"
          + "\"cacheDetails\":[{\"ttl\":\"1h\",\"inputTokens\":\(written / 2)}],\"totalTokens\":\(input + read + written + output)}"
      )
    }
  }
}
