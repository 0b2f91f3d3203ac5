import Foundation
import Testing

/// What happens to files and folders between two looks of a collector.
@Suite struct FollowingTests {
  private static func lines(_ range: Range<Int>) -> String { EnvironmentFaultTests.lines(range) }

  /// A writer that keeps a log open whatever becomes of its name.
  private static func writer(_ program: Program, _ name: String) throws -> FileHandle {
    let handle = try #require(FileHandle(forWritingAtPath: program.home + "/" + name))
    try handle.seekToEnd()
    return handle
  }

  /// The program that reads what is written into the pipe.
  private static func readingPipe(_ program: Program) throws -> (Process, Pipe) {
    let process = program.process(["ingest", "-"])
    let pipe = Pipe()
    process.standardInput = pipe
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return (process, pipe)
  }

  @Test("5: a line that is half written when its file is moved away is read whole")
  func movedMidLine() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("logs/a.jsonl", Self.lines(0..<5))
    let follower = try Follower(program, [program.home + "/logs"])
    follower.wait(for: 5)
    let writer = try Self.writer(program, "logs/a.jsonl")
    let rest = Array(Self.lines(5..<8).utf8)
    try writer.write(contentsOf: Data(rest[..<60]))
    usleep(300_000)
    try FileManager.default.moveItem(
      atPath: program.home + "/logs/a.jsonl", toPath: program.home + "/elsewhere.jsonl")
    usleep(500_000)
    try writer.write(contentsOf: Data(rest[60...]))
    try program.write("logs/b.jsonl", Self.lines(100..<101))
    follower.wait(for: 9)
    #expect(follower.end() == 0)
    #expect(try program.run("doctor").output.contains("rejected") == false)
  }

  @Test("5 and 53: a configuration that is read anew forgets no file that lost its name")
  func movedAndReloaded() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("logs/a.jsonl", Self.lines(0..<5))
    try program.write("config/spendtop/config.toml", "[[source]]\npath = \"\(program.home)/logs\"\n")
    let follower = try Follower(program, [])
    follower.wait(for: 5)
    let writer = try Self.writer(program, "logs/a.jsonl")
    try FileManager.default.moveItem(
      atPath: program.home + "/logs/a.jsonl", toPath: program.home + "/elsewhere.jsonl")
    usleep(300_000)
    kill(follower.process.processIdentifier, SIGHUP)
    follower.wait(toSay: "was read again")
    try writer.write(contentsOf: Data(Self.lines(5..<10).utf8))
    try program.write("logs/b.jsonl", Self.lines(100..<101))
    follower.wait(for: 11)
    #expect(follower.end() == 0)
  }

  @Test(
    "35: a folder that is removed or moved and made again is watched as before", arguments: [true, false])
  func folderMadeAgain(removed: Bool) throws {
    let program = try Program()
    defer { program.remove() }
    let files = FileManager.default
    let logs = program.home + "/logs"
    try program.write("logs/a.jsonl", Self.lines(0..<5))
    let follower = try Follower(program, [logs])
    follower.wait(for: 5)
    if removed {
      try files.removeItem(atPath: logs)
    } else {
      try files.moveItem(atPath: logs, toPath: program.home + "/gone")
    }
    try files.createDirectory(atPath: logs, withIntermediateDirectories: false)
    // Two looks of its own later it must hear of a file that is there for a moment only.
    usleep(21_000_000)
    try program.write("logs/b.jsonl", Self.lines(10..<15))
    usleep(1_500_000)
    try files.removeItem(atPath: logs + "/b.jsonl")
    follower.wait(for: 10, seconds: 3)
    // A look in the moment between the two may have missed the folder.
    follower.end()
  }

  @Test("a database and a log with names of one letter, where one stands")
  func oneLetter() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("a", Self.lines(0..<3))
    func run(_ arguments: String...) throws -> Program.Outcome {
      try program.run(
        arguments + ["--db", "d"], through: ["/bin/sh", "-c", "cd \(program.home) && exec \"$0\" \"$@\""])
    }
    #expect(try run("ingest", "a").output.hasPrefix("3 new events"))
    #expect(try run("report", "--since", "2020-01-01").status == 0)
    #expect(try run("alerts", "list").status == 0)
  }

  @Test("standard input may be compressed, and is read to its end", arguments: ["gzip", "zstd"])
  func compressedPipe(tool: String) throws {
    guard
      let path = ["/usr/bin/", "/bin/"].map({ $0 + tool }).first(where: FileManager.default.isExecutableFile)
    else { return }
    let program = try Program()
    defer { program.remove() }
    try program.write("a.jsonl", Self.lines(0..<20))
    let run = try program.run(
      ["ingest", "-"], through: ["/bin/bash", "-c", "\(path) -c \(program.home)/a.jsonl | \"$0\" \"$@\""])
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("20 new events"), "\(run.output)")
  }

  @Test("what has come through a pipe is stored while more is waited for, and when ingest is stopped")
  func slowPipe() throws {
    let program = try Program()
    defer { program.remove() }
    let (process, pipe) = try Self.readingPipe(program)
    func stored() throws -> Int? {
      let run = try program.run("report", "--since", "2020-01-01", "--format", "json")
      let object = try? JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
      return (object?["total"] as? [String: Any])?["requests"] as? Int
    }
    for count in 1...3 {
      try pipe.fileHandleForWriting.write(contentsOf: Data(Self.lines(count * 10..<count * 10 + 10).utf8))
      for _ in 0..<200 where try stored() != count * 10 { usleep(50_000) }
      #expect(try stored() == count * 10)
    }
    process.terminate()
    process.waitUntilExit()
    #expect(try stored() == 30)
  }

  @Test("35: a link that takes the name of a log while it is followed is not read")
  func linkInPlaceOfLog() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("logs/a.jsonl", Self.lines(0..<5))
    try program.write("elsewhere/b.jsonl", Self.lines(10..<15))
    let follower = try Follower(program, [program.home + "/logs"])
    follower.wait(for: 5)
    try FileManager.default.createSymbolicLink(
      atPath: program.home + "/link", withDestinationPath: program.home + "/elsewhere/b.jsonl")
    #expect(rename(program.home + "/link", program.home + "/logs/a.jsonl") == 0)
    follower.wait(toSay: "link to outside")
    try program.write("logs/c.jsonl", Self.lines(20..<21))
    follower.wait(for: 6)
    #expect(follower.end() == 0)
  }

  @Test("a silent pipe does not keep ingest from ending")
  func silentPipe() throws {
    let program = try Program()
    defer { program.remove() }
    let (process, pipe) = try Self.readingPipe(program)
    try pipe.fileHandleForWriting.write(contentsOf: Data(Self.lines(0..<3).utf8))
    usleep(1_000_000)
    process.terminate()
    let start = ContinuousClock.now
    while process.isRunning, ContinuousClock.now - start < .seconds(10) { usleep(20_000) }
    #expect(!process.isRunning)
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }
}
