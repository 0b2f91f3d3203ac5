import Foundation
import GRDB
import SpendCore
import SpendLogFormats
import SpendIngest
import SpendPricing
import SpendStore
import Testing

/// Records of one request from several loggers, read by the real engine with its threads.
@Suite("Reading the records of one request")
struct MergeReadingTests {
  private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 29
    }
  }

  /// Lines of four loggers: a gateway, an SDK, a flat log and Claude answers in snapshots.
  private func logs(seed: UInt64) -> [[String]] {
    var random = Generator(state: seed)
    func pick<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &random)] }
    var files = [[String]](repeating: [], count: 4)
    for number in 0..<150 {
      let created = 1_790_000_000 + number * 7
      let id = "chatcmpl-\(String(UInt64(number + 1) &* 0x9E37_79B9_7F4A_7C15, radix: 36))x"
      let usage = [
        "", #","usage":{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}"#,
        #","usage":{"prompt_tokens":1000,"completion_tokens":1,"total_tokens":1001}"#,
        #","usage":{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100}"#,
        #","usage":{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100,"prompt_tokens_details":{"cached_tokens":400}}"#,
      ]
      func answer() -> String {
        #"{"id":"\#(id)","object":"chat.completion","created":\#(created),"model":"gpt-4o-2024-08-06","choices":[]\#(pick(usage))}"#
      }
      let time = Instant(seconds: Int64(created)).rfc3339
      if pick([true, true, false]) {
        files[0].append(
          #"{"timestamp":"\#(time)","metadata":{"team":"\#(pick(["core", "web"]))"},"response":\#(answer())}"#
        )
      }
      if pick([true, true, false]) {
        files[1].append(
          #"{"timestamp":"\#(time)","latency_ms":\#(pick([900, 905])),"metadata":{"feature":"search","user_id":"u1","customer":"acme"},"response":\#(answer())}"#
        )
      }
      if pick([true, false]) {
        files[2].append(
          #"{"ts":"\#(time)","request_id":"\#(id)","provider":"openai","model":"gpt-4o-2024-08-06","prompt_tokens":1000,"completion_tokens":\#(pick([1, 100])),"environment":"prod"}"#
        )
      }
      if pick([true, false, false]) { files[3].append(answer()) }
    }
    return files
  }

  /// Every event as it is shown, in order of time and identity.
  private func events(_ shop: TemporaryLogs) throws -> [String] {
    var lines: [String] = []
    try shop.store().forEachEvent(in: .allTime, filters: []) { event in
      lines.append(
        "\(event.identity?.hexadecimal ?? "") \(event.time.rfc3339) \(event.labels) \(event.tokens) \(event.user) "
          + "\(event.cost?.decimalString ?? "-") \(event.costStatus) "
          + "\(event.latencyMilliseconds ?? -1) \(event.outcome) "
          + "\((event.path as NSString).lastPathComponent):\(event.line)")
    }
    return lines
  }

  @Test("any thread timing and any order of reading gives the same events", arguments: [UInt64](1...3))
  func readings(seed: UInt64) throws {
    let logs = logs(seed: seed)
    var expected: [String]?
    var random = Generator(state: seed &* 7)
    for round in 0..<5 {
      let shop = try TemporaryLogs()
      var rest = logs.map { $0[...] }
      if round > 1 {
        // Some rounds read what is there in between, files in a random order.
        for file in rest.indices.shuffled(using: &random) {
          let cut = Int.random(in: 0...rest[file].count, using: &random)
          try shop.write("\(file).jsonl", rest[file].prefix(cut).map { $0 + "\n" }.joined())
          rest[file] = rest[file].dropFirst(cut)
          if Bool.random(using: &random) { try shop.ingest() }
        }
        for file in rest.indices.shuffled(using: &random) {
          try shop.append("\(file).jsonl", rest[file].map { $0 + "\n" }.joined())
          if Bool.random(using: &random) { try shop.ingest() }
        }
      } else {
        for file in rest.indices { try shop.write("\(file).jsonl", rest[file].map { $0 + "\n" }.joined()) }
      }
      try shop.ingest()
      #expect(try shop.store().differences().isEmpty, "seed \(seed), round \(round)")
      let found = try events(shop)
      #expect(found == expected ?? found, "seed \(seed), round \(round)")
      expected = expected ?? found
    }
    #expect((expected ?? []).count > 100)
  }

  @Test("records of one id days apart are one request, in any order and however often they are read")
  func daysApart() throws {
    func record(_ day: Int, _ output: Int) -> String {
      """
      {"type":"response.completed","timestamp":"2026-09-\(day)T10:00:00Z","response":{"id":"resp_7f6e5d4c3b2a1908",\
      "object":"response","model":"gpt-4o","status":"completed","usage":{"input_tokens":10,"output_tokens":\(output),\
      "total_tokens":\(10 + output)}}}

      """
    }
    let records = [record(10, 1), record(14, 50), record(17, 20)]
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2], [0, 2, 1]] {
      let apart = try TemporaryLogs()
      for (number, index) in order.enumerated() {
        try apart.write("\(number).jsonl", records[index])
        try apart.ingest()
      }
      let together = try TemporaryLogs()
      try together.write("all.jsonl", order.map { records[$0] }.joined())
      try together.ingest()
      // Copies of single records, which each come later than what they were merged into.
      for (number, record) in records.enumerated() {
        try together.write("copy-\(number).jsonl", record + TemporaryLogs.line(900 + number))
        try together.ingest()
      }
      for shop in [apart, together] {
        let outputs = try shop.store().newestEvents(limit: 100, before: nil, filters: [], figures: [])
          .filter { $0.requestID.hasPrefix("resp_") }.map(\.tokens.output)
        #expect(outputs == [50], "order \(order)")
        #expect(try shop.store().differences().isEmpty)
      }
    }
  }

  @Test("one row under headers of two formats, read again and again, stops nothing")
  func twoScopes() throws {
    let row =
      #""2026-09-04T02:04:07.609Z","Included","auto","No","55","2363","176","58","2652","0.13""# + "\n"
    let headers = [
      "Date,Kind,Model,Max Mode,cache_write,input_tokens,cache_read,output_tokens,total_tokens,Cost\n",
      "Date,Kind,Model,Max Mode,Input (w/ Cache Write),Input (w/o Cache Write),Cache Read,Output Tokens,Total Tokens,Cost\n",
    ]
    for order in [[0, 1, 1, 0], [1, 0, 0, 1]] {
      let shop = try TemporaryLogs()
      for (number, index) in order.enumerated() {
        try shop.write("\(number).csv", headers[index] + row + String(repeating: " \n", count: number))
        try shop.ingest()
      }
      try shop.write("other.jsonl", TemporaryLogs.line(1))
      try shop.ingest()
      #expect(try shop.requests >= 2)
      #expect(try shop.store().differences().isEmpty)
    }
  }

  // MARK: Ids

  private func chat(_ id: String, _ created: Int, _ prompt: Int, _ output: Int) -> String {
    #"{"id":"\#(id)","object":"chat.completion","created":\#(created),"model":"qwen3:32b","choices":[],"usage":{"prompt_tokens":\#(prompt),"completion_tokens":\#(output),"total_tokens":\#(prompt + output)}}"#
  }

  @Test(
    "ids that are counted, drawn from a small range or taken from a clock swallow no request",
    arguments: ["chatcmpl-", "cmpl-", "req-", "gen-", "request_", "host1-req-"])
  func countingIDs(prefix: String) throws {
    let shop = try TemporaryLogs()
    var lines: [String] = []
    for number in 0..<300 {
      lines.append(chat("\(prefix)\(number % 30)", 1_790_000_000 + number * 40, 100, 10))
    }
    // Two answers of one second under the second as id.
    lines.append(chat("\(prefix)1790099999", 1_790_099_999, 100, 10))
    lines.append(chat("\(prefix)1790099999", 1_790_099_999, 200, 10))
    try shop.write("a.jsonl", lines.joined(separator: "\n") + "\n")
    try shop.ingest()
    #expect(try shop.requests == 302)
    // A copy in another order counts nothing.
    try shop.write("b.jsonl", lines.reversed().joined(separator: "\n") + "\n")
    try shop.ingest()
    #expect(try shop.requests == 302)
  }

  @Test("a gateway and an SDK that log an answer with a counted id log one request")
  func countedPair() throws {
    let shop = try TemporaryLogs()
    for id in ["chatcmpl-17", "req-1", "chatcmpl-1790000000", "gen-4711"] {
      let answer = chat(id, 1_790_000_000, 100, 10)
      try shop.append(
        to: "sdk.jsonl",
        #"{"timestamp":"2026-09-21T14:13:20Z","metadata":{"feature":"search"},"response":\#(answer)}"# + "\n")
      try shop.append(
        to: "gateway.jsonl",
        #"{"timestamp":"2026-09-21T14:13:21.5Z","metadata":{"team":"core"},"response":\#(answer)}"# + "\n")
    }
    try shop.ingest()
    #expect(try shop.requests == 4)
    #expect(try shop.rows(.feature) == ["search": 4])
    #expect(try shop.rows(.team) == ["core": 4])
  }

  @Test("strength of ids")
  func strength() {
    let ids: [(String, RequestIDStrength)] = [
      ("chatcmpl-150", .counting), ("cmpl-12", .counting), ("req-1", .counting), ("gen-17", .counting),
      ("chatcmpl-1764244800", .timestamp), ("1764244800123456789", .timestamp), ("msg_G0", .short),
      ("a1b2", .short),
      ("run-step-0042-000017", .counting), ("host1-request-17", .short),
      ("chatcmpl-Q1w2E3r4T5y6", .unique), ("550e8400-e29b-41d4-a716-446655440000", .unique),
      ("msg_01XFDUDYJgAACzvnptvVoYEL", .unique), ("resp_0123456789abcdef", .unique),
      ("chatcmpl-abcdefghijklmnopqrstuvwx", .unique), ("req_011CX9abcdEFGhijk", .unique),
    ]
    for (id, expected) in ids {
      var text = id
      let strength = text.withUTF8 { RequestIDStrength(UnsafeRawBufferPointer($0)) }
      #expect(strength == expected, "\(id)")
    }
  }

  // MARK: Labels

  @Test("a provider that loggers call by several names is one row")
  func providers() throws {
    let shop = try TemporaryLogs()
    let names = [
      "aws.bedrock", "bedrock", "amazon-bedrock", "gcp.vertex_ai", "vertex_ai", "x_ai", "xai", "inHouse",
    ]
    for (number, name) in names.enumerated() {
      try shop.append(
        to: "a.jsonl",
        #"{"ts":\#(1_790_000_000 + number),"request_id":"prov-\#(number)-7c6b5a49","provider":"\#(name)","model":"m","prompt_tokens":1,"completion_tokens":1}"#
          + "\n")
    }
    try shop.ingest()
    let rows = try shop.rows(.provider)
    #expect(rows["bedrock"] == 3)
    #expect(rows["vertex"] == 2)
    #expect(rows["xai"] == 2)
    #expect(rows["inHouse"] == 1)
  }

  @Test("customer, region and host are dimensions of queries and filters")
  func dimensions() throws {
    let shop = try TemporaryLogs()
    try shop.append(
      to: "a.jsonl",
      #"{"ts":1790000000,"request_id":"dims-1-7c6b5a49","provider":"openai","model":"gpt-4o","prompt_tokens":1,"completion_tokens":1,"customer":"acme","hostname":"web-7"}"#
        + "\n")
    try shop.ingest(assignments: [LabelAssignment(.region, "eu")])
    #expect(try shop.rows(.customer) == ["acme": 1])
    #expect(try shop.rows(.host) == ["web-7": 1])
    #expect(try shop.rows(.region) == ["eu": 1])
    let filtered = try shop.store().rows(
      for: SpendQuery(window: .allTime, filters: [DimensionFilter(.host, .equals("web-8"))]))
    #expect(filtered.first?.sums.requests ?? 0 == 0)
  }

  @Test("a host that a record names is kept, whatever the reading machine is called")
  func statedHosts() throws {
    let id = "chatcmpl-9zQ7Kd2LmXw41"
    let records = [
      #"{"ts":1790000000,"request_id":"\#(id)","provider":"openai","model":"gpt-4o","prompt_tokens":9,"completion_tokens":4}"#,
      #"{"ts":1790000000,"request_id":"\#(id)","provider":"openai","model":"gpt-4o","latency_ms":70,"host":"mm"}"#,
    ]
    for (machine, order) in [
      ("aa", records), ("zz", records), ("aa", records.reversed()), ("zz", records.reversed()),
    ] {
      let shop = try TemporaryLogs()
      for record in order {
        try shop.append(to: "a.jsonl", record + "\n")
        try shop.ingest(host: machine)
      }
      #expect(try shop.rows(.host) == ["mm": 1], "on \(machine)")
      try shop.append(
        to: "b.jsonl", #"{"ts":1790000000,"model":"gpt-4o","prompt_tokens":9,"completion_tokens":4}"# + "\n")
      try shop.ingest(host: machine)
      #expect(try shop.rows(.host) == ["mm": 1, machine: 1])
      #expect(try shop.store().differences().isEmpty)
    }
  }

  @Test("labels that no request has any more are in no report")
  func emptyRows() throws {
    let shop = try TemporaryLogs()
    let answer =
      #"{"id":"chatcmpl-9zQ7Kd2LmXw41","object":"chat.completion","created":1790000000,"model":"gpt-4o""#
    try shop.write("sdk.jsonl", answer + ",\"choices\":[]}\n")
    try shop.ingest()
    try shop.write(
      "gateway.jsonl",
      #"{"timestamp":"2026-09-21T14:13:20Z","metadata":{"feature":"search"},"response":"# + answer
        + #","choices":[],"usage":{"prompt_tokens":10,"completion_tokens":2,"total_tokens":12}}}"# + "\n")
    try shop.ingest()
    let store = try SQLiteStore(reading: shop.database, zone: .utc)
    for window in [
      TimeWindow.allTime,
      TimeWindow(start: Instant(seconds: 1_789_999_200), end: Instant(seconds: 1_790_006_400)),
    ] {
      let rows = try store.rows(for: SpendQuery(window: window, groups: [.feature]))
      #expect(rows.map(\.keys) == [["search"]])
      #expect(rows.map(\.sums.requests) == [1])
    }
    #expect(try store.differences().isEmpty)
  }

  @Test("a model whose only request is another model's leaves no row and no durations", arguments: [1, 2])
  func emptied(commits: Int) throws {
    func record(_ model: String, _ output: Int) -> String {
      #"{"ts":1780000000,"request_id":"emptied-1-abcdef","provider":"openai","model":"\#(model)","prompt_tokens":10,"completion_tokens":\#(output),"latency_ms":100}"#
        + "\n"
    }
    let shop = try TemporaryLogs()
    try shop.write("a.jsonl", record("gpt-4o", 5))
    if commits == 2 { try shop.ingest() }
    try shop.write("b.jsonl", record("gpt-4o-mini", 9))
    try shop.ingest()
    #expect(try shop.rows(.model) == ["gpt-4o-mini": 1])
    let queue = try DatabaseQueue(path: shop.database)
    for table in ["rollup_hour", "rollup_day", "latency_histogram", "latency_histogram_day"] {
      let rows = try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") }
      #expect(rows == 1, "\(table)")
    }
  }
}

extension TemporaryLogs {
  /// Appends to a file, which is made when it is not there.
  func append(to name: String, _ text: String) throws {
    if !FileManager.default.fileExists(atPath: path(name)) { try write(name, "") }
    try append(name, text)
  }
}
