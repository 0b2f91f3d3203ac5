import Foundation
import Testing

@Suite struct ProgramTests {
  private func json(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test(
    "a path that is not there, and a misspelt command, are errors before the screen opens",
    arguments: [
      ("reprot", 2, "did you mean \"report\""), ("budgt", 2, "did you mean \"budget\""),
      ("/nowhere/app.jsonl", 3, "No such file"), ("nothing-here-*.jsonl", 3, "no file matches"),
      ("application.log", 3, "No such file"),
    ] as [(String, Int32, String)])
  func wrongPaths(path: String, status: Int32, reason: String) throws {
    let program = try Program()
    defer { program.remove() }
    for arguments in [[path], ["top", path], ["top", "--once", path], ["top", "--plain", path]] {
      let outcome = try program.run(arguments)
      #expect(outcome.status == status && outcome.output.isEmpty, "\(arguments) \(outcome.errors)")
      #expect(outcome.errors.contains(reason), "\(arguments) \(outcome.errors)")
    }
  }

  @Test("a demo leaves nothing behind")
  func demoState() throws {
    let program = try Program()
    defer { program.remove() }
    #expect(try program.run("demo", "--once").status == 0)
    let left =
      FileManager.default.enumerator(atPath: program.home)?.allObjects.compactMap { $0 as? String } ?? []
    #expect(!left.contains { $0.contains("spendtop") }, "\(left)")
  }

  @Test("demo logs go in once, and every command agrees on them")
  func wholeWay() throws {
    let program = try Program()
    defer { program.remove() }
    let logs = program.home + "/logs"
    #expect(try program.run("demo", "--write", logs, "--events", "2000").status == 0)
    let first = try json(try program.run("ingest", "--json", logs).output)
    #expect(first["events"] as? Int == 2_000)
    #expect(first["rejected"] as? Int == 0)
    let second = try json(try program.run("ingest", "--json", logs).output)
    #expect(second["events"] as? Int == 0)

    let report = try json(
      try program.run("report", "--since", "60d", "--by", "provider,model", "--format", "json").output)
    let total = try #require(report["total"] as? [String: Any])
    #expect(total["requests"] as? Int == 2_000)
    let events = try program.run("export", "events", "--format", "tsv").output.split(separator: "\n")
    #expect(events.count == 2_001)
    #expect(try program.run("verify").status == 0)
    let frame = try program.run("top", "--once", "--size", "80x24")
    #expect(frame.output.contains("TODAY"))
    #expect(
      frame.output.split(separator: "\n", omittingEmptySubsequences: false).allSatisfy { $0.count <= 80 })
  }

  @Test("standard input is a source")
  func standardInput() throws {
    let program = try Program()
    defer { program.remove() }
    let line =
      "{\"ts\":1780000000,\"request_id\":\"stdin-000001\",\"model\":\"gpt-4o\",\"prompt_tokens\":9,\"completion_tokens\":1}\n"
    #expect(try json(try program.run("ingest", "--json", "-", input: line).output)["events"] as? Int == 1)
    #expect(try json(try program.run("ingest", "--json", "-", input: line).output)["duplicates"] as? Int == 1)
  }

