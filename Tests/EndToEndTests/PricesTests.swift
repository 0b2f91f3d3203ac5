import Foundation
import Testing

/// The price commands of the built program.
@Suite struct PricesTests {
  private static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  private static let python: String? = ["/usr/bin/python3", "/usr/local/bin/python3"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  private func lines(_ text: String) -> [[String: Any]] {
    text.split(separator: "\n").compactMap {
      try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
    }
  }

  private func recompute(_ program: Program, _ arguments: [String]) throws -> Program.Outcome {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.python ?? "")
    process.arguments = ["\(Self.repository)/.ci/recompute.py"] + arguments
    let output = program.home + "/python-\(UUID().uuidString)"
    _ = FileManager.default.createFile(atPath: output, contents: nil)
    process.standardOutput = FileHandle(forWritingAtPath: output)
    try process.run()
    process.waitUntilExit()
    return Program.Outcome(
      output: try String(contentsOfFile: output, encoding: .utf8), errors: "",
      status: process.terminationStatus)
  }

  /// Compares costs with a second implementation in Python that shares the price book only. The long form
  /// of 10,000 requests a seed is `SPENDTOP_RECOMPUTED_CASES=10000`.
  @Test(
    "random requests over the whole price book agree to the last digit",
    .enabled(if: PricesTests.python != nil), arguments: ["1", "20261120"])
  func recomputation(seed: String) throws {
    let program = try Program()
    defer { program.remove() }
    let book = "\(Self.repository)/Sources/CSupport/prices.tsv"
    let count = ProcessInfo.processInfo.environment["SPENDTOP_RECOMPUTED_CASES"] ?? "2000"
    let cases = try recompute(program, ["cases", book, count, seed])
    try program.write("cases.tsv", cases.output)
    let answers = try program.run("prices", "explain", "--cases", program.home + "/cases.tsv")
    #expect(answers.status == 0)
    try program.write("answers.jsonl", answers.output)
    let check = try recompute(
      program, ["check", book, program.home + "/cases.tsv", program.home + "/answers.jsonl"])
    #expect(check.status == 0, "\(check.output)")
    #expect(check.output.contains("\(count) cases") && check.output.contains(" 0 differ"))
  }

