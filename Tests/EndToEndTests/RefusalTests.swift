import Foundation
import GRDB
import Testing

/// A database that may not be written, for a while or for good. Numbered as the other faults.
@Suite struct RefusalTests {
  private static func lines(_ range: Range<Int>) -> String { EnvironmentFaultTests.lines(range) }

  /// `SPENDTOP_BUSY=60` is the long form.
  private static let busySeconds =
    ProcessInfo.processInfo.environment["SPENDTOP_BUSY"].flatMap { Int($0) } ?? 8

  @Test("40: another program holds the database: waited for, and named")
  func busy() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("logs/a.jsonl", Self.lines(0..<10))
    let follower = try Follower(program, [program.home + "/logs"])
    follower.wait(for: 10)
    let database = program.home + "/data/spendtop/spend.db"
    do {
      let other = try DatabaseQueue(path: database)
      try other.inDatabase { db in
        try db.execute(sql: "BEGIN IMMEDIATE")
        try program.write("logs/b.jsonl", Self.lines(10..<500))
        let start = ContinuousClock.now
        follower.wait(toSay: "database is locked")
        // Readers go on meanwhile.
        #expect(follower.requests == 10)
        while ContinuousClock.now - start < .seconds(Self.busySeconds) { usleep(100_000) }
        #expect(follower.process.isRunning)
        try db.execute(sql: "ROLLBACK")
      }
      try other.close()
    }
    follower.wait(for: 500)
    #expect(follower.said.contains("process \(getpid()) "), "\(follower.said)")
    #expect(follower.said.components(separatedBy: "database is locked").count == 2, "\(follower.said)")
    #expect(follower.end() == 0)
    #expect(try program.run("verify").status == 0)
  }

  @Test("40: a run over everything that finds the database held says so, and the next one reads it all")
  func busyOnce() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("logs/a.jsonl", Self.lines(0..<10))
    #expect(try program.run("ingest", program.home + "/logs").status == 0)
    try program.write("logs/a.jsonl", Self.lines(0..<30))
    let other = try DatabaseQueue(path: program.home + "/data/spendtop/spend.db")
    let run = try other.inDatabase { db in
      try db.execute(sql: "BEGIN IMMEDIATE")
      let run = try program.run("ingest", program.home + "/logs")
      try db.execute(sql: "ROLLBACK")
      return run
    }
    try other.close()
    #expect(run.status == 3)
    #expect(run.errors.contains("process \(getpid()) "), "\(run.errors)")
    let next = try program.run("ingest", "--json", program.home + "/logs")
    #expect(next.status == 0 && next.output.contains("\"events\":20,"), "\(next.output)")
  }

  @Test("41: a database on a disk that may only be read: no collector, and all readers")
  func readOnlyDisk() throws {
    let program = try Program()
    defer { program.remove() }
    let disk = program.home + "/disk"
    try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
    guard try Self.shell("mount -t tmpfs -o size=8m tmpfs '\(disk)'") == 0 else {
      print("this user may not mount a small disk: left out")
      return
    }
    defer { _ = try? Self.shell("umount -l '\(disk)'") }
    let database = disk + "/spend.db"
    try program.write("logs/a.jsonl", Self.lines(0..<10))
    #expect(try program.run("ingest", "--db", database, program.home + "/logs").status == 0)
    #expect(try program.run("backup", "--db", database, disk + "/copy.db").status == 0)
    try FileManager.default.copyItem(atPath: database, toPath: disk + "/alone.db")
    #expect(try Self.shell("mount -o remount,ro '\(disk)'") == 0)

    for arguments in [["ingest"], ["ingest", "--follow"]] {
      let run = try program.run(arguments + ["--db", database, program.home + "/logs"])
      #expect(run.status == 3, "\(arguments)")
      #expect(run.errors.contains("Read-only file system"), "\(run.errors)")
    }
    for name in ["spend.db", "copy.db"] {
      for arguments in [["report"], ["verify"], ["doctor"], ["check", "lag", "--max-age", "1h"]] {
        let run = try program.run(arguments + ["--db", disk + "/" + name])
        #expect(run.status == 0, "\(name) \(arguments): \(run.output)\(run.errors)")
      }
    }
    // Without the two files that SQLite wants beside it, and no right to make them.
    let alone = try program.run("report", "--db", disk + "/alone.db")
    #expect(alone.status == 3)
    #expect(alone.errors.contains("copy it to a directory that can be written"), "\(alone.errors)")
    #expect(try program.run("check", "lag", "--db", disk + "/alone.db").status == 3)
  }

  @Test("41: a user without rights to the database, its directory or the files beside it")
  func rights() throws {
    let program = try Program()
    defer { program.remove() }
    guard getuid() == 0, access("/usr/bin/setpriv", X_OK) == 0 else {
      print("another user's part is played by root with setpriv: left out")
      return
    }
    try program.write("logs/a.jsonl", Self.lines(0..<10))
    let folder = program.home + "/store"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let database = folder + "/spend.db"
    #expect(try program.run("ingest", "--db", database, program.home + "/logs").status == 0)
    func run(_ arguments: String...) throws -> Program.Outcome {
      try program.run(
        arguments + ["--db", database],
        through: ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"])
    }
    for (mode, sharedMode, canRead) in [(0o644, 0o644, true), (0o644, 0o600, false), (0o600, 0o644, false)] {
      chmod(program.home, 0o755)
      chmod(folder, 0o755)
      chmod(database, mode_t(mode))
      chmod(database + "-wal", 0o644)
      chmod(database + "-shm", mode_t(sharedMode))
      let report = try run("report")
      #expect(report.status == (canRead ? 0 : 3), "\(mode) \(sharedMode): \(report.errors)")
      let ingest = try run("ingest", program.home + "/logs")
      #expect(ingest.status == 3, "\(mode) \(sharedMode): \(ingest.errors)")
      #expect(try run("check", "lag").status == (canRead ? 0 : 3))
    }
    #expect(try program.run("verify", "--db", database).status == 0)
  }

  private static func shell(_ line: String) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", line]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }
}
