import SpendCore
import SpendStore
import Testing

/// T1–T13: requests that others counted twice, or not at all.
///
/// A request of 1,000 tokens, 2,000 written to the cache, 40,000 read from it and 600 answered costs
/// 0.0315 USD with Claude Sonnet 4.5.
@Suite struct CountingTests {
  @Test("T1 an answer written as several records is one request")
  func t1() throws {
    let books = try AccountingFixture(
      Line.claude("t1", uuid: "text"), Line.claude("t1", uuid: "tool-use"))
    #expect(try books.requests == 1)
    #expect(try books.usd == "0.0315")  // not 0.063
  }

  @Test("T2 every view sums to the same total")
  func t2() throws {
    let books = try AccountingFixture([
      "a.jsonl": [
        Line.claude("t2a", uuid: "1", session: "one"), Line.claude("t2a", uuid: "2", session: "one"),
        Line.claude("t2b", model: "claude-opus-4-5", session: "two", at: "2026-11-17T23:59:59Z"),
      ].joined(separator: "\n") + "\n"
    ])
    let total = try books.total.cost
    #expect(total.decimalString == "0.084")
    for dimension in SpendCore.Dimension.allCases {
      let parts = try books.sums(SpendQuery(window: .allTime, groups: [dimension]))
      #expect(parts.reduce(into: SpendSums()) { $0 += $1.sums }.cost == total, "\(dimension)")
    }
    #expect(try books.usdByDay() == ["2026-11-17": "0.0525", "2026-11-18": "0.0315"])
    #expect(try books.usd(by: .session) == ["one": "0.0315", "two": "0.0525"])
    #expect(try books.events.reduce(Money.zero) { $0 + ($1.cost ?? .zero) } == total)
  }

  @Test("T3 a message in two sessions and two files is one request")
  func t3() throws {
    let books = try AccountingFixture([
      "one.jsonl": Line.claude("t3", session: "one") + "\n",
      "two.jsonl": Line.claude("t3", uuid: "other", session: "two") + "\n",
    ])
    #expect(try books.requests == 1)
    #expect(try books.usd == "0.0315")
  }

  @Test("T4 of a growing answer the final record counts, not the first")
  func t4() throws {
    let books = try AccountingFixture(
      Line.claude("t4", output: 9, at: "2026-11-18T12:00:00Z"),
      Line.claude("t4", output: 159, at: "2026-11-18T12:00:03Z"))
    #expect(try books.total.output == 159)
    #expect(try books.usd == "0.024885")  // not 0.022635
  }

  @Test("T5 of two models within one answer one whole record counts, never the largest of each field")
  func t5() throws {
    let books = try AccountingFixture(
      Line.claude("t5", input: 9_000, read: 0, write: 0, output: 10, model: "claude-opus-4-5"),
      Line.claude(
        "t5", input: 1_000, read: 0, write: 0, output: 300, model: "claude-sonnet-4-5",
        at: "2026-11-18T12:00:04Z"))
    #expect(try books.requests == 1)
    #expect(try books.total.input == 1_000)
    #expect(try books.usd(by: .model) == ["claude-sonnet-4-5": "0.0075"])
  }

