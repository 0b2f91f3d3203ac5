import Foundation
import Testing

/// What the program says cannot be written where it is told to say it.
@Suite struct OutputFaultTests {
  /// Runs the program with its descriptors changed as the shell writes it: `2>/dev/full`.
  private func run(
    _ program: Program, _ arguments: [String], _ redirection: String, input: String? = nil
  ) throws -> Program.Outcome {
    try program.run(
      arguments, input: input, through: ["/bin/sh", "-c", "exec \"$0\" \"$@\" \(redirection)"])
  }

  @Test(
    "a message that cannot be written changes nothing about how the program ends",
    arguments: [
      (["report"], 3), (["rebuild"], 3), (["ingest", "/nowhere"], 3), (["frobnicate", "--really"], 2),
    ] as [([String], Int32)])
  func lostMessages(arguments: [String], status: Int32) throws {
    let program = try Program()
    defer { program.remove() }
    let full = try run(program, arguments, "2>/dev/full")
    #expect(!full.isKilled && full.status == status, "\(full.status)")

    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let process = program.process(arguments)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = pipe
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == status)
  }

  @Test("an answer that cannot be written is a failure of every command")
  func lostAnswers() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("logs/a.jsonl", EnvironmentFaultTests.lines(0..<5))
    let logs = program.home + "/logs"
    for arguments in [
      ["ingest", logs], ["ingest", "--json", logs], ["verify"], ["doctor"], ["report"], ["export", "events"],
      ["formats", "list"], ["prices", "show", "gpt-4o"], ["top", "--once"], ["rebuild"],
      ["backup", program.home + "/copy.db"], ["--help"],
    ] {
      let run = try run(program, arguments, ">/dev/full")
      #expect(run.status == 3, "\(arguments): \(run.status)")
      #expect(run.errors.contains("cannot write to standard output"), "\(arguments): \(run.errors)")
    }
    // Also when nobody may be told.
    #expect(try run(program, ["verify"], ">/dev/full 2>&1").status == 3)
  }

  @Test("what is said does not get into the database when a descriptor is closed", arguments: 0...2)
  func closedDescriptors(number: Int) throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("logs/a.jsonl", EnvironmentFaultTests.lines(0..<5))
    try program.write("logs/b.jsonl", "\u{0}\u{1}\u{2}binary\n")
    let ingest = try run(program, ["ingest", program.home + "/logs"], "\(number)>&-")
    #expect(ingest.status == 0)
    let folder = program.home + "/data/spendtop/"
    let lock = try String(contentsOfFile: folder + "spend.db.writer", encoding: .utf8)
    #expect(lock.split(separator: "\n").count == 1, "\(lock)")
    #expect(try program.run("verify").output.contains("5 events"))
  }
}
