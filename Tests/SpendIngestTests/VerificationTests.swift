import Foundation
import GRDB
import SpendCore
import SpendIngest
import SpendStore
import Testing

/// Sums that do not agree with the events are found, whatever sum it is.
@Suite struct VerificationTests {
  @Test(
    "one more in any column of any sum is a difference",
    arguments: ["rollup_hour", "rollup_15m", "rollup_day"])
  func anyColumn(table: String) throws {
    let shop = try TemporaryLogs()
    try shop.write("a.jsonl", TemporaryLogs.lines(0..<30))
    try shop.ingest()
    let queue = try DatabaseQueue(path: shop.database)
    let keys: Set = ["hour", "day", "quarter", "dimension_set_id", "feature"]
    let columns = try queue.read { try $0.columns(in: table).map(\.name) }.filter { !keys.contains($0) }
    #expect(columns.count == 15)
    #expect(try shop.store().differences().isEmpty)
    for column in columns {
      func change(by amount: Int) throws {
        try queue.write { db in
          try db.execute(sql: "UPDATE \(table) SET \(column) = \(column) + \(amount)")
        }
      }
      try change(by: 1)
      let found = try shop.store().differences()
      #expect(found.contains { $0.what.hasPrefix("\(table).\(column) of ") }, "\(column)")
      try change(by: -1)
    }
  }

  @Test("what was moved from one feature to another is a difference")
  func moved() throws {
    let shop = try TemporaryLogs()
    try shop.write("a.jsonl", TemporaryLogs.lines(0..<30))
    try shop.ingest()
    try DatabaseQueue(path: shop.database).write { db in
      for (feature, amount) in [("f0", 5), ("f1", -5)] {
        try db.execute(
          sql: "UPDATE rollup_15m SET cost_nano_usd = cost_nano_usd + ? WHERE feature = ?",
          arguments: [amount, feature])
      }
    }
    let found = try shop.store().differences().map(\.what)
    #expect(found.contains { $0.hasSuffix("feature f0") } && found.contains { $0.hasSuffix("feature f1") })
  }

  @Test("a log that was emptied in place, or whose inode went to another log, is not shorter than was read")
  func rotated() throws {
    let shop = try TemporaryLogs()
    try shop.write("a.jsonl", TemporaryLogs.lines(0..<30))
    try shop.ingest()
    #expect(try shop.shortenedFiles().isEmpty)
    // Not read yet, then read: the older stream has the same path and inode.
    try shop.truncate("a.jsonl")
    #expect(try shop.shortenedFiles().isEmpty)
    try shop.append("a.jsonl", TemporaryLogs.line(100))
    #expect(try shop.shortenedFiles().isEmpty)
    try shop.ingest()
    #expect(try shop.shortenedFiles().isEmpty)
  }

  @Test("a log that lost its end is shorter than was read")
  func lost() throws {
    let shop = try TemporaryLogs()
    try shop.write("a.jsonl", TemporaryLogs.lines(0..<60))
    try shop.ingest()
    let handle = try #require(FileHandle(forWritingAtPath: shop.path("a.jsonl")))
    try handle.truncate(atOffset: 5_000)
    try handle.close()
    #expect(try shop.shortenedFiles().map(\.size) == [5_000])
  }
}
