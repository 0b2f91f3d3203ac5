import GRDB
import SpendCore
import Testing

@testable import SpendStore

@Suite("What verification finds")
struct VerificationTests {
  /// A change of the database, and the tables that then disagree with the events or with one another.
  private static let changes: [(sql: String, tables: Set<String>)] = [
    ("SELECT 1", []),
    ("DELETE FROM usage_event WHERE key_low = 1", ["rollup_hour", "rollup_15m"]),
    ("DELETE FROM usage_event", ["rollup_hour", "rollup_15m"]),
    ("UPDATE usage_event SET cost_nano_usd = 7 WHERE key_low = 2", ["rollup_hour", "rollup_15m"]),
    (
      "DELETE FROM rollup_hour WHERE hour = (SELECT min(hour) FROM rollup_hour)",
      ["rollup_hour", "rollup_day", "meta", "source_file"]
    ),
    ("UPDATE rollup_hour SET hour = hour + 5", ["rollup_hour"]),
    ("UPDATE rollup_hour SET hour = hour + 500", ["rollup_hour"]),
    ("DELETE FROM rollup_15m WHERE quarter = (SELECT max(quarter) FROM rollup_15m)", ["rollup_15m"]),
    ("DELETE FROM rollup_15m", ["rollup_15m"]),
    ("UPDATE rollup_15m SET feature = 'unknown'", ["rollup_15m"]),
    ("UPDATE rollup_15m SET quarter = quarter - 7", ["rollup_15m"]),
    ("DELETE FROM rollup_day", ["rollup_day"]),
    ("UPDATE rollup_day SET dimension_set_id = dimension_set_id + 9000", ["rollup_day"]),
    ("UPDATE meta SET value = 2 WHERE key = 'events'", ["meta"]),
    ("UPDATE source_file SET events = 0", ["source_file"]),
  ]

  @Test("rows that are missing, moved or changed in any table are named", arguments: changes)
  func finds(sql: String, tables: Set<String>) throws {
    let store = try TemporaryStore()
    var maker = EventMaker()
    let day: Int64 = 20_000 * 86_400
    maker.add(key: 1, seconds: day + 600)
    maker.add(key: 2, seconds: day + 7_800, feature: "chat")
    maker.add(key: 3, seconds: day + 87_000, feature: "chat")
    try store.commit(maker.block)
    try store.writer.write { try $0.execute(sql: sql) }
    let found = try store.reader().differences().map(\.what)
    #expect(Set(found.map { String($0.prefix { $0 != "." }) }) == tables, "\(found)")
  }
}
