import Foundation
import SpendCore
import SpendIngest
import SpendStore
import Testing

/// Many logs that rotate out of the source while programs still write into them.
@Suite(.serialized) struct RotationTests {
  @Test("logs that rotate out at once lose no line", arguments: [127, 128, 129, 1_000, 5_000])
  func rotation(count: Int) throws {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    // This process writes the logs, too.
    guard limit.rlim_max > 2 * count + 600 else { return }
    let shop = try TemporaryLogs()
    let gone = shop.folder + "/gone"
    try FileManager.default.createDirectory(atPath: gone, withIntermediateDirectories: true)
    for number in 0..<count { try shop.write("\(number).jsonl", TemporaryLogs.line(number)) }
    try shop.following(lookingEvery: 500) {
      try shop.wait(for: Int64(count))
      var handles: [FileHandle] = []
      for number in 0..<count {
        let handle = try #require(FileHandle(forWritingAtPath: shop.path("\(number).jsonl")))
        try handle.seekToEnd()
        handles.append(handle)
      }
      for number in 0..<count {
        try #require(rename(shop.path("\(number).jsonl"), "\(gone)/\(number)") == 0)
      }
      for (number, handle) in handles.enumerated() {
        try handle.write(contentsOf: Data(TemporaryLogs.line(100_000 + number).utf8))
        try handle.close()
      }
      try shop.wait(for: Int64(2 * count))
    }
  }

  @Test("a log that was read before the collector began is kept as well")
  func readBefore() throws {
    let shop = try TemporaryLogs()
    try shop.write("a.jsonl", TemporaryLogs.lines(0..<3))
    try shop.ingest()
    try shop.following(lookingEvery: 300) {
      // The collector is there when it has read another log.
      try shop.write("b.jsonl", TemporaryLogs.line(50))
      try shop.wait(for: 4)
      let handle = try #require(FileHandle(forWritingAtPath: shop.path("a.jsonl")))
      try handle.seekToEnd()
      try #require(rename(shop.path("a.jsonl"), shop.folder + "/away") == 0)
      try handle.write(contentsOf: Data(TemporaryLogs.line(51).utf8))
      try handle.close()
      try shop.wait(for: 5)
    }
  }

  @Test("a line in a quiet log is stored beside a large log and a line of 40 MB")
  func quiet() throws {
    let shop = try TemporaryLogs()
    let block = TemporaryLogs.lines(0..<1)
    try shop.write("quiet.jsonl", "")
    try shop.write("large.jsonl", TemporaryLogs.lines(1_000..<61_000))
    try shop.write("long.jsonl", String(repeating: "x", count: 40 << 20))
    try shop.following {
      try shop.wait("no commit was seen") { ((try? shop.requests) ?? 0) > 0 }
      try shop.append("quiet.jsonl", block.replacingOccurrences(of: "f0", with: "quiet"))
      try shop.wait("the quiet line was not stored") { try shop.rows(.feature)["quiet"] == 1 }
      #expect(try shop.requests < 60_001)
      try shop.wait(for: 60_001)
    }
  }

  @Test("a line in a quiet log is stored while a hole of gigabytes is passed")
  func hole() throws {
    let shop = try TemporaryLogs()
    let size: Int64 = 16 << 30
    try shop.write("quiet.jsonl", TemporaryLogs.line(1))
    try shop.write("hole.jsonl", "")
    try #require(truncate(shop.path("hole.jsonl"), off_t(size)) == 0)
    try shop.following {
      try shop.wait(for: 1)
      try shop.append("quiet.jsonl", TemporaryLogs.line(2))
      try shop.wait(for: 2)
      let hole = try shop.store().sources().first { $0.path.hasSuffix("hole.jsonl") }
      #expect((hole?.committed ?? 0) < size)
    }
  }

  @Test("compressed logs are left in their middle and gone on with", arguments: ["gzip", "zstd"])
  func compressed(program: String) throws {
    let tool = "/usr/bin/\(program)"
    guard FileManager.default.isExecutableFile(atPath: tool) else { return }
    let shop = try TemporaryLogs()
    for number in 0..<3 {
      try shop.write("\(number).log", TemporaryLogs.lines(number * 20_000..<(number + 1) * 20_000))
      try shop.run(tool, "-q", "-f", shop.path("\(number).log"))
      if program == "zstd" { try shop.remove("\(number).log") }
    }
    try shop.following { try shop.wait(for: 60_000) }
    #expect(try shop.ingest().events == 0)
    #expect(try shop.total.requests == 60_000)
  }
}
