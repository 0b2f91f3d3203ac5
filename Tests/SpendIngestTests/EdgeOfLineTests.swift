import Foundation
import GRDB
import SpendCore
import SpendIngest
import SpendStore
import Testing

/// Where lines and files end, and what stands there that is no text. Numbered as `FileFaultTests`.
@Suite struct EdgeOfLineTests {
  /// So long ago that nobody is in the middle of a line.
  private static func settle(_ shop: TemporaryLogs, _ name: String) throws {
    try FileManager.default.setAttributes(
      [.modificationDate: Date().addingTimeInterval(-600)], ofItemAtPath: shop.path(name))
  }

  @Test("8 and 20: zeros behind lines are what a crash leaves, not binary data", arguments: [1, 3, 100])
  func zeros(lines: Int) throws {
    let shop = try TemporaryLogs()
    try shop.write("a.jsonl", TemporaryLogs.lines(0..<lines))
    try shop.ingest()
    try shop.append("a.jsonl", String(repeating: "\0", count: 300) + TemporaryLogs.lines(lines..<lines + 50))
    try shop.write(
      "new.jsonl",
      TemporaryLogs.line(500) + String(repeating: "\0", count: 300) + TemporaryLogs.lines(501..<510))
    try shop.ingest()
    #expect(try shop.requests == Int64(lines) + 60)
    #expect(!shop.notices.contains { $0.kind == .notText })
  }

