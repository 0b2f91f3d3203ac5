import Foundation
import SpendTestSupport
import Testing

/// What happens to the database, and to the process that writes it. Numbered as the other faults.
@Suite struct StorageFaultTests {
  @Test("38: power is lost, and with it the end of the write-ahead log")
  func powerLoss() throws {
    var random = SeededGenerator(seed: 38)
    for attempt in 0..<6 {
      let program = try Program()
      defer { program.remove() }
      var churn = try LogChurn(folder: program.home + "/logs", seed: UInt64(attempt))
      for _ in 0..<3 {
        try churn.write(8_000...14_000)
        try churn.rename()
      }
      // Killed in the middle, so that the log holds commits that are not yet in the database.
      try program.run(["ingest", churn.folder], environment: ["SPENDTOP_CRASH_AT": "commit:2"])
      let database = program.home + "/data/spendtop/spend.db"
      let log = try Data(contentsOf: URL(fileURLWithPath: database + "-wal"))
      let kept = Int.random(in: 0...log.count, using: &random)
      try log.prefix(kept).write(to: URL(fileURLWithPath: database + "-wal"))
      try? FileManager.default.removeItem(atPath: database + "-shm")
      if kept > 0 { #expect(try program.run("verify").status != 1, "attempt \(attempt): \(kept) bytes kept") }
      #expect(try program.run("ingest", churn.folder).status == 0)
      let differences = try churn.differences(program)
      #expect(differences.isEmpty, "attempt \(attempt), \(kept) of \(log.count) bytes kept: \(differences)")
    }
  }

  @Test("43: a database of a newer version is left alone, with one message")
  func newerVersion() throws {
    let program = try Program()
    defer { program.remove() }
    var churn = try LogChurn(folder: program.home + "/logs", seed: 43)
    try churn.write(10...20)
    #expect(try program.run("ingest", churn.folder).status == 0)
    let database = program.home + "/data/spendtop/spend.db"
    for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: database + suffix) }
    // `user_version`, a big-endian number at byte 60 of every SQLite file.
    var bytes = try Data(contentsOf: URL(fileURLWithPath: database))
    bytes.replaceSubrange(60..<64, with: [0, 0, 3, 231])
    try bytes.write(to: URL(fileURLWithPath: database))
    for arguments in [["ingest", churn.folder], ["report"], ["verify"], ["doctor"]] {
      let run = try program.run(arguments)
      #expect(run.status == 3, "\(arguments)")
      #expect(run.errors.contains("999"), "\(arguments): \(run.errors)")
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: database)) == bytes)
  }

  @Test("45: two databases that read the same logs know the same requests by the same names")
  func twoDatabases() throws {
    let program = try Program()
    defer { program.remove() }
    var churn = try LogChurn(folder: program.home + "/logs", seed: 45)
    try churn.write(200...300)
    try churn.rename()
    try churn.write(200...300)
    for name in ["a.db", "b.db"] {
      #expect(try program.run("ingest", "--db", program.home + "/" + name, churn.folder).status == 0)
    }
    let events = try ["a.db", "b.db"].map {
      try program.run("export", "events", "--since", "2020-01-01", "--db", program.home + "/" + $0).output
        .split(separator: "\n").sorted()
    }
    #expect(events[0] == events[1])
    #expect(events[0].count == churn.requests)
  }

  @Test("55: a storm of signals, then an end within five seconds with everything stored")
  func signals() throws {
    let program = try Program()
    defer { program.remove() }
    var churn = try LogChurn(folder: program.home + "/logs", seed: 55)
    try churn.write(500...900)
    let collector = program.process(["ingest", "--follow", churn.folder])
    collector.standardOutput = FileHandle.nullDevice
    collector.standardError = FileHandle.nullDevice
    try collector.run()
    usleep(500_000)
    for round in 0..<30 {
      kill(collector.processIdentifier, round % 2 == 0 ? SIGSTOP : SIGCONT)
      usleep(5_000)
      if round % 10 == 9 { try churn.write(50...90) }
    }
    kill(collector.processIdentifier, SIGCONT)
    usleep(600_000)
    #expect(collector.isRunning)
    let start = ContinuousClock.now
    collector.terminate()
    collector.waitUntilExit()
    #expect(ContinuousClock.now - start < .seconds(5))
    #expect(collector.terminationStatus == 0)
    #expect(try churn.differences(program).isEmpty)
  }
}
