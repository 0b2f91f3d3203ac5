import Foundation
import Testing

/// What the system around the collector may do to it. Numbered as the other faults.
@Suite struct EnvironmentFaultTests {
  static func lines(_ range: Range<Int>, feature: String = "f") -> String {
    range.map {
      "{\"ts\":\(1_780_000_000 + $0),\"request_id\":\"world-\($0)-abcdefgh\",\"model\":\"gpt-4o\",\"prompt_tokens\":\($0 % 50),\"completion_tokens\":1,\"feature\":\"\(feature)\"}\n"
    }.joined()
  }

  static func append(_ path: String, _ text: String) throws {
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
  }

  private static func setting(_ name: String) -> Int? {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
  }

  /// Processor time used by a process so far, in seconds.
  private static func effort(_ process: Process) throws -> Double {
    let fields =
      try String(contentsOfFile: "/proc/\(process.processIdentifier)/stat", encoding: .utf8)
      .split(separator: ")").last?.split(separator: " ") ?? []
    let ticks = try #require(fields.count > 12 ? (Int(fields[11]) ?? 0) + (Int(fields[12]) ?? 0) : nil)
    return Double(ticks) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  /// `SPENDTOP_FILES=100000` is the long form, with `SPENDTOP_PROGRAM` a release.
  @Test("34: a look at many files that have not changed reads none of them")
  func manyFiles() throws {
    let program = try Program()
    defer { program.remove() }
    let count = Self.setting("SPENDTOP_FILES") ?? 3_000
    for number in 0..<count {
      let path = "logs/d\(number / 1_000)/f\(number).jsonl"
      if number % 1_000 == 0 {
        try program.write(path, "")
      }
      _ = FileManager.default.createFile(
        atPath: program.home + "/" + path, contents: Data(Self.lines(number..<number + 1).utf8))
    }
    let logs = program.home + "/logs"
    let world = try SyscallFaults()
    defer { world.remove() }
    let follower = try Follower(program, [logs], environment: world.environment(.openings(below: logs)))
    follower.wait(for: count, seconds: 300)
    #expect(world.openings >= count)
    // What it has stored is brought from the journal into the database first.
    var before = try Self.effort(follower.process)
    for _ in 0..<60 {
      usleep(1_000_000)
      let now = try Self.effort(follower.process)
      if now - before < 0.02 { break }
      before = now
    }
    let opened = world.openings
    // A new folder makes it look at everything.
    try FileManager.default.createDirectory(atPath: logs + "/new", withIntermediateDirectories: false)
    usleep(3_000_000)
    let seconds = try Self.effort(follower.process) - before
    print("34: \(count) files looked at in \(seconds) s, \(world.openings - opened) opened")
    #expect(seconds > 0 && seconds < 1)
    #expect(world.openings == opened)
    #expect(follower.end() == 0)
  }

  @Test("35: more changes than the system keeps for a watch: none is missed")
  func overflow() throws {
    let program = try Program()
    defer { program.remove() }
    let files = 400
    for number in 0..<files {
      try program.write("logs/f\(number).jsonl", Self.lines(number * 100..<number * 100 + 1))
    }
    let follower = try Follower(program, [program.home + "/logs"])
    follower.wait(for: files)
    kill(follower.process.processIdentifier, SIGSTOP)
    // Two changes each, and no two of a file behind one another, so that none is merged.
    for round in 1...30 {
      for number in 0..<files {
        let line = number * 100 + round
        try Self.append(program.home + "/logs/f\(number).jsonl", Self.lines(line..<line + 1))
      }
    }
    kill(follower.process.processIdentifier, SIGCONT)
    follower.wait(for: files * 31)
    #expect(follower.end() == 0)
  }

  @Test("35: where nothing can be watched it looks again and again, and says so once")
  func noWatches() throws {
    let world = try SyscallFaults()
    defer { world.remove() }
    let program = try Program()
    defer { program.remove() }
    for name in ["a/a", "b/b", "c/c"] { try program.write("logs/\(name).jsonl", Self.lines(0..<10)) }
    let follower = try Follower(
      program, [program.home + "/logs"], environment: world.environment(.noWatches))
    follower.wait(for: 10)
    try program.write("logs/c/new.jsonl", Self.lines(10..<25))
    follower.wait(for: 25)
    try Self.append(program.home + "/logs/a/a.jsonl", Self.lines(25..<30))
    follower.wait(for: 30)
    #expect(follower.end() == 0)
    let warnings = follower.said.split(separator: "\n").filter { $0.contains("watch") }
    #expect(warnings.count == 1, "\(follower.said)")
  }

  @Test("35: a log that never rests does not hide another that is not watched")
  func busyNeighbour() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("logs/busy.jsonl", Self.lines(0..<1))
    // Written through a link from outside: the watch on the folder does not see it.
    try program.write("elsewhere/quiet.jsonl", Self.lines(1_000_000..<1_000_001))
    try FileManager.default.linkItem(
      atPath: program.home + "/elsewhere/quiet.jsonl", toPath: program.home + "/logs/quiet.jsonl")
    let follower = try Follower(program, [program.home + "/logs"])
    follower.wait(for: 2)
    try Self.append(
      program.home + "/elsewhere/quiet.jsonl", Self.lines(1_000_001..<1_000_050))
    let start = ContinuousClock.now
    var written = 1
    while ContinuousClock.now - start < .seconds(16) {
      try Self.append(program.home + "/logs/busy.jsonl", Self.lines(written..<written + 1))
      written += 1
      usleep(100_000)
      if let found = follower.requests, found >= written + 45 { break }
    }
    #expect((follower.requests ?? 0) > written + 40, "only a rest of ten seconds shows the other log")
    #expect(follower.end() == 0)
  }

