import Foundation
import Testing

@Suite struct CheckEndingTests {
  @Test("a check ends with one of four statuses, without a home and without the right to write")
  func statuses() throws {
    let program = try Program()
    defer {
      _ = try? FileManager.default.setAttributes(
        [.posixPermissions: 0o700], ofItemAtPath: program.home + "/data")
      program.remove()
    }
    let logs = program.home + "/logs"
    _ = try program.run("demo", "--write", logs, "--events", "500")
    let database = program.home + "/data/spend.db"
    #expect(try program.run("ingest", logs, "--db", database).status == 0)
    try program.write("c.toml", "[[budget]]\nname = \"all\"\namount = 0.01\n")
    try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: program.home + "/data")
    func check(_ arguments: String...) throws -> (String, Int32) {
      let process = program.process(["check"] + arguments)
      process.environment = Program.sanitizerOptions.merging([
        "SPENDTOP_DB": database, "SPENDTOP_CONFIG": program.home + "/c.toml",
      ]) { $1 }
      let pipe = Pipe()
      process.standardOutput = pipe
      process.standardError = FileHandle.nullDevice
      process.standardInput = FileHandle.nullDevice
      try process.run()
      let output = pipe.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      return (String(decoding: output, as: UTF8.self), process.terminationStatus)
    }
    let budget = try check("budget")
    #expect(budget.0.hasPrefix("SPENDTOP BUDGET CRITICAL - all used "))
    #expect(budget.1 == 2)
    #expect(try check("lag").1 == 0)
    #expect(try check("lag", "-c", "@0:10000").1 == 2)
    #expect(try check("errors", "-w", "@0:100", "--window", "30d").1 == 1)
    for wrong in [
      ["lag", "--odd"], ["lag", "-w", "x"], ["budget", "--budget", "b"], ["lag", "--help"], ["-V"],
    ] {
      let process = program.process(["check"] + wrong)
      process.environment = Program.sanitizerOptions.merging([
        "SPENDTOP_DB": database, "SPENDTOP_CONFIG": program.home + "/c.toml",
      ]) { $1 }
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 3, "\(wrong)")
    }
    let gone = try check("lag", "--db", program.home + "/none.db")
    #expect(gone.0.hasPrefix("SPENDTOP LAG UNKNOWN - "))
    #expect(gone.1 == 3)
    let stale = try check("budget", "--max-age", "1s", "--stale-is", "warning")
    #expect(stale.1 == 1 || stale.1 == 2)
  }
}
