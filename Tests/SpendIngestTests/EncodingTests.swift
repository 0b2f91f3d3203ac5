import Foundation
import SpendCore
import SpendStore
import Testing

@testable import SpendIngest

/// Logs in UTF-16, as Windows PowerShell writes them, and files that are named instead of read.
@Suite struct EncodingTests {
  /// Bytes that arrive in pieces of a given size.
  private final class Pieces: ByteSource {
    private let bytes: [UInt8]
    private let size: Int
    private var offset = 0

    init(_ bytes: [UInt8], by size: Int) {
      self.bytes = bytes
      self.size = size
    }

    var inputOffset: Int64 { Int64(offset) }
    var isFinal: Bool { true }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
      let count = min(size, buffer.count, bytes.count - offset)
      buffer.copyBytes(from: bytes[offset..<offset + count])
      offset += count
      return count
    }
  }

  private static func units(_ text: String, littleEndian: Bool, mark: Bool = true) -> [UInt8] {
    let units: [UInt16] = (mark ? [0xFEFF] : []) + Array(text.utf16)
    return units.flatMap { unit -> [UInt8] in
      let (low, high) = (UInt8(unit & 0xFF), UInt8(unit >> 8))
      return littleEndian ? [low, high] : [high, low]
    }
  }

  private func decoded(_ bytes: [UInt8], by size: Int, room: Int) throws -> String {
    let source = UTF16Source(Pieces(bytes, by: size))
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: room)
    while true {
      let count = try buffer.withUnsafeMutableBytes { try source.read(into: $0) }
      guard count > 0 else { break }
      result += buffer[..<count]
    }
    return String(decoding: result, as: UTF8.self)
  }

  @Test("any text, in pieces of any size, becomes UTF-8", arguments: [true, false])
  func text(littleEndian: Bool) throws {
    let text = "{\"a\":\"ä€\u{1F600}\u{10FFFF}\u{FEFF}\u{FFFD}\"}\r\n"
    let bytes = Self.units(text, littleEndian: littleEndian)
    for size in 1...bytes.count {
      for room in [1, 2, 3, 4, 64] { #expect(try decoded(bytes, by: size, room: room) == text) }
    }
    // Half a character at the end is not read yet.
    for cut in 1...3 {
      let half = Self.units("a\u{1F600}", littleEndian: littleEndian).dropLast(cut)
      #expect(try decoded(Array(half), by: 3, room: 8) == "a")
    }
  }

  @Test("unpaired surrogates become U+FFFD")
  func surrogates() throws {
    let bytes: [UInt8] = [0xFE, 0xFF, 0xD8, 0x3D, 0, 0x61, 0xDE, 0, 0xD8, 0x3D, 0xD8, 0x3D, 0xDE, 0]
    #expect(try decoded(bytes, by: 5, room: 4) == "\u{FFFD}a\u{FFFD}\u{FFFD}\u{1F600}")
  }

  @Test("a UTF-16 log is read as it grows, at any byte, and its conversion adds nothing")
  func growing() throws {
    let text = (0..<60).map { TemporaryLogs.line($0).replacing("\n", with: "\r\n") }.joined()
    let wide = Self.units(text, littleEndian: true)
    let logs = try TemporaryLogs()
    var end = 0
    for step in [1, 1, 1, 301, 4_001, 5, 2, 9_000, wide.count] {
      end = min(wide.count, end + step)
      try logs.write("a.jsonl", wide[..<end])
      try logs.ingest()
      #expect(try logs.requests <= 60)
    }
    #expect(try logs.requests == 60)
    #expect(try logs.total.input == (0..<60).reduce(0) { $0 + Int64($1) })
    #expect(try logs.ingest().lines == 0)
    try logs.write("b.jsonl", Array(text.utf8))
    #expect(try logs.ingest().lines == 0)
    try logs.write("c.jsonl", Self.units(text, littleEndian: false))
    try logs.ingest()
    #expect(try logs.requests == 60)
    #expect(try logs.store().differences().isEmpty)
  }

  @Test("what cannot be read is named with the reason, by the inspector as well")
  func named() throws {
    let lines = TemporaryLogs.lines(0..<20)
    let utf32 = try #require(lines.data(using: .utf32LittleEndian))
    let cases: [(bytes: [UInt8], reason: String)] = [
      ([0xFF, 0xFE, 0, 0] + utf32, "UTF-32"),
      (Self.units(lines, littleEndian: true, mark: false), "utf-16le"),
      (Self.units(lines, littleEndian: false, mark: false), "utf-16be"),
      (Array("gpt-4o used 2 tokens\rgpt-4o used 3 tokens\r".utf8), "carriage returns"),
      ([0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0, 0, 0, 0, 0x0A, 0x3E, 0], "binary"),
    ]
    for (bytes, reason) in cases {
      let logs = try TemporaryLogs()
      try logs.write("a.jsonl", bytes)
      #expect(try logs.ingest().lines == 0)
      #expect(logs.notices.map(\.kind) == [.notText])
      #expect(logs.notices.allSatisfy { $0.detail.contains(reason) }, "\(logs.notices)")
      var inspector = LogInspector()
      try inspector.read(path: logs.path("a.jsonl")) { _ in }
      #expect(inspector.notText == logs.notices.first?.detail)
      let found = LogFiles.notText(in: [LogSource(path: logs.folder + "/logs")], limit: 9)
      #expect(found.map(\.reason) == logs.notices.map(\.detail))
    }
  }

  @Test("records and rows whose lines end with carriage returns alone are read as they grow")
  func carriageReturns() throws {
    let logs = try TemporaryLogs()
    let records = Array(TemporaryLogs.lines(0..<60).replacing("\n", with: "\r").utf8)
    for end in [500, 501, 7_000, records.count] {
      try logs.write("a.jsonl", records[..<end])
      try logs.ingest()
    }
    #expect(try logs.requests == 60)
    #expect(try logs.ingest().lines == 0)
    // A conversion is the same file.
    try logs.write("b.jsonl", TemporaryLogs.lines(0..<60))
    #expect(try logs.ingest().lines == 0)
    try logs.write("c.csv", "ts,model,input_tokens\r1780000000,gpt-4o,2\r1780000001,gpt-4o,3\r")
    #expect(try logs.ingest().events == 2)
    #expect(try logs.store().differences().isEmpty)
  }

  @Test("progress that a program shows before its first line does not hide the log")
  func progress() throws {
    let logs = try TemporaryLogs()
    let shown = (0..<200).map { "\rLoading: \($0) of 200 shards" }.joined()
    try logs.write("a.log", shown + "\n" + TemporaryLogs.lines(0..<5))
    #expect(try logs.ingest().events == 5)
    try logs.write("b.log", "\n\n" + TemporaryLogs.lines(5..<7) + "\0\0\n" + TemporaryLogs.lines(7..<9))
    #expect(try logs.ingest().events == 4)
    #expect(logs.notices.isEmpty)
  }
}