  @Test(
    "29: binary data is said and left alone",
    arguments: [
      "\u{7F}ELF\u{2}\u{1}\u{1}\0\0\0\n", "PK\u{3}\u{4}\u{14}\0\0\0\n{\"a\":1}\n",
      "a.tar\0\0\0\0\n\(TemporaryLogs.line(1))",
    ])
  func binary(start: String) throws {
    let shop = try TemporaryLogs()
    try shop.write("a.jsonl", start + String(repeating: "\0x\n", count: 100))
    try shop.write("picture.jsonl", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D])
    try shop.ingest()
    #expect(shop.notices.count { $0.kind == .notText } == 2)
  }

  @Test("15: a list of records without a line's end is whole, the row of a table waits and is said")
  func withoutEnd() throws {
    let shop = try TemporaryLogs()
    let records = (0..<3).map { TemporaryLogs.line($0).dropLast() }
    try shop.write("list.json", "[\(records.joined(separator: ","))]")
    try shop.write(
      "pretty.json", "[\n  \((3..<6).map { TemporaryLogs.line($0).dropLast() }.joined(separator: ",\n  "))\n]"
    )
    try shop.write("cut.json", "[\(records.joined(separator: ","))")
    try shop.write("table.csv", "timestamp,model,prompt_tokens\n2026-11-01T00:00:00Z,gpt-4o,12")
    for name in ["cut.json", "table.csv"] { try Self.settle(shop, name) }
    #expect(try shop.ingest().events == 6)
    #expect(
      Set(shop.notices.filter { $0.kind == .unfinished }.map(\.path))
        == [shop.path("cut.json"), shop.path("table.csv")])
    try shop.append("table.csv", "34\n")
    #expect(try shop.ingest().events == 1)
    #expect(try shop.total.input == 1_234 + 15)
  }

  @Test("whole records without line ends, alone, joined, behind a byte order mark and in an archive")
  func joinedWithoutEnd() throws {
    let shop = try TemporaryLogs()
    let records = (0..<6).map { String(TemporaryLogs.line($0).dropLast()) }
    try shop.write("joined.json", records[0] + records[1] + " " + records[2])
    try shop.write("marked.json", "\u{FEFF}" + records[3])
    try shop.write("part", records[4] + records[5])
    try shop.run("/usr/bin/gzip", "-q", "-f", shop.path("part"))
    try shop.write("cut.json", records[0] + #"{"model":"gpt-4o","prompt_to"#)
    for name in ["joined.json", "marked.json", "part.gz", "cut.json"] { try Self.settle(shop, name) }
    #expect(try shop.ingest().events == 6)
    #expect(shop.notices.filter { $0.kind == .unfinished }.map(\.path) == [shop.path("cut.json")])
  }

  @Test(
    "12: an archive that grows by members which end in the middle of a line", arguments: ["gzip", "zstd"])
  func growingArchive(program: String) throws {
    let tool = "/usr/bin/\(program)"
    guard FileManager.default.isExecutableFile(atPath: tool) else { return }
    let shop = try TemporaryLogs()
    let lines = TemporaryLogs.lines(0..<30)
    var parts: [Data] = []
    for (number, cut) in [(0, 0..<700), (1, 700..<1_500), (2, 1_500..<lines.utf8.count)] {
      try shop.write("part", Array(lines.utf8)[cut])
      try shop.run(tool, "-q", "-f", "-k", shop.path("part"))
      let name = program == "gzip" ? "part.gz" : "part.zst"
      parts.append(try shop.bytes(name))
      try shop.remove(name)
      try shop.remove("part")
      #expect(parts.count == number + 1)
    }
    for count in 1...3 {
      try shop.write("a.log.z", parts[..<count].reduce(Data(), +))
      try shop.ingest()
    }
    #expect(try shop.requests == 30)
    #expect(try shop.store().health().rejectedLines == 0)
  }

  @Test("18: a line that is too long, read in two goes, is one rejected line and nothing else")
  func tooLongTwice() throws {
    let shop = try TemporaryLogs()
    try shop.write("a.jsonl", TemporaryLogs.line(0) + String(repeating: "x", count: 17 << 20))
    try shop.ingest()
    try shop.append("a.jsonl", TemporaryLogs.line(1) + TemporaryLogs.line(2))
    let counts = try shop.ingest()
    #expect(counts.events == 1 && counts.rejected == 1)
    #expect(try shop.requests == 2)
  }

  @Test("19: where files with a byte order mark were joined")
  func marks() throws {
    let shop = try TemporaryLogs()
    try shop.write("a.jsonl", "\u{FEFF}\(TemporaryLogs.lines(0..<5))\u{FEFF}\(TemporaryLogs.lines(5..<10))")
    let counts = try shop.ingest()
    #expect(counts.events == 10 && counts.rejected == 0)
  }

  @Test("a line that cannot be read is one line")
  func rejects() throws {
    let shop = try TemporaryLogs()
    try shop.write(
      "a.jsonl", TemporaryLogs.line(0) + String(repeating: "{\"model\":\n", count: 1) + TemporaryLogs.line(1))
    try shop.append("a.jsonl", "{\"usage\":{\"prompt_tokens\":1}\n{]\n")
    let counts = try shop.ingest()
    #expect(counts.rejected > 0)
    #expect(counts.lines == counts.events + counts.ignored + counts.unrecognised + counts.rejected)
  }

  @Test(
    "47: lines without a time, in a file whose time cannot be", arguments: [-1, -300_000_000, 10_413_792_000])
  func impossibleTime(modified: Double) throws {
    let shop = try TemporaryLogs()
    try shop.write("a.jsonl", TemporaryLogs.line(7).replacing("\"ts\":1780000007,", with: ""))
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: modified)], ofItemAtPath: shop.path("a.jsonl"))
    try shop.ingest()
    let event = try #require(try shop.store().health().lastEvent)
    #expect(abs(event.seconds - Int64(Date().timeIntervalSince1970)) < 100)
    #expect(try shop.requests == 1)
  }

  @Test("28: what is no log in a folder is said once")
  func passedOver() throws {
    let shop = try TemporaryLogs()
    let files = FileManager.default
    #expect(mkfifo(shop.path("pipe.jsonl"), 0o600) == 0)
    try TemporaryLogs.line(1).write(
      toFile: shop.folder + "/outside.jsonl", atomically: false, encoding: .utf8)
    try files.createDirectory(atPath: shop.path("below"), withIntermediateDirectories: true)
    for (name, target) in [
      ("nothing.jsonl", "not-there"), ("circle.jsonl", "circle.jsonl"), ("out.jsonl", "../outside.jsonl"),
      ("folder.jsonl", "below"), ("below/up.jsonl", "../a.jsonl"),
    ] {
      try files.createSymbolicLink(atPath: shop.path(name), withDestinationPath: target)
    }
    try shop.write("a.jsonl", TemporaryLogs.line(0))
    try shop.ingest()
    #expect(try shop.requests == 1)
    #expect(
      Set(shop.notices.map(\.path))
        == Set(["pipe", "nothing", "circle", "out", "folder"].map { shop.path("\($0).jsonl") }))
    #expect(shop.notices.allSatisfy { $0.kind == .notAFile })
  }

  @Test("a name that is not UTF-8 is said, and the run has failed")
  func strangeName() throws {
    let shop = try TemporaryLogs()
    let name = Array(shop.path("bad").utf8CString.dropLast()) + [CChar(bitPattern: 0xFF), 0]
    let descriptor = open(name, O_WRONLY | O_CREAT, 0o600)
    try #require(descriptor >= 0)
    close(descriptor)
    try shop.write("a.jsonl", TemporaryLogs.line(0))
    try shop.ingest()
    #expect(try shop.requests == 1)
    #expect(shop.notices.map(\.kind) == [.unreadable])
  }

  @Test("equal lines of one stream count on after the first of them have expired")
  func equalLinesAfterExpiry() throws {
    let shop = try TemporaryLogs()
    let line =
      "{\"model\":\"gpt-4o\",\"provider\":\"openai\",\"prompt_tokens\":1000,\"completion_tokens\":100}\n"
    try shop.write("a.jsonl", String(repeating: line, count: 3))
    try FileManager.default.setAttributes(
      [.modificationDate: Date().addingTimeInterval(-60 * 86_400)], ofItemAtPath: shop.path("a.jsonl"))
    try shop.ingest()
    let now = Instant(seconds: Int64(Date().timeIntervalSince1970))
    let expired = try SQLiteWriter(path: shop.database, zone: .utc)
      .expireEvents(before: now.adding(seconds: -30 * 86_400), limit: 1_000)
    #expect(expired == 3)
    try shop.append("a.jsonl", line + line)
    #expect(try shop.ingest().events == 2)
    try shop.copy("a.jsonl", to: "copy.jsonl")
    #expect(try shop.ingest().events == 0)
    #expect(try shop.requests == 5)
  }

  @Test("12: a table in an archive that is read half written, and again when it is whole")
  func halfArchiveOfTable() throws {
    let shop = try TemporaryLogs()
    let rows = (0..<30_000).map { "2026-11-01T00:00:00Z,gpt-4o,\($0),request-\($0)-abcdef\n" }.joined()
    try shop.write("a.csv", "timestamp,model,prompt_tokens,request_id\n" + rows)
    try shop.run("/bin/gzip", shop.path("a.csv"))
    let whole = try shop.bytes("a.csv.gz")
    try shop.write("a.csv.gz", whole.prefix(whole.count / 2))
    let first = try shop.ingest()
    #expect(first.events > 1_000 && first.events < 30_000)
    try shop.write("a.csv.gz", whole)
    let second = try shop.ingest()
    #expect(first.events + second.events == 30_000)
    #expect(second.ignored == 0)
    #expect(try shop.requests == 30_000)
  }

  @Test("what cannot be opened takes nothing from the file before")
  func unreadableBehindOther() throws {
    let shop = try TemporaryLogs()
    try shop.write("a.jsonl", TemporaryLogs.lines(0..<100))
    try shop.write("b.db", Array("SQLite format 3\0".utf8) + [UInt8](repeating: 0, count: 4_096))
    try shop.ingest()
    #expect(try shop.requests == 100)
    let sources = try shop.store().sources()
    #expect(sources.filter { $0.path.hasSuffix("b.db") }.allSatisfy { $0.committed == 0 })
  }

  @Test("a rule may take a label from the path")
  func pathInRule() throws {
    let shop = try TemporaryLogs()
    for (number, name) in ["alpha", "beta"].enumerated() {
      try FileManager.default.createDirectory(
        atPath: shop.path(name), withIntermediateDirectories: true)
      try shop.write("\(name)/a.jsonl", (0..<4).map { TemporaryLogs.line($0 * 3 + 100 * number) }.joined())
    }
    try shop.ingest(rules: [
      AttributionRule(when: [:], set: [LabelAssignment(.team, "{path.1}")])
    ])
    #expect(try shop.rows(.team) == ["alpha": 4, "beta": 4])
  }

  @Test("20: numbers of lines behind a record of several lines")
  func lineNumbers() throws {
    let shop = try TemporaryLogs()
    try shop.write(
      "a.csv",
      "timestamp,model,prompt_tokens,note\n2026-11-01T00:00:00Z,gpt-4o,1,\"two\nlines\"\n2026-11-01T00:00:01Z,gpt-4o,2,x\n"
    )
    try shop.ingest()
    var lines: [Int64] = []
    try shop.store().forEachEvent(in: .allTime, filters: []) { lines.append($0.line) }
    #expect(lines == [2, 4])
  }

  @Test("a damaged page of identities does not end the collector")
  func strangeIdentities() throws {
    let shop = try TemporaryLogs()
    for part in 0..<7 {
      try shop.write("\(part).jsonl", TemporaryLogs.lines(part * 1_000..<part * 1_000 + 1_000))
      try shop.ingest()
    }
    let queue = try DatabaseQueue(path: shop.database)
    try queue.write { db in
      // Every key of every page is one that belongs on the last.
      let length = try Int.fetchOne(db, sql: "SELECT max(length(data)) FROM identity_page") ?? 0
      try db.execute(
        sql: "UPDATE identity_page SET data = ?", arguments: [Data(repeating: 0xFF, count: length)])
    }
    for part in 7..<12 {
      try shop.write("\(part).jsonl", TemporaryLogs.lines(part * 1_000..<part * 1_000 + 1_000))
      try shop.ingest()
    }
    #expect(try shop.requests == 12_000)
  }
}
