import Foundation
import SpendCore
import SpendIngest
import SpendStore
import SpendTestSupport
import Testing

/// What can be inside a log that is no clean line of text. Numbered as `FileFaultTests`.
@Suite struct ContentFaultTests {
  @Test("12: members, frames and skippable frames one behind the other")
  func members() throws {
    let shop = try TemporaryLogs()
    for part in 0..<3 { try shop.write("p\(part)", TemporaryLogs.lines(part * 50..<part * 50 + 50)) }
    for part in 0..<2 { try shop.run("/bin/gzip", "-k", shop.path("p\(part)")) }
    try shop.write("both.gz", try shop.bytes("p0.gz") + shop.bytes("p1.gz"))
    for part in 0..<3 { try shop.remove("p\(part)") }
    for part in 0..<2 { try shop.remove("p\(part).gz") }
    #expect(try shop.ingest().events == 100)
  }

  @Test("13: an archive that is damaged in the middle keeps what came before, and others go on")
  func damagedArchive() throws {
    let shop = try TemporaryLogs()
    try shop.write("bad", TemporaryLogs.lines(0..<20_000))
    try shop.run("/bin/gzip", shop.path("bad"))
    var bytes = try shop.bytes("bad.gz")
    for place in bytes.count / 2..<bytes.count / 2 + 40 { bytes[place] ^= 0xFF }
    try shop.write("bad.gz", bytes)
    try shop.write("good.jsonl", TemporaryLogs.lines(50_000..<50_100))
    let counts = try shop.ingest()
    #expect(counts.events > 1_000 && counts.events < 20_100)
    #expect(shop.notices.contains { $0.kind == .damaged })
    #expect(try shop.rows(.feature).values.reduce(0, +) == counts.events)
  }

  @Test("14: bytes behind the end of an archive")
  func trailing() throws {
    for tail in [[UInt8](repeating: 0, count: 700), Array("garbage".utf8)] {
      let shop = try TemporaryLogs()
      try shop.write("a", TemporaryLogs.lines(0..<100))
      try shop.run("/bin/gzip", shop.path("a"))
      try shop.write("a.gz", try shop.bytes("a.gz") + tail)
      #expect(try shop.ingest().events == 100)
    }
  }

  @Test("15: the end of a line comes later")
  func halfLine() throws {
    let shop = try TemporaryLogs()
    let line = TemporaryLogs.line(1)
    try shop.write("a.jsonl", TemporaryLogs.line(0) + line.prefix(40))
    try shop.ingest()
    try shop.ingest()
    #expect(try shop.requests == 1)
    try shop.append("a.jsonl", String(line.dropFirst(40)))
    try shop.ingest()
    #expect(try shop.requests == 2)
  }

  @Test("16: a last line without an end, in an archive, is a line")
  func lastLine() throws {
    let shop = try TemporaryLogs()
    try shop.write("a", TemporaryLogs.lines(0..<10) + TemporaryLogs.line(10).dropLast())
    try shop.run("/bin/gzip", shop.path("a"))
    try shop.ingest()
    try shop.ingest()
    #expect(try shop.requests == 11)
  }

  @Test("17: a line cut at every byte over two readings")
  func everyByte() throws {
    let shop = try TemporaryLogs()
    var number = 0
    let length = TemporaryLogs.line(0).utf8.count
    try shop.write("a.jsonl", "")
    for cut in stride(from: 1, to: length, by: 3) {
      let line = Array(TemporaryLogs.line(number).utf8)
      try shop.append("a.jsonl", String(decoding: line[..<min(cut, line.count)], as: UTF8.self))
      try shop.ingest()
      try shop.append("a.jsonl", String(decoding: line[min(cut, line.count)...], as: UTF8.self))
      number += 1
    }
    try shop.ingest()
    #expect(try shop.requests == Int64(number))
  }

  @Test("18: a line of twenty megabytes is rejected once, and the next one is read")
  func longLine() throws {
    let shop = try TemporaryLogs()
    let long = "{\"model\":\"" + String(repeating: "x", count: 20 << 20) + "\"}\n"
    try shop.write("a.jsonl", TemporaryLogs.line(0) + long + TemporaryLogs.line(1))
    let counts = try shop.ingest()
    #expect((counts.events, counts.rejected) == (2, 1))
    #expect(try shop.ingest().rejected == 0)
  }

