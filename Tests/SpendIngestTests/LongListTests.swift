import Foundation
import SpendCore
import SpendIngest
import SpendStore
import Testing

/// Lists of records that are too long for a line.
@Suite struct LongListTests {
  private static func record(_ number: Int, newline: String) -> String {
    let prompt = String(repeating: "[{\\\"a,\\\\", count: 6_400)
    return
      #"{"id":"list-record-\#(number)",\#(newline)"ts":\#(1_790_000_000 + number),"model":"gpt-4o",\#(newline)"#
      + #""prompt":"\#(prompt)","tags":[1,[2,{"b":3}]],"prompt_tokens":10,"completion_tokens":1\#(newline)}"#
  }

  private static func list(_ count: Int, newline: String) -> String {
    let records = (0..<count).map { record($0, newline: newline) }
    return "[" + newline + records.joined(separator: "," + newline) + newline + "]" + newline
  }

  @Test("its elements are read one by one, on one line or on many", arguments: ["", "\n  "])
  func elements(newline: String) throws {
    let shop = try TemporaryLogs()
    let text = Self.list(360, newline: newline)
    #expect(text.utf8.count > 17 << 20)
    try shop.write("a.json", text)
    let counts = try shop.ingest()
    #expect((counts.events, counts.rejected) == (360, 0))
    #expect(try shop.ingest().lines == 0)
    #expect(try shop.requests == 360)
  }

  @Test("it is gone on with where it was left, and ends where it ends")
  func resumed() throws {
    let shop = try TemporaryLogs()
    let bytes = Array(Self.list(400, newline: "\n ").utf8)
    try shop.write("a.json", "")
    var written = 0
    for part in [17 << 20, 17 << 20 + 100_001, 18 << 20, bytes.count] {
      try shop.append("a.json", String(decoding: bytes[written..<part], as: UTF8.self))
      written = part
      #expect(try shop.ingest().rejected == 0)
    }
    #expect(try shop.requests == 400)
    // What follows the list is no element of it.
    try shop.append("a.json", Self.record(9_999, newline: "") + "\n")
    try shop.ingest()
    #expect(try shop.requests == 401)
  }

  @Test("a list with a line for each element is lines", arguments: [3, 360])
  func lines(count: Int) throws {
    let shop = try TemporaryLogs()
    let records = (0..<count).map { Self.record($0, newline: "") }
    try shop.write("a.json", "[\n" + records.joined(separator: ",\n") + "\n]\n")
    let counts = try shop.ingest()
    #expect((counts.events, counts.rejected) == (Int64(count), 0))
  }

  /// An object around a list, as exports have it.
  private static func wrapped(_ count: Int, newline: String) -> String {
    let records = (0..<count).map { record($0, newline: newline) }.joined(separator: "," + newline)
    return "{" + newline + #""page": {"events": [1, "}"]}, "data": ["# + records
      + #"], "meta": {"next": null, "text": "]}"}"# + (newline.isEmpty ? "}\n" : "\n}\n")
  }

  @Test("a list in an object is read alike, however long it is", arguments: [3, 360], ["", "\n  "])
  func wrappers(count: Int, newline: String) throws {
    let shop = try TemporaryLogs()
    let text = Self.wrapped(count, newline: newline)
    try shop.write("a.json", text + Self.record(9_999, newline: "") + "\n")
    let counts = try shop.ingest()
    #expect((counts.events, counts.rejected) == (Int64(count + 1), 0))
    #expect(try shop.ingest().lines == 0)
    try shop.append("a.json", Self.record(10_000, newline: "") + "\n")
    try shop.ingest()
    #expect(try shop.requests == Int64(count + 2))
  }

  @Test("a long list in an object is gone on with where it was left, also behind its end")
  func resumedWrapper() throws {
    let shop = try TemporaryLogs()
    let bytes = Array(Self.wrapped(400, newline: "").utf8)
    try shop.write("a.json", "")
    var written = 0
    for part in [17 << 20, 17 << 20 + 100_001, bytes.count - 40, bytes.count - 4, bytes.count] {
      try shop.append("a.json", String(decoding: bytes[written..<part], as: UTF8.self))
      written = part
      #expect(try shop.ingest().rejected == 0)
    }
    #expect(try shop.requests == 400)
    try shop.append("a.json", Self.record(9_999, newline: "") + "\n")
    #expect(try shop.ingest().rejected == 0)
    #expect(try shop.requests == 401)
  }

  @Test("an answer that is too long is no export")
  func answer() throws {
    let shop = try TemporaryLogs()
    let part = #"{"object":"embedding","embedding":"\#(String(repeating: "a", count: 1 << 20))"}"#
    let parts = Array(repeating: part, count: 18).joined(separator: ",")
    try shop.write("a.json", #"{"object":"list","data":[\#(parts)],"usage":{"prompt_tokens":7}}"# + "\n")
    #expect(try shop.ingest().rejected == 1)
  }
}
