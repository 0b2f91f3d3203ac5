import Foundation
import SpendTestSupport
import Testing

/// Eight logs rotated ten times a second while a collector follows them and others ask.
///
/// The short form lasts four seconds; `SPENDTOP_STORM=30 SPENDTOP_STORM_LINES=50000` is the long one, with
/// `SPENDTOP_PROGRAM=.build/release/spendtop`.
@Suite struct StormTests {
  private static func setting(_ name: String) -> Int? {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
  }

  @Test("7 and 36: a storm of rotations, with dashboards and checks beside it")
  func storm() throws {
    let seconds = Self.setting("SPENDTOP_STORM") ?? 4
    let linesPerSecond = Self.setting("SPENDTOP_STORM_LINES") ?? 8_000
    let program = try Program()
    defer { program.remove() }
    let logs = program.home + "/logs"
    try FileManager.default.createDirectory(atPath: logs, withIntermediateDirectories: true)
    try program.write("logs/first.jsonl", Self.lines(0..<1))
    #expect(try program.run("ingest", logs).status == 0)
    let idle = try Self.checks(program, for: 1)

    let collector = program.process(["ingest", "--follow", logs])
    collector.standardOutput = FileHandle.nullDevice
    collector.standardError = FileHandle.nullDevice
    try collector.run()
    defer {
      collector.terminate()
      collector.waitUntilExit()
    }
    var number = 1
    var archives = 0
    let start = ContinuousClock.now
    var busy: [Double] = []
    while ContinuousClock.now - start < .seconds(seconds) {
      // One rotation of each of eight logs in eight tenths of a second: ten a second.
      for stream in 0..<8 {
        let count = linesPerSecond / 10
        let path = "\(logs)/s\(stream).jsonl"
        try Self.append(Self.lines(number..<number + count), to: path)
        number += count
        archives += 1
        try FileManager.default.moveItem(atPath: path, toPath: "\(path).\(archives)")
        busy += try Self.checks(program, for: 0.05)
        let due = start + .milliseconds(100 * archives)
        if due > ContinuousClock.now {
          usleep(UInt32(clamping: Int((due - ContinuousClock.now) / .microseconds(1))))
        }
      }
    }
    var stored = 0
    for _ in 0..<600 where stored != number {
      stored = try Self.requests(program)
      usleep(100_000)
    }
    let peak = Self.peakMegabytes(collector.processIdentifier)
    let log = try FileManager.default.attributesOfItem(atPath: program.home + "/data/spendtop/spend.db-wal")
    let rate = Double(number) / Double(seconds)
    print(
      "storm: \(number) lines, \(Int(rate)) a second, \(archives) rotations; collector \(peak) MB; "
        + "check p99 \(Self.p99(busy)) ms, idle \(Self.p99(idle)) ms")
    #expect(stored == number)
    #expect(peak < 200)
    #expect((log[.size] as? Int ?? 0) < 64 << 20)
  }

  private static func lines(_ range: Range<Int>) -> String {
    range.map {
      "{\"ts\":\(1_780_000_000 + $0),\"request_id\":\"storm-\($0)-abcdefgh\",\"model\":\"gpt-4o\",\"feature\":\"f\($0 % 5)\",\"prompt_tokens\":\($0 % 50),\"completion_tokens\":1}\n"
    }.joined()
  }

  private static func append(_ text: String, to path: String) throws {
    if !FileManager.default.fileExists(atPath: path) {
      _ = FileManager.default.createFile(atPath: path, contents: nil)
    }
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
  }

  /// Checks, one after the other; milliseconds of each. None may find the database busy.
  private static func checks(_ program: Program, for seconds: Double) throws -> [Double] {
    var times: [Double] = []
    let start = ContinuousClock.now
    repeat {
      let begun = ContinuousClock.now
      let run = try program.run("check", "unpriced", "-w", "98", "-c", "99")
      times.append((ContinuousClock.now - begun) / .milliseconds(1))
      #expect(run.status == 0, "\(run.output)\(run.errors)")
    } while (ContinuousClock.now - start) / .seconds(1) < seconds
    return times
  }

  private static func requests(_ program: Program) throws -> Int {
    let report = try program.run("report", "--since", "2020-01-01", "--format", "json").output
    let object = try JSONSerialization.jsonObject(with: Data(report.utf8)) as? [String: Any]
    return (object?["total"] as? [String: Any])?["requests"] as? Int ?? 0
  }

  private static func p99(_ times: [Double]) -> Int {
    let sorted = times.sorted()
    return sorted.isEmpty ? 0 : Int(sorted[min(sorted.count - 1, sorted.count * 99 / 100)])
  }

  private static func peakMegabytes(_ process: Int32) -> Int {
    let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap { Int($0.filter(\.isNumber)) }
    return (kilobytes ?? 0) / 1_024
  }
}