  @Test("T6 cumulative counts of a stream take each other's place")
  func t6() throws {
    let books = try AccountingFixture(
      """
      {"type":"message_start","message":{"id":"msg_01BooksStream00","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[],"usage":{"input_tokens":25,"output_tokens":1}}}
      """,
      #"{"type":"message_delta","delta":{},"usage":{"output_tokens":9}}"#,
      #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":15}}"#)
    let total = try books.total
    #expect(total.requests == 1)
    #expect(total.input == 25 && total.output == 15)  // not 16, not 25
    #expect(total.cost.decimalString == "0.0003")
  }

  @Test("T7 a counter that is written again unchanged adds nothing")
  func t7() throws {
    let row = Line.Codex.count(
      at: "2026-11-18T12:00:09Z", total: [10_000, 8_000, 500, 100], last: [10_000, 8_000, 500, 100])
    let again = Line.Codex.count(
      at: "2026-11-18T12:00:11Z", total: [10_000, 8_000, 500, 100], last: [10_000, 8_000, 500, 100])
    let next = Line.Codex.count(
      at: "2026-11-18T12:00:20Z", total: [21_000, 18_000, 600, 100], last: [11_000, 10_000, 100, 0])
    let books = try AccountingFixture(
      Line.Codex.session("c0de-t7", at: "2026-11-18T12:00:00Z"),
      Line.Codex.model("gpt-5.1-codex", at: "2026-11-18T12:00:01Z"), row, again, again, next)
    let total = try books.total
    #expect(total.requests == 2)
    #expect(total.input == 3_000 && total.cacheRead == 18_000 && total.output == 600)
    // 3,000 × 1.25 + 18,000 × 0.125 + 600 × 10, in millionths.
    #expect(total.cost.decimalString == "0.012")
  }

  @Test("T8 a fork that begins with its parent's history adds only its own")
  func t8() throws {
    let parent = [
      Line.Codex.session("c0de-t8", at: "2026-11-18T12:00:00Z"),
      Line.Codex.model("gpt-5.1-codex", at: "2026-11-18T12:00:01Z"),
      Line.Codex.count(
        at: "2026-11-18T12:00:09Z", total: [90_000, 0, 500, 0], last: [90_000, 0, 500, 0]),
    ]
    let fork = [
      Line.Codex.session("c0de-t8-fork", at: "2026-11-18T13:00:00Z", fork: "c0de-t8"),
      Line.Codex.model("gpt-5.1-codex", at: "2026-11-18T13:00:00.010Z"),
      Line.Codex.count(
        at: "2026-11-18T13:00:00.020Z", total: [90_000, 0, 500, 0], last: [90_000, 0, 500, 0]),
      Line.Codex.count(
        at: "2026-11-18T13:00:30Z", total: [92_000, 0, 600, 0], last: [2_000, 0, 100, 0]),
    ]
    let books = try AccountingFixture([
      "parent.jsonl": parent.joined(separator: "\n") + "\n",
      "fork.jsonl": fork.joined(separator: "\n") + "\n",
    ])
    #expect(try books.requests == 2)
    #expect(try books.total.input == 92_000)  // not 182,000
    #expect(try books.usd == "0.121")
  }

  @Test("T9 a branched conversation leaves the day of its history alone")
  func t9() throws {
    let history = Line.claude("t9", at: "2026-11-10T09:00:00Z")
    let books = try AccountingFixture(["main.jsonl": history + "\n"])
    try books.write(
      "branch.jsonl",
      history.replacing("5e55", with: "branch") + "\n" + Line.claude("t9b", at: "2026-11-18T09:00:00Z") + "\n"
    )
    try books.read()
    #expect(try books.usdByDay() == ["2026-11-10": "0.0315", "2026-11-18": "0.0315"])
  }

  @Test("T10 the parts of a total sum to it, and the program says so when they do not")
  func t10() throws {
    func line(_ id: String, _ tier: String) -> String {
      Line.claude(id).replacing(
        "\"usage\":{", with: "\"usage\":{\"service_tier\":\"\(tier)\",")
    }
    let books = try AccountingFixture(
      line("t10a", "standard"), line("t10a", "standard"), line("t10b", "batch"), line("t10b", "batch"))
    #expect(try books.usd(by: .tier).values.sorted() == ["0.01575", "0.0315"])
    #expect(try books.usd == "0.04725")
    #expect(try books.store().differences().isEmpty)
  }

  @Test("T11 what a subagent does is counted once, not left out")
  func t11() throws {
    let books = try AccountingFixture(
      Line.claude("t11"), Line.claude("t11side", sidechain: true),
      Line.claude("t11side", uuid: "again", sidechain: true))
    #expect(try books.requests == 2)
    #expect(try books.usd == "0.063")
  }

  @Test("T12 a side question that logs the whole history again costs only itself")
  func t12() throws {
    let history = (0..<5).map { Line.claude("t12-\($0)") }
    let aside = history.map { $0.replacing("\"isSidechain\":false", with: "\"isSidechain\":true") }
    let books = try AccountingFixture([
      "main.jsonl": history.joined(separator: "\n") + "\n",
      "aside.jsonl": (aside + [Line.claude("t12-new", sidechain: true)]).joined(separator: "\n") + "\n",
    ])
    #expect(try books.requests == 6)
    #expect(try books.usd == "0.189")
  }

  @Test("T13 a resumed session with ids of its own for the same messages is the same session")
  func t13() throws {
    func session(_ number: Int) -> String {
      (0..<4).map { Line.claude("t13-\($0)", uuid: "\(number)-\($0)", session: "resumed-\(number)") }
        .joined(separator: "\n") + "\n"
    }
    let books = try AccountingFixture(["1.jsonl": session(1), "2.jsonl": session(2), "3.jsonl": session(3)])
    #expect(try books.requests == 4)
    #expect(try books.usd == "0.126")  // not 0.378
  }
}
