import Foundation
import Testing

/// What keeps a database: copies, a fresh start from the logs, forgetting.
@Suite struct RetentionTests {
  private static func lines(_ count: Int, from: Int = 0, user: String = "ann@example.com") -> String {
    (from..<from + count).map {
      "{\"ts\":\(1_780_000_000 + $0 * 60),\"request_id\":\"keep-\($0)-abcdefgh\",\"model\":\"gpt-4o\",\"user\":\"\(user)\",\"feature\":\"f\($0 % 3)\",\"prompt_tokens\":\($0 % 100),\"completion_tokens\":2}\n"
    }.joined()
  }

  private func total(_ program: Program, _ arguments: String...) throws -> [String: Any] {
    let run = try program.run(["report", "--since", "2020-01-01", "--format", "json"] + arguments)
    let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    return try #require(object?["total"] as? [String: Any])
  }

  @Test("a copy is whole, alone in its file and nobody else's; a file that exists is left alone")
  func backup() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("app.jsonl", Self.lines(500))
    #expect(try program.run("ingest", program.home + "/app.jsonl").status == 0)
    let copy = program.home + "/copy.db"
    #expect(try program.run("backup", copy).status == 0)
    #expect(try total(program, "--db", copy)["requests"] as? Int == 500)
    #expect(!FileManager.default.fileExists(atPath: copy + "-wal"))
    let rights = try FileManager.default.attributesOfItem(atPath: copy)[.posixPermissions] as? Int
    #expect(rights == 0o600)
    let again = try program.run("backup", copy)
    #expect(again.status == 3)
    #expect(again.errors.contains("the file exists"))
    #expect(try program.run("backup", "/nowhere/at/all.db").status == 3)
  }

  @Test("a database and its folder are their owner's only")
  func rights() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("app.jsonl", Self.lines(5))
    #expect(try program.run("ingest", program.home + "/app.jsonl").status == 0)
    let folder = program.home + "/data/spendtop"
    for (path, rights) in [(folder, 0o700), (folder + "/spend.db", 0o600), (folder + "/spend.db-wal", 0o600)]
    {
      let found = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(found == rights, "\(path)")
    }
  }

  @Test("42: a damaged database is set aside by a rebuild, which finds the same totals in the logs")
  func rebuildOfDamaged() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("logs/a.jsonl", Self.lines(4_000))
    try program.write("logs/b.jsonl", Self.lines(4_000, from: 4_000))
    #expect(try program.run("ingest", program.home + "/logs").status == 0)
    let before = try total(program)
    let database = program.home + "/data/spendtop/spend.db"
    for kind in ["flipped", "halved", "headless"] {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: database))
      var damaged = bytes
      switch kind {
      case "flipped": for place in stride(from: 20_000, to: damaged.count, by: 97) { damaged[place] ^= 0x5A }
      case "halved": damaged = damaged.prefix(damaged.count / 2)
      default: for place in 0..<100 { damaged[place] = 0 }
      }
      try? FileManager.default.removeItem(atPath: database + "-wal")
      try damaged.write(to: URL(fileURLWithPath: database))
      let doctor = try program.run("doctor")
      #expect(doctor.output.contains("spendtop rebuild") || doctor.status == 3, "\(kind)")
      let rebuilt = try program.run("rebuild", program.home + "/logs")
      #expect(rebuilt.status == 0, "\(kind): \(rebuilt.errors)")
      #expect(rebuilt.output.contains("damaged-"), "\(kind)")
      let after = try total(program)
      #expect(after["requests"] as? Int == before["requests"] as? Int, "\(kind)")
      #expect(after["cost_usd"] as? String == before["cost_usd"] as? String, "\(kind)")
      #expect(try program.run("verify").status == 0, "\(kind)")
    }
  }

  @Test("a rebuild that finds less than is stored changes nothing, unless told to")
  func rebuildThatDiffers() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("logs/a.jsonl", Self.lines(100))
    try program.write("logs/b.jsonl", Self.lines(50, from: 100))
    #expect(try program.run("ingest", program.home + "/logs").status == 0)
    let same = try program.run("rebuild")
    #expect(same.status == 0)
    #expect(same.output.contains("the same as before"))
    try FileManager.default.removeItem(atPath: program.home + "/logs/b.jsonl")
    let differs = try program.run("rebuild")
    #expect(differs.status == 1)
    #expect(differs.output.contains("differs: 2026-05-28 gpt-4o: 150 requests"))
    #expect(try total(program)["requests"] as? Int == 150)
    #expect(try program.run("rebuild", "--replace").status == 0)
    #expect(try total(program)["requests"] as? Int == 100)
  }

  @Test("a person who is forgotten is nowhere in the files; their cost stays")
  func purge() throws {
    let program = try Program()
    defer { program.remove() }
    let name = "canary.person@example.com"
    try program.write("app.jsonl", Self.lines(50) + Self.lines(50, from: 50, user: name))
    #expect(try program.run("ingest", program.home + "/app.jsonl").status == 0)
    let before = try total(program)
    // Nothing is removed without --yes or an answer on a terminal.
    #expect(try program.run("purge", "--user", name).status == 2)
    let dry = try program.run("purge", "--dry-run", "--user", name.uppercased())
    #expect(dry.status == 0 && dry.output.contains("50 requests"), "\(dry.output)")
    let run = try program.run("purge", "--yes", "--user", name.uppercased())
    #expect(run.status == 0)
    #expect(run.output.contains("50 requests"))
    #expect(try total(program)["cost_usd"] as? String == before["cost_usd"] as? String)
    for suffix in ["", "-wal"] {
      let bytes = try Data(
        contentsOf: URL(fileURLWithPath: program.home + "/data/spendtop/spend.db" + suffix))
      #expect(bytes.range(of: Data(name.utf8)) == nil)
    }
    #expect(try program.run("purge", "--yes", "--user", name).status == 1)
    // What is stored stays without its user when the log is read again.
    #expect(try program.run("ingest", program.home + "/app.jsonl").status == 0)
    #expect(try !program.run("report", "--by", "user").output.contains("canary"))
    #expect(try program.run("verify").status == 0)
    // The logs are not changed, which those who are asked to forget somebody must know.
    for command in ["purge", "rebuild"] {
      let help = try program.run(command, "--help").output.split { $0.isWhitespace }.joined(separator: " ")
      #expect(help.contains("clean or delete"), "\(command)")
    }
  }

  @Test("who is forgotten is forgotten under every name, and in the reports of providers")
  func purgeAllNames() throws {
    let program = try Program()
    defer { program.remove() }
    let name = "canary-4711-person"
    try program.write("plain.jsonl", Self.lines(5, user: name))
    #expect(try program.run("ingest", program.home + "/plain.jsonl").status == 0)
    try program.write("config/spendtop/config.toml", "privacy.hash_users = true\n")
    try program.write("hashed.jsonl", Self.lines(5, from: 5, user: name))
    let result =
      #"{"object":"organization.usage.completions.result","input_tokens":7,"output_tokens":1,"#
      + #""num_model_requests":1,"user_id":"\#(name)","model":"gpt-4o"}"#
    try program.write(
      "report.json",
      #"{"object":"page","has_more":false,"data":[{"object":"bucket","start_time":1780000000,"#
        + #""end_time":1780086400,"results":[\#(result)]}]}"# + "\n")
    #expect(
      try program.run("ingest", program.home + "/hashed.jsonl", program.home + "/report.json").status == 0)
    #expect(try users(program).count == 2)
    let run = try program.run("purge", "--yes", "--user", name)
    #expect(run.status == 0)
    #expect(try users(program).isEmpty)
    for suffix in ["", "-wal"] {
      let bytes = try Data(
        contentsOf: URL(fileURLWithPath: program.home + "/data/spendtop/spend.db" + suffix))
      #expect(bytes.range(of: Data(name.utf8)) == nil, "\(suffix)")
    }
  }

  /// The users that requests have.
  private func users(_ program: Program) throws -> Set<String> {
    let run = try program.run("report", "--by", "user", "--since", "2020-01-01", "--format", "json")
    let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    let rows = object?["rows"] as? [[String: Any]] ?? []
    return Set(rows.compactMap { $0["user"] as? String }).subtracting([""])
  }

  @Test("events older than keep_events go, their sums stay, and reading them again adds nothing")
  func retention() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("config/spendtop/config.toml", "keep_events = \"30d\"\n")
    let now = Int(Date().timeIntervalSince1970)
    let text = (0..<12_000).map {
      "{\"ts\":\(now - $0 * 600),\"request_id\":\"old-\($0)-abcdefgh\",\"model\":\"gpt-4o\",\"prompt_tokens\":7,\"completion_tokens\":2}\n"
    }.joined()
    try program.write("app.jsonl", text)
    #expect(try program.run("ingest", program.home + "/app.jsonl").status == 0)
    #expect(try total(program)["requests"] as? Int == 12_000)
    let kept = try program.run("export", "events", "--since", "2020-01-01").output.split(separator: "\n")
      .count
    #expect((30 * 144...30 * 144 + 7).contains(kept), "\(kept) events are kept")
    #expect(try program.run("verify").status == 0)
    try program.write("copy.jsonl", text)
    #expect(try program.run("ingest", program.home + "/copy.jsonl").status == 0)
    #expect(try total(program)["requests"] as? Int == 12_000)
    #expect(try program.run("doctor").output.contains("single events since"))
  }

  @Test("a log that was cut is said by verify; one whose name another file has now is not")
  func shorterLog() throws {
    let program = try Program()
    defer { program.remove() }
    let path = program.home + "/app.jsonl"
    let line = "{\"ts\":1780000000,\"model\":\"gpt-4o\",\"prompt_tokens\":7,\"completion_tokens\":2}\n"
    try program.write("app.jsonl", String(repeating: line, count: 100))
    #expect(try program.run("ingest", path).status == 0)
    try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
    try program.write("app.jsonl", line)
    #expect(try program.run("verify").status == 0)
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.moveItem(atPath: path + ".1", toPath: path)
    // Longer than the head that tells the same log from a new one of its name.
    truncate(path, 6_000)
    let cut = try program.run("verify")
    #expect(cut.status == 1)
    #expect(cut.output.contains("shorter than what was read of it"))
  }

  @Test("a collector that follows lets old events go too, and goes on storing new ones")
  func retentionWhileFollowing() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("config/spendtop/config.toml", "keep_events = \"1d\"\n")
    let now = Int(Date().timeIntervalSince1970)
    func lines(_ name: String, days: Int) -> String {
      (0..<50).map {
        "{\"ts\":\(now - days * 86_400 - $0),\"request_id\":\"\(name)-\($0)-abcdefgh\",\"model\":\"gpt-4o\",\"prompt_tokens\":7,\"completion_tokens\":2}\n"
      }.joined()
    }
    try program.write("logs/old.jsonl", lines("old", days: 3))
    let collector = program.process(["ingest", "--follow", program.home + "/logs"])
    try collector.run()
    defer { collector.waitUntilExit() }
    defer { collector.terminate() }
    var counts = (events: -1, requests: 0)
    for _ in 0..<100 where counts != (50, 100) {
      usleep(100_000)
      if counts.requests == 50 { try program.write("logs/new.jsonl", lines("new", days: 0)) }
      guard let requests = try? total(program)["requests"] as? Int else { continue }
      let events = try program.run("export", "events", "--since", "2020-01-01").output
      counts = (events.split(separator: "\n").count, requests)
    }
    #expect(counts == (50, 100))
  }

  @Test("a configuration that is there and cannot be read is said, not passed over")
  func unreadableConfiguration() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("config/spendtop/config.toml", "timezone = \"UTC\"\n")
    try Data([0xFF, 0xFE, 0x00]).write(
      to: URL(fileURLWithPath: program.home + "/config/spendtop/config.toml"))
    let run = try program.run("report")
    #expect(run.status == 3)
    #expect(run.errors.contains("cannot read the configuration"))
  }
}
