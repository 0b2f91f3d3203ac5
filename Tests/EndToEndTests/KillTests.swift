import Foundation
import Testing

/// The program is killed at random moments while logs are written, renamed and compressed. In the end
/// every line is counted, once.
@Suite struct KillTests {
  /// More kills on demand: `SPENDTOP_KILLS=1000`.
  static let kills = ProcessInfo.processInfo.environment["SPENDTOP_KILLS"].flatMap { Int($0) } ?? 100

  @Test("killed at random: nothing is lost and nothing counts twice")
  func kills() throws {
    let program = try Program()
    defer { program.remove() }
    let logs = program.home + "/logs"
    try FileManager.default.createDirectory(atPath: logs, withIntermediateDirectories: true)
    var number = 0
    var generation = 0
    func write(_ lines: Int) throws {
      let path = logs + "/live.jsonl"
      if !FileManager.default.fileExists(atPath: path) {
        _ = FileManager.default.createFile(atPath: path, contents: nil)
      }
      var text = ""
      for _ in 0..<lines {
        number += 1
        text +=
          "{\"ts\":\(1_780_000_000 + number),\"request_id\":\"kill-\(number)-abcdefgh\",\"model\":\"gpt-4o\",\"prompt_tokens\":\(number % 100),\"completion_tokens\":1}\n"
      }
      let handle = try #require(FileHandle(forWritingAtPath: path))
      try handle.seekToEnd()
      // In two pieces, cut anywhere.
      let bytes = Data(text.utf8)
      let cut = Int.random(in: 0...bytes.count)
      try handle.write(contentsOf: bytes.prefix(cut))
      try handle.write(contentsOf: bytes.dropFirst(cut))
      try handle.close()
    }
    for round in 0..<Self.kills {
      try write(Int.random(in: 200...3_000))
      if round % 9 == 8 {
        generation += 1
        try FileManager.default.moveItem(
          atPath: logs + "/live.jsonl", toPath: logs + "/live.jsonl.\(generation)")
        if generation.isMultiple(of: 2) {
          let gzip = Process()
          gzip.executableURL = URL(fileURLWithPath: "/bin/gzip")
          gzip.arguments = [logs + "/live.jsonl.\(generation)"]
          try gzip.run()
          gzip.waitUntilExit()
        }
      }
      let process = program.process(["ingest", logs])
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      usleep(UInt32.random(in: 3_000...60_000))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    #expect(try program.run("ingest", logs).status == 0)
    let report = try program.run("report", "--since", "2020-01-01", "--format", "json").output
    let object = try JSONSerialization.jsonObject(with: Data(report.utf8)) as? [String: Any]
    let total = try #require(object?["total"] as? [String: Any])
    #expect(total["requests"] as? Int == number)
    #expect(total["input"] as? Int == (1...number).reduce(0) { $0 + $1 % 100 })
    #expect(try program.run("verify").status == 0)
  }
}