  @Test("no prompt, no answer: what people write is nowhere to be found")
  func canary() throws {
    let program = try Program()
    defer { program.remove() }
    let logs = program.home + "/logs"
    let canary = "CANARYcanary7719"
    _ = try program.run("demo", "--write", logs, "--events", "500")
    for name in try FileManager.default.contentsOfDirectory(atPath: logs) {
      let path = "\(logs)/\(name)"
      let text = try String(contentsOfFile: path, encoding: .utf8)
        .replacingOccurrences(of: "The quick report", with: canary)
        .replacingOccurrences(of: "Der Bericht", with: canary)
        .replacingOccurrences(of: "slow down", with: canary)
        .replacingOccurrences(of: "llm call", with: canary)
      try (text + "{\"broken\":\"\(canary)\n").write(toFile: path, atomically: false, encoding: .utf8)
    }
    var said = try program.run("ingest", "--json", logs).output
    for arguments in [
      ["report", "--since", "60d"], ["export", "events"], ["export", "rollups", "--since", "60d"],
      ["doctor", logs],
      ["top", "--once"], ["verify"], ["formats", "detect", "-v", logs + "/openai-chat.jsonl"],
    ] {
      let process = program.process(arguments)
      let pipe = Pipe()
      process.standardOutput = pipe
      process.standardError = pipe
      try process.run()
      said += String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
    }
    #expect(!said.contains(canary))
    let data = program.home + "/data/spendtop"
    for name in try FileManager.default.contentsOfDirectory(atPath: data) {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(data)/\(name)"))
      #expect(bytes.range(of: Data(canary.utf8)) == nil, "\(name)")
    }
  }

  @Test(
    "one clear message and the right exit code",
    arguments: [
      (["report", "--by", "featur"], 2, "did you mean \"feature\""),
      (["report", "--since", "neverland"], 2, "cannot read the time"),
      (["report"], 3, "there is no database"),
      (["ingest", "/no/such/path"], 3, "No such file"),
      (["ingest", "--format", "openai-chatt", "/tmp"], 2, "did you mean \"openai-chat\""),
      (["top"], 2, "no logs found"),
      (["ingest", "--follow", "-"], 2, "standard input cannot be followed"),
      (["top", "-"], 2, "stdout is not a terminal"),
      (["frobnicate", "--really"], 2, ""),
    ] as [([String], Int32, String)])
  func messages(arguments: [String], status: Int32, says: String) throws {
    let program = try Program()
    defer { program.remove() }
    let process = program.process(arguments)
    let pipe = Pipe()
    process.standardError = pipe
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == status)
    #expect(says.isEmpty || said.contains(says), "\(said)")
  }

  @Test("an unknown key of the configuration names the nearest known one")
  func unknownKey() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("c.toml", "timezon = \"UTC\"\n")
    let outcome = try program.run("report", "--config", program.home + "/c.toml")
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("timezon") && outcome.errors.contains("did you mean \"timezone\""))
  }

  @Test("a second collector is turned away")
  func secondCollector() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(
      "a.jsonl",
      "{\"ts\":1780000000,\"request_id\":\"second-00001\",\"model\":\"gpt-4o\",\"prompt_tokens\":9,\"completion_tokens\":1}\n"
    )
    let first = program.process(["ingest", "--follow", program.home + "/a.jsonl"])
    first.standardOutput = FileHandle.nullDevice
    first.standardError = FileHandle.nullDevice
    try first.run()
    defer {
      first.terminate()
      first.waitUntilExit()
    }
    let lock = program.home + "/data/spendtop/spend.db-wal"
    for _ in 0..<100 where !FileManager.default.fileExists(atPath: lock) { usleep(20_000) }
    usleep(200_000)
    #expect(try program.run("ingest", program.home + "/a.jsonl").status == 75)
  }

  @Test("explain answers in exact decimals")
  func explain() throws {
    let program = try Program()
    defer { program.remove() }
    let answer = try json(
      try program.run(
        "prices", "explain", "--provider", "anthropic", "--model", "claude-sonnet-4-5", "--input", "1000",
        "--cache-write-1h", "100", "--output", "10", "--at", "2026-11-01", "--json"
      ).output)
    #expect(answer["cost_usd"] as? String == "0.003750000000")
    #expect(answer["status"] as? String == "priced")
    let unknown = try json(
      try program.run(
        "prices", "explain", "--provider", "openai", "--model", "gpt-nonesuch", "--input", "1", "--json"
      ).output)
    #expect(unknown["cost_usd"] is NSNull)
    #expect(unknown["status"] as? String == "unpriced")
  }
}
