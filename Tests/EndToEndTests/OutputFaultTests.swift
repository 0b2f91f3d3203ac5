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
}