  @Test("48: the clock jumps forward a day and back an hour: nothing is missed")
  func clockJumps() throws {
    let world = try SyscallFaults()
    defer { world.remove() }
    let program = try Program()
    defer { program.remove() }
    try world.setClock(0)
    try program.write("logs/a.jsonl", Self.lines(0..<10))
    let follower = try Follower(
      program, [program.home + "/logs"], environment: world.environment(.clock))
    follower.wait(for: 10)
    let log = program.home + "/logs/a.jsonl"
    // A log that has lost its name and is written to still, while the clock jumps.
    let writer = try #require(FileHandle(forWritingAtPath: log))
    try writer.seekToEnd()
    try FileManager.default.removeItem(atPath: log)
    try program.write("logs/b.jsonl", Self.lines(10..<20))
    follower.wait(for: 20)
    var next = 20
    for jump in [86_400, 82_800, -3_600, 0] {
      try world.setClock(jump)
      usleep(200_000)
      try Self.append(program.home + "/logs/b.jsonl", Self.lines(next..<next + 5))
      try writer.write(contentsOf: Data(Self.lines(next + 5..<next + 10).utf8))
      next += 10
      follower.wait(for: next)
    }
    #expect(follower.end() == 0)
    #expect(try program.run("verify").status == 0)
  }

  @Test("49: the zone of the configuration changes: the days are those of a database made in it")
  func otherZone() throws {
    let program = try Program()
    defer { program.remove() }
    // Around both changes of the clock of 2026, a request every 17 minutes, and stamps without a zone.
    var text = ""
    for start in [1_774_659_600, 1_792_879_200] {
      for number in 0..<300 {
        text +=
          "{\"ts\":\(start + number * 1_020),\"request_id\":\"zone-\(start + number)\",\"model\":\"gpt-4o\",\"prompt_tokens\":1}\n"
      }
    }
    for minute in 10..<60 {
      text +=
        "{\"time\":\"2026-03-29T02:\(minute):00\",\"request_id\":\"zoneless-\(minute)\",\"model\":\"gpt-4o\",\"prompt_tokens\":1}\n"
    }
    try program.write("logs/a.jsonl", text)
    func days(_ database: String) throws -> String {
      try program.run(
        "report", "--db", program.home + "/" + database, "--since", "2026-01-01", "--bucket", "day",
        "--format",
        "csv"
      ).output
    }
    for (zone, databases) in [("UTC", ["a.db"]), ("Europe/Berlin", ["a.db", "b.db"])] {
      try program.write("config/spendtop/config.toml", "timezone = \"\(zone)\"\n")
      for name in databases {
        let run = try program.run("ingest", "--db", program.home + "/" + name, program.home + "/logs")
        #expect(run.status == 0)
      }
    }
    #expect(try days("a.db") == days("b.db"))
    #expect(try days("a.db").split(separator: "\n").count > 8)
    try program.write("config/spendtop/config.toml", "timezone = \"UTC\"\n")
    #expect(try days("a.db") == days("b.db"))
  }

