import Foundation
import Testing

/// What a reading of everything says and how it ends.
@Suite struct IngestEndingTests {
  @Test(
    "a reading that a signal stops says what is left, and does not end as if all was read",
    arguments: [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 129)] as [(Int32, Int32)])
  func stopped(signal: Int32, status: Int32) throws {
    let program = try Program()
    defer { program.remove() }
    for number in 0..<20 {
      let first = number * 4_000
      try program.write("logs/\(number).jsonl", EnvironmentFaultTests.lines(first..<first + 4_000))
    }
    let reading = program.process(["ingest", program.home + "/logs"])
    let errors = program.home + "/errors"
    _ = FileManager.default.createFile(atPath: errors, contents: nil)
    reading.standardOutput = FileHandle.nullDevice
    reading.standardError = FileHandle(forWritingAtPath: errors)
    try reading.run()
    var log = stat()
    while stat(program.home + "/data/spendtop/spend.db-wal", &log) != 0 || log.st_size < 1_500_000,
      reading.isRunning
    {
      usleep(2_000)
    }
    kill(reading.processIdentifier, signal)
    reading.waitUntilExit()
    #expect(reading.terminationReason == .exit && reading.terminationStatus == status)
    let said = try String(contentsOfFile: errors, encoding: .utf8)
    #expect(
      said.contains("stopped before everything was read") && said.contains("of 20 files left"), "\(said)")
    #expect(try program.run("verify").status == 0)
  }

  @Test("that there is no usage is said of files that never held any, however often they are read")
  func noUsage() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("logs/a.jsonl", EnvironmentFaultTests.lines(0..<5))
    try program.write("other/a.jsonl", "{\"message\":\"started\"}\n")
    for _ in 0..<2 {
      let good = try program.run("ingest", program.home + "/logs")
      #expect(good.status == 0 && good.errors.isEmpty, "\(good.errors)")
      let empty = try program.run("ingest", program.home + "/other")
      #expect(empty.errors.contains("no usage was found in 1 file;"), "\(empty.errors)")
    }
  }
}
