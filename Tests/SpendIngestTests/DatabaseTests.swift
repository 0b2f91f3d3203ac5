import Foundation
import GRDB
import SpendCore
import SpendIngest
import Testing

/// Databases of tools are read like logs: exactly once, while their owner goes on writing.
@Suite struct DatabaseTests {
  private func message(_ output: Int, at milliseconds: Int64) -> String {
    """
    {"role":"assistant","time":{"created":\(milliseconds),"completed":\(milliseconds + 900)},"modelID":"claude-sonnet-4-5",\
    "providerID":"anthropic","cost":0,"tokens":{"input":10,"output":\(output),"reasoning":0,"cache":{"read":5,"write":0}}}
    """
  }

  private func put(_ queue: DatabaseQueue, _ id: String, _ output: Int, changed: Int64) throws {
    try queue.write {
      try $0.execute(
        sql: "INSERT OR REPLACE INTO message VALUES (?, 'ses_1', 1790001000000, ?, ?)",
        arguments: [id, changed, message(output, at: 1_790_001_000_000)])
    }
  }

  @Test("messages of OpenCode's database, as they are added and grow")
  func openCode() throws {
    let shop = try Workshop()
    let queue = try DatabaseQueue(path: shop.path("opencode.db"))
    try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = WAL") }
    try queue.write {
      try $0.execute(
        sql: """
          CREATE TABLE message (id TEXT PRIMARY KEY, session_id TEXT, time_created INTEGER, time_updated INTEGER, data TEXT)
          """)
    }
    for number in 0..<700 { try put(queue, "msg_sample_\(number)", 1, changed: 1_790_001_000_000) }
    try shop.ingest()
    #expect(try shop.requests == 700)
    #expect(try shop.total.output == 700)
    try put(queue, "msg_sample_3", 50, changed: 1_790_001_005_000)
    try put(queue, "msg_sample_new", 20, changed: 1_790_001_006_000)
    let second = try shop.ingest()
    #expect(second.lines < 1_000)
    #expect(try shop.requests == 701)
    #expect(try shop.total.output == 769)
    try put(queue, "msg_sample_last", 7, changed: 1_790_001_006_000)
    #expect(try shop.ingest().lines < 10)
    #expect(try shop.requests == 702)
    // The same message in the store of files that came before the database.
    try shop.write(
      "msg_sample_last.json",
      message(7, at: 1_790_001_000_000).replacingOccurrences(
        of: "{\"role\"", with: "{\"id\":\"msg_sample_last\",\"role\"") + "\n")
    try shop.ingest()
    #expect(try shop.requests == 702)
    #expect(shop.notices.isEmpty)
  }

  @Test("a session of Goose counts once, with what it said last")
  func goose() throws {
    let shop = try Workshop()
    let queue = try DatabaseQueue(path: shop.path("sessions.db"))
    try queue.write {
      try $0.execute(
        sql: """
          CREATE TABLE sessions (id TEXT PRIMARY KEY, working_dir TEXT, created_at TIMESTAMP, updated_at TIMESTAMP,
          total_tokens INTEGER, input_tokens INTEGER, output_tokens INTEGER, accumulated_total_tokens INTEGER,
          accumulated_input_tokens INTEGER, accumulated_output_tokens INTEGER, provider_name TEXT, model_config_json TEXT)
          """)
      try $0.execute(
        sql: """
          INSERT INTO sessions VALUES ('20260921_1', '/home/ann', '2026-09-21 10:00:00', '2026-09-21 10:00:00', 9, 8, 1,
          90, 80, 10, 'anthropic', '{"model_name":"claude-sonnet-4-5"}'),
          ('20260921_2', '/home/ann', '2026-09-21 11:00:00', '2026-09-21 11:00:00', NULL, NULL, NULL, NULL, NULL, NULL,
          'openai', NULL)
          """)
    }
    try shop.ingest()
    #expect(try shop.requests == 1)
    #expect(try shop.total.output == 10)
    try queue.write {
      try $0.execute(
        sql: """
          UPDATE sessions SET accumulated_output_tokens = 25, accumulated_input_tokens = 200, updated_at = '2026-09-21 12:00:00'
          WHERE id = '20260921_1'
          """)
    }
    try shop.ingest()
    try shop.ingest()
    #expect(try shop.requests == 1)
    #expect(try shop.total.output == 25)
    #expect(try shop.total.input == 200)
  }

  @Test("a database of an unknown program is said to be one")
  func unknown() throws {
    let shop = try Workshop()
    try DatabaseQueue(path: shop.path("other.db")).write { try $0.execute(sql: "CREATE TABLE t (x)") }
    try shop.ingest()
    #expect(try shop.requests == 0)
    #expect(
      shop.notices.map(\.detail) == ["the SQLite database cannot be read: no table of a known tool is in it"])
  }
}