  @Test("53: a log that leaves the configuration and comes back is read on where it was left")
  func reload() throws {
    let program = try Program()
    defer { program.remove() }
    func configure(_ sources: [(name: String, rest: String)]) throws {
      let text = sources.map { "[[source]]\npath = \"\(program.home)/\($0.name)\"\n\($0.rest)\n" }.joined()
      try program.write("config/spendtop/config.toml", text)
    }
    try program.write("one/a.jsonl", Self.lines(0..<10, feature: "old"))
    try program.write("two/b.jsonl", Self.lines(100..<110))
    try configure([("one", ""), ("two", "")])
    let follower = try Follower(program, [])
    follower.wait(for: 20)

    func reload(times: Int) {
      let start = ContinuousClock.now
      kill(follower.process.processIdentifier, SIGHUP)
      while follower.said.components(separatedBy: "read again").count <= times,
        ContinuousClock.now - start < .seconds(20)
      { usleep(20_000) }
      #expect(follower.said.components(separatedBy: "read again").count == times + 1, "\(follower.said)")
    }
    try configure([("two", "")])
    reload(times: 1)
    try Self.append(program.home + "/one/a.jsonl", Self.lines(10..<15, feature: "new"))
    try Self.append(program.home + "/two/b.jsonl", Self.lines(110..<115))
    follower.wait(for: 25)
    // Back again, to be read in another way: what is stored stays as it was read.
    try configure([("one", "format = \"generic-jsonl\"\nset.feature = \"set\""), ("two", "")])
    reload(times: 2)
    follower.wait(for: 30)
    #expect(follower.end() == 0)

    let run = try program.run(
      "report", "--by", "feature", "--since", "2020-01-01", "--format", "json")
    let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    let rows = object?["rows"] as? [[String: Any]] ?? []
    let found = Dictionary(
      uniqueKeysWithValues: rows.map { ($0["feature"] as? String ?? "", $0["requests"] as? Int ?? 0) })
    #expect(found == ["old": 10, "f": 15, "set": 5])
    // To read it all in the new way is a command of its own.
    #expect(try program.run("verify").status == 0)
  }

  @Test("54: a file system with other inodes at every look, and without kinds of entries")
  func unstableInodes() throws {
    let world = try SyscallFaults()
    defer { world.remove() }
    let program = try Program()
    defer { program.remove() }
    let logs = program.home + "/logs"
    try program.write("logs/a.jsonl", Self.lines(0..<200))
    try program.write("logs/deep/b.jsonl", Self.lines(200..<400))
    let environment = world.environment(.inodes(below: logs))
    for _ in 0..<2 {
      #expect(try program.run(["ingest", logs], environment: environment).status == 0)
    }
    try Self.append(logs + "/a.jsonl", Self.lines(400..<450))
    try FileManager.default.moveItem(atPath: logs + "/a.jsonl", toPath: logs + "/a.jsonl.1")
    try program.write("logs/a.jsonl", Self.lines(450..<460))
    let run = try program.run(["ingest", "--json", logs], environment: environment)
    #expect(run.status == 0)
    #expect(run.output.contains("\"duplicates\":0"), "\(run.output)")

    let follower = try Follower(program, [logs], environment: environment)
    follower.wait(for: 460)
    for round in 0..<5 {
      try Self.append(logs + "/a.jsonl", Self.lines(500 + round * 10..<510 + round * 10))
      usleep(100_000)
    }
    follower.wait(for: 510)
    #expect(!follower.said.contains("begins anew"), "\(follower.said)")
    #expect(follower.end() == 0)
    #expect(try program.run("verify").status == 0)
  }

  @Test("a database on another machine's disk is refused by who would write it")
  func networkDisk() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("logs/a.jsonl", Self.lines(0..<3))
    let world = try SyscallFaults()
    defer { world.remove() }
    let run = try program.run(
      ["ingest", program.home + "/logs"], environment: world.environment(.networkDisk))
    #expect(run.status == 3)
    #expect(run.errors.contains("network file system"), "\(run.errors)")
    #expect(try program.run("ingest", program.home + "/logs").status == 0)
  }
}
