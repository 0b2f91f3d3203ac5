import Foundation
import Testing

/// The database, its name and the lock beside it, while a collector writes it.
@Suite struct DatabasePathTests {
  private let program: Program
  private let folder: String
  private var database: String { folder + "/spend.db" }
  private var logs: String { program.home + "/logs" }

  init() throws {
    program = try Program()
    folder = program.home + "/store"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try program.write("logs/a.jsonl", EnvironmentFaultTests.lines(0..<10))
  }

  private func follower() throws -> Follower {
    let follower = try Follower(program, [logs], database: database)
    follower.wait(for: 10)
    return follower
  }

  @Test(
    "nobody else writes, by whatever name, and with the lock's file deleted",
    arguments: ["its own", "a link", "a linked folder", "a second name", "no lock file"])
  func oneWriter(name: String) throws {
    defer { program.remove() }
    let follower = try follower()
    var path = database
    switch name {
    case "a link":
      path = program.home + "/link.db"
      try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: database)
    case "a linked folder":
      try FileManager.default.createSymbolicLink(
        atPath: program.home + "/other", withDestinationPath: folder)
      path = program.home + "/other/spend.db"
    case "a second name":
      path = folder + "/second.db"
      try FileManager.default.linkItem(atPath: database, toPath: path)
    case "no lock file": try FileManager.default.removeItem(atPath: database + ".writer")
    default: break
    }
    // By its second name it has another log, in which nothing is yet: those who look first refuse it.
    let looking = name == "a second name" ? [] : [["rebuild", logs], ["purge", "--user", "x"]]
    for arguments in [["ingest", logs]] + looking {
      let run = try program.run(arguments + ["--db", path])
      #expect(run.status == 75, "\(arguments): \(run.output)\(run.errors)")
      #expect(run.errors.contains("process \(follower.process.processIdentifier) is "), "\(run.errors)")
    }
    #expect(follower.end() == 0)
    #expect(try program.run("verify", "--db", database).status == 0)
    #expect(try program.run("ingest", "--db", path, logs).status == 0)
  }

  @Test("in a followed folder nothing that belongs to the database is opened as a log")
  func amongLogs() throws {
    defer { program.remove() }
    let path = logs + "/spend.db"
    for arguments in [
      ["ingest", logs], ["alerts", "silence", "rule=x", "2h", "--comment", "none"], ["ingest", logs],
      ["rebuild", logs], ["ingest", logs], ["rebuild"], ["ingest", logs],
    ] {
      let run = try program.run(arguments + ["--db", path])
      #expect(run.status == 0, "\(arguments): \(run.output)\(run.errors)")
      #expect(!run.errors.contains("spend.db") && !run.errors.contains("state.db"), "\(run.errors)")
    }
    #expect(access(path + ".state.db", F_OK) == 0)
    #expect(try program.run("verify", "--db", path).output.contains("10 events, 1 source:"))
  }

  @Test("a collector whose database is removed or replaced ends and says so", arguments: [false, true])
  func gone(isReplaced: Bool) throws {
    defer { program.remove() }
    let follower = try follower()
    let files = FileManager.default
    if isReplaced {
      #expect(try program.run("backup", "--db", database, folder + "/copy.db").status == 0)
      #expect(rename(folder + "/copy.db", database) == 0)
    } else {
      for name in try files.contentsOfDirectory(atPath: folder) where name.hasPrefix("spend.db") {
        try files.removeItem(atPath: folder + "/" + name)
      }
    }
    try EnvironmentFaultTests.append(logs + "/a.jsonl", EnvironmentFaultTests.lines(10..<20))
    let start = ContinuousClock.now
    while follower.process.isRunning, ContinuousClock.now - start < .seconds(20) { usleep(50_000) }
    #expect(!follower.process.isRunning)
    #expect(follower.end() == 3)
    #expect(follower.said.contains("removed or replaced"), "\(follower.said)")
    let next = try Follower(program, [logs], database: database)
    // What the copy held already says nothing of the new one.
    try EnvironmentFaultTests.append(logs + "/a.jsonl", EnvironmentFaultTests.lines(20..<21))
    next.wait(for: 21)
    #expect(next.end() == 0)
  }
}