  @Test("19: ends of lines of other systems, empty lines, lines of blanks")
  func ends() throws {
    let shop = try TemporaryLogs()
    let lines = (0..<4).map { String(TemporaryLogs.line($0).dropLast()) }
    try shop.write(
      "a.jsonl", lines[0] + "\r\n\r\n   \t \n\n" + lines[1] + "\n\n" + lines[2] + "\r\n" + lines[3] + "\n")
    let counts = try shop.ingest()
    #expect((counts.events, counts.rejected) == (4, 0))
  }

  @Test("20: a mark of UTF-8 at the beginning; a file of UTF-16 is read, one of UTF-32 is named as no log")
  func encodings() throws {
    let shop = try TemporaryLogs()
    try shop.write("marked.jsonl", [0xEF, 0xBB, 0xBF] + Array(TemporaryLogs.lines(0..<3).utf8))
    try shop.write("wide.jsonl", try #require(TemporaryLogs.lines(10..<400).data(using: .utf16)))
    try shop.write("wider.jsonl", try #require(TemporaryLogs.lines(500..<600).data(using: .utf32)))
    #expect(try shop.ingest().events == 393)
    #expect(shop.notices.map(\.kind) == [.notText])
    #expect(shop.notices.contains { $0.path.hasSuffix("wider.jsonl") && $0.detail.contains("UTF-32") })
  }

  @Test("21: the hole that a writer leaves who goes on at the old offset of an emptied file")
  func hole() throws {
    let shop = try TemporaryLogs()
    try shop.write("a.jsonl", TemporaryLogs.lines(0..<100))
    try shop.ingest()
    let size = try shop.bytes("a.jsonl").count
    try shop.truncate("a.jsonl")
    let handle = try #require(FileHandle(forWritingAtPath: shop.path("a.jsonl")))
    try handle.seek(toOffset: UInt64(size))
    try handle.write(contentsOf: Data(TemporaryLogs.lines(100..<120).utf8))
    try handle.close()
    try shop.ingest()
    #expect(try shop.requests == 120)
  }

  @Test("22: bytes that are no UTF-8, in a value and in a name")
  func invalidText() throws {
    let shop = try TemporaryLogs()
    var line = Array(TemporaryLogs.line(1).utf8)
    let place = try #require(line.firstIndex(of: UInt8(ascii: "f")))
    line[place] = 0xFF
    let feature = Array("\"feature\":\"f1\"".utf8)
    if let range = line.firstRange(of: feature) {
      line.replaceSubrange(
        range, with: Array("\"feature\":\"".utf8) + [0xC3, 0x28, 0xED, 0xA0, 0x80] + [0x22])
    }
    try shop.write("a.jsonl", line + Array(TemporaryLogs.line(2).utf8))
    try shop.ingest()
    let features = try shop.rows(.feature)
    #expect(features.values.reduce(0, +) == 2)
    #expect(features.keys.contains { $0.contains("\u{FFFD}") })
  }

  @Test("a bomb of a gigabyte and more is suspended; others go on", .timeLimit(.minutes(2)))
  func bomb() throws {
    let shop = try TemporaryLogs()
    let program = Process()
    program.executableURL = URL(fileURLWithPath: "/bin/sh")
    program.arguments = [
      "-c", "head -c 1200000000 /dev/zero | tr '\\0' 'x' | gzip -9 > \(shop.path("bomb.gz"))",
    ]
    try program.run()
    program.waitUntilExit()
    try shop.write("good.jsonl", TemporaryLogs.lines(0..<10))
    #expect(try shop.ingest().events == 10)
    #expect(shop.notices.contains { $0.path.hasSuffix("bomb.gz") && $0.detail.contains("expands") })
  }

  @Test("46: events forty days late, in no order, are in their own hour")
  func late() throws {
    let shop = try TemporaryLogs()
    var random = SeededGenerator(seed: 46)
    let numbers = (0..<500).map { $0 * 7_000 }.shuffled(using: &random)
    for (part, chunk) in stride(from: 0, to: 500, by: 50).enumerated() {
      try shop.write("p\(part).jsonl", numbers[chunk..<chunk + 50].map { TemporaryLogs.line($0) }.joined())
      try shop.ingest()
    }
    for (number, count) in try shop.requestsByHour() {
      #expect(count == numbers.filter { (1_780_000_000 + $0) / 3_600 == number }.count)
    }
    #expect(try shop.requests == 500)
  }

  @Test(
    "47 and 50: times of all units, a leap second, the end of a day",
    arguments: [
      ("1780000000", 1_780_000_000), ("1780000000000", 1_780_000_000), ("1780000000000000", 1_780_000_000),
      ("1780000000000000000", 1_780_000_000), ("\"2026-05-28T20:26:40Z\"", 1_780_000_000),
      ("\"2026-05-28T22:26:40+02:00\"", 1_780_000_000), ("\"2016-12-31T23:59:60Z\"", 1_483_228_800),
      ("\"2026-05-28T24:00:00Z\"", 1_780_012_800),
    ])
  func units(text: String, seconds: Int64) throws {
    let shop = try TemporaryLogs()
    try shop.write(
      "a.jsonl",
      "{\"ts\":\(text),\"request_id\":\"unit-of-time-1\",\"model\":\"gpt-4o\",\"prompt_tokens\":1,\"completion_tokens\":1}\n"
    )
    try shop.ingest()
    #expect(try shop.requestsByHour() == [seconds / 3_600: 1])
  }

  @Test("47: a time in the year 9999, before 1970 or of nothing is the file's own, and said to be a guess")
  func absurdTimes() throws {
    for text in ["-5", "0", "\"9999-12-31T00:00:00Z\"", "99999999999999999999", "null"] {
      let shop = try TemporaryLogs()
      try shop.write(
        "a.jsonl",
        "{\"ts\":\(text),\"request_id\":\"absurd-time-1\",\"model\":\"gpt-4o\",\"prompt_tokens\":1,\"completion_tokens\":1}\n"
      )
      try shop.ingest()
      let now = Int64(Date().timeIntervalSince1970)
      let hours = try shop.requestsByHour()
      #expect(hours.keys.allSatisfy { abs($0 - now / 3_600) <= 1 }, "\(text): \(hours)")
      #expect(hours.count == 1, "\(text)")
    }
  }

  @Test("47: a line whose time is in no known form is rejected, not dated by its file")
  func unreadableTime() throws {
    let shop = try TemporaryLogs()
    try shop.write(
      "a.jsonl",
      "{\"ts\":\"soon\",\"request_id\":\"absurd-time-1\",\"model\":\"gpt-4o\",\"prompt_tokens\":1}\n")
    #expect(try shop.ingest().rejected == 1)
  }

  @Test("51: one request in two records: what a stream says last wins, the sums follow")
  func twoRecords() throws {
    let shop = try TemporaryLogs()
    func record(_ output: Int) -> String {
      "{\"type\":\"assistant\",\"sessionId\":\"s\",\"requestId\":\"req-1\",\"timestamp\":\"2026-05-28T20:26:4\(output % 10)Z\",\"message\":{\"id\":\"msg_twice_0001\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-sonnet-4-5\",\"usage\":{\"input_tokens\":3,\"output_tokens\":\(output)}}}\n"
    }
    try shop.write("a.jsonl", record(1))
    try shop.ingest()
    try shop.append("a.jsonl", record(9))
    try shop.write("b.jsonl", record(5))
    try shop.ingest()
    let total = try shop.total
    #expect((total.requests, total.output) == (1, 9))
  }

  @Test("52: amounts and counts that no request has are refused or read exactly")
  func absurdNumbers() throws {
    let shop = try TemporaryLogs()
    func line(_ id: Int, _ fields: String) -> String {
      "{\"ts\":1780000000,\"request_id\":\"absurd-number-\(id)\",\"provider\":\"openai\",\"model\":\"gpt-4o\",\(fields)}\n"
    }
    try shop.write(
      "a.jsonl",
      line(1, "\"prompt_tokens\":-5,\"completion_tokens\":1")
        + line(2, "\"prompt_tokens\":9007199254740993,\"completion_tokens\":1")
        + line(3, "\"prompt_tokens\":1e308,\"completion_tokens\":1")
        + line(4, "\"prompt_tokens\":\"12\",\"completion_tokens\":\"3\"")
        + line(5, "\"prompt_tokens\":5,\"completion_tokens\":1,\"cost\":NaN")
        + line(6, "\"prompt_tokens\":5,\"completion_tokens\":1,\"cost\":-1")
        + line(7, "\"prompt_tokens\":5,\"completion_tokens\":1,\"cost\":1e308"))
    try shop.ingest()
    let total = try shop.total
    #expect(total.input >= 12 && total.input < 1_000)
    #expect(total.cost >= .zero && total.cost < Money(nanodollars: 1_000_000_000))
  }
}

extension TemporaryLogs {
  /// Requests by hours since 1970.
  func requestsByHour() throws -> [Int64: Int64] {
    let rows = try store().rows(for: SpendQuery(window: .allTime, bucket: .hour))
    return Dictionary(
      uniqueKeysWithValues: rows.map { (($0.bucketStart?.seconds ?? 0) / 3_600, $0.sums.requests) })
  }
}