  @Test("cases: columns in any order, others left alone, a line of JSON each")
  func cases() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(
      "cases.tsv",
      """
      note\tmodel\toutput\tprovider\tinput\tat\tcache-write-1h\ttier
      a\tclaude-sonnet-4-5\t10\tanthropic\t1000\t2026-11-01\t100\t
      b\tgpt-4o-nonesuch\t10\topenai\t1000\t\t\t
      c\tgpt-5\t\topenai\t1000000\t2026-11-01T00:00:00Z\t\tflex

      """)
    let outcome = try program.run("prices", "explain", "--cases", program.home + "/cases.tsv")
    let answers = lines(outcome.output)
    #expect(answers.count == 3)
    #expect(answers[0]["cost_usd"] as? String == "0.003750000000")
    #expect(answers[1]["status"] as? String == "unpriced" && answers[1]["cost_usd"] is NSNull)
    #expect(answers[1]["matched"] is NSNull)
    #expect(answers[2]["cost_usd"] as? String == "0.625000000000")
    let matched = try #require(answers[0]["matched"] as? [String: Any])
    #expect(matched["rule"] as? String == "exact" && matched["model"] as? String == "claude-sonnet-4-5")
  }

  @Test("a case that can not be read is refused with its line")
  func badCase() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("cases.tsv", "provider\tmodel\tinput\nopenai\tgpt-4o\t5\nopenai\tgpt-4o\tmany\n")
    let outcome = try program.run("prices", "explain", "--cases", program.home + "/cases.tsv")
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("line 3: input is \"many\""))
    #expect(try program.run("prices", "explain", "--cases", "/no/such.tsv").status == 3)
    try program.write("other.tsv", "a\tb\n1\t2\n")
    let other = try program.run("prices", "explain", "--cases", program.home + "/other.tsv")
    #expect(other.status == 2 && other.errors.contains("no column \"model\""))
  }

  @Test("show lists the periods of a name, and says what is near an unknown one")
  func show() throws {
    let program = try Program()
    defer { program.remove() }
    let known = try program.run("prices", "show", "openai/gpt-4o", "--at", "2024-06-01")
    #expect(known.status == 0)
    #expect(known.output.contains("▸ openai/gpt-4o   2024-05-13 to 2024-10-02"))
    #expect(known.output.contains("from "))
    let unknown = try program.run("prices", "show", "gpt-4o-minni", "--provider", "openai")
    #expect(unknown.status == 1)
    #expect(unknown.output.contains("openai/gpt-4o-mini"))
  }

  @Test("an explanation says what was estimated")
  func estimates() throws {
    let program = try Program()
    defer { program.remove() }
    let outcome = try program.run(
      "prices", "explain", "--provider", "github", "--model", "gpt-4o", "--input", "10", "--cache-read", "5",
      "--tier", "batch", "--at", "2026-11-01")
    #expect(outcome.output.contains("the maker's price stands in"))
    #expect(outcome.output.contains("cache_read"))
    #expect(outcome.output.contains("estimated: $0.000018750000"))
  }

  @Test("a price of the configuration wins")
  func configured() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(
      "c.toml",
      """
      [[price]]
      provider = "openai"
      factor = 0.85

      [[price]]
      model = "house-*"
      input = 1
      output = "2.5"
      """)
    func cost(_ arguments: [String]) throws -> String? {
      let process = program.process(
        ["prices", "explain", "--json", "--config", program.home + "/c.toml"] + arguments)
      let pipe = Pipe()
      process.standardOutput = pipe
      try process.run()
      let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      return lines(said).first?["cost_usd"] as? String
    }
    let contract = ["--provider", "openai", "--model", "gpt-4o", "--input", "1000000", "--at", "2026-11-01"]
    #expect(try cost(contract) == "2.125000000000")
    #expect(try cost(["--model", "house-7", "--input", "1000000", "--output", "2"]) == "1.000005000000")
  }

  @Test("the accounting bench: every cost is right")
  func bench() throws {
    let program = try Program()
    defer { program.remove() }
    let process = program.process(["--accounting", "--folder", program.home + "/bench"])
    process.executableURL = URL(fileURLWithPath: Program.path + "-bench")
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(said)")
    #expect(said.split(separator: "\n").count == 8)
  }

  private func plain(_ id: Int, _ model: String) -> String {
    """
    {"ts":"2026-11-18T12:00:00Z","request_id":"prices-test-\(id)","provider":"acme","model":"\(model)",\
    "prompt_tokens":1000000,"completion_tokens":0}

    """
  }

  @Test("a price comes later: import, look, reprice, compare")
  func later() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("a.jsonl", plain(1, "anvil-1") + plain(2, "anvil-1") + plain(3, "anvil-2"))
    _ = try program.run("ingest", program.home + "/a.jsonl")
    let doctor = try program.run("doctor").output
    #expect(doctor.contains("acme/anvil-1: 2 requests"))
    #expect(doctor.contains("2 models unpriced: 3 requests, 3,000,000 tokens"))
    #expect(try program.run("report").output.contains("2 models unpriced: 3 requests"))
    try program.write("list.tsv", "provider\tmodel\tinput\toutput\nacme\tanvil-1\t1.5\t2\n")
    let look = try program.run("prices", "import", program.home + "/list.tsv", "--dry-run")
    #expect(look.output.contains("1 model would be new"))
    #expect(try program.run("prices", "show", "acme/anvil-1").status == 1)
    #expect(try program.run("prices", "import", program.home + "/list.tsv").status == 0)
    #expect(try program.run("prices", "show", "acme/anvil-1").output.contains("from list.tsv"))
    #expect(try program.run("prices", "list", "--provider", "acme").output.contains("anvil-1"))

    let preview = try program.run("prices", "reprice", "--dry-run")
    #expect(preview.output.contains("2026-11-18\tacme\tanvil-1\t2\t2\t0\t3\t3"))
    func total() throws -> [String: Any]? {
      lines(try program.run("report", "--format", "json").output).first?["total"] as? [String: Any]
    }
    #expect(try total()?["cost_usd"] is NSNull)
    #expect(try program.run("prices", "diff").status == 1)
    let done = try program.run("prices", "reprice", "--json")
    #expect(lines(done.output).first?["complete"] as? Bool == true)
    #expect(try total()?["cost_usd"] as? String == "3")
    #expect(try total()?["unpriced_requests"] as? Int == 1)
    #expect(try program.run("verify").status == 0)
    #expect(try program.run("prices", "diff").status == 0)
    #expect(try program.run("prices", "reprice", "--all", "--unpriced-only").status == 2)
  }

  @Test("the history of a price, a report at other days' prices, and an update that is taken back")
  func otherDays() throws {
    let program = try Program()
    defer { program.remove() }
    let history = try program.run("prices", "history", "openai/gpt-4o", "--json")
    let rows = try #require(lines(history.output).first?["rows"] as? [[String: Any]])
    #expect(rows.map { $0["input"] as? String } == ["5", "2.5"])
    #expect(rows.last?["from"] as? String == "2024-10-02" && rows.last?["change"] as? String == "-50%")
    let table = try program.run("prices", "history", "openai/gpt-4o").output
    #expect(
      table.split(separator: "\n").allSatisfy {
        $0.split(separator: "\t", omittingEmptySubsequences: false).count == 11
      })
    #expect(try program.run("prices", "history", "gpt-4o-nonesuch").status == 1)

    try program.write(
      "a.jsonl",
      #"{"ts":"2026-11-18T12:00:00Z","request_id":"h1","provider":"openai","model":"gpt-4o","#
        + #""prompt_tokens":1000000,"completion_tokens":0}"# + "\n")
    _ = try program.run("ingest", program.home + "/a.jsonl")
    let report = try program.run("report", "--by", "model", "--priced-at", "2024-06-01", "--format", "json")
    let answer = try #require(lines(report.output).first)
    let total = try #require(answer["total"] as? [String: Any])
    #expect(total["cost_usd"] as? String == "2.5" && total["priced_at_usd"] as? String == "5")
    #expect((answer["rows"] as? [[String: Any]])?.first?["priced_at_usd"] as? String == "5")
    #expect(try program.run("report", "--priced-at", "2024-06-01").output.contains("at 2024-06-01"))
    // By users, single events are priced; by labels, label sets are.
    for options in [[], ["--bucket", "day"], ["--filter", "model=gpt-4o"]] {
      let totals = try ["model", "model,user"].map { by in
        let report = ["report", "--by", by, "--priced-at", "2024-06-01", "--format", "json"] + options
        let answer = try #require(lines(try program.run(report).output).first)
        return (answer["total"] as? [String: Any])?["priced_at_usd"] as? String
      }
      #expect(totals == ["5", "5"])
    }

    func input() throws -> String? {
      let show = try program.run(
        "prices", "explain", "--json", "--provider", "acme", "--model", "anvil", "--input", "1000000")
      return lines(show.output).first?["cost_usd"] as? String
    }
    try program.write("one.tsv", "provider\tmodel\tinput\nacme\tanvil\t1\n")
    try program.write("two.tsv", "provider\tmodel\tinput\nacme\tanvil\t2\n")
    #expect(try program.run("prices", "update", "--from", program.home + "/one.tsv").status == 0)
    #expect(try program.run("prices", "update", "--from", program.home + "/two.tsv").status == 0)
    #expect(try input() == "2.000000000000")
    #expect(try program.run("prices", "update", "--rollback").status == 0)
    #expect(try input() == "1.000000000000")
    #expect(try program.run("prices", "update", "--rollback").status == 0)
    #expect(try input() == "2.000000000000")
    #expect(try program.run("doctor").output.contains("prices     as of "))
  }

  @Test("a file with a mistake changes nothing")
  func badImport() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("good.tsv", "provider\tmodel\tinput\nacme\tanvil\t1\n")
    _ = try program.run("prices", "import", program.home + "/good.tsv")
    let book = program.home + "/data/spendtop/spend.db.prices.tsv"
    let before = try String(contentsOfFile: book, encoding: .utf8)
    try program.write("bad.tsv", "provider\tmodel\tinput\nacme\tanvil\t2\nacme\tother\t-1\n")
    for command in [["import", program.home + "/bad.tsv"], ["update", "--from", program.home + "/bad.tsv"]] {
      let process = program.process(["prices"] + command)
      let pipe = Pipe()
      process.standardError = pipe
      try process.run()
      let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationStatus == 2)
      #expect(said.contains("line 3: \"input\" is -1"))
    }
    #expect(try String(contentsOfFile: book, encoding: .utf8) == before)
    #expect(try program.run("prices", "update", "--from", "http://localhost/prices.json").status == 3)
    #expect(try program.run("prices", "update", "--from", "https://localhost:1/prices.json").status == 3)
    try program.write("data/spendtop/spend.db.prices.tsv", "1000001\tacme\tanvil\t\t\t\t\tin=x\n")
    let broken = try program.run("prices", "show", "gpt-4o")
    #expect(broken.status == 3 && broken.errors.contains("row 1 cannot be read"))
  }

  @Test("the collector updates prices once a day, not again after a restart, and keeps the book before")
  func daily() throws {
    let program = try Program()
    defer { program.remove() }
    func list(_ price: String) -> String {
      "provider\tmodel\tinput\toutput\nopenai\tgpt-of-tomorrow\t\(price)\t9\n"
    }
    try program.write("list.tsv", list("3"))
    try program.write(
      "config/spendtop/config.toml", "[prices]\nsource = [\"\(program.home)/list.tsv\"]\nupdate = \"daily\"\n"
    )
    try program.write("logs/a.jsonl", "")
    func shown() throws -> String { try program.run("prices", "show", "openai/gpt-of-tomorrow").output }
    #expect(try !shown().contains("3"))
    let first = try Follower(program, [program.home + "/logs"])
    first.wait(toSay: "1 prices are new")
    first.wait(toSay: "the configuration was read again")
    #expect(first.end() == 0)
    #expect(try shown().contains("3"))
    try program.write("list.tsv", list("4"))
    let second = try Follower(program, [program.home + "/logs"])
    try program.write(
      "logs/a.jsonl",
      "{\"ts\":1780000000,\"model\":\"gpt-of-tomorrow\",\"provider\":\"openai\",\"request_id\":\"daily-abcdef-1\",\"prompt_tokens\":1000000,\"completion_tokens\":0}\n"
    )
    second.wait(for: 1)
    #expect(second.end() == 0)
    #expect(!second.said.contains("prices are new"), "\(second.said)")
    #expect(try program.run("prices", "update", "--rollback").status == 0)
    #expect(try !shown().contains("3"))
  }
}
