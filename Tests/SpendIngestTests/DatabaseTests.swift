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
    let shop = try TemporaryLogs()
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
    let shop = try TemporaryLogs()
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
    let shop = try TemporaryLogs()
    try DatabaseQueue(path: shop.path("other.db")).write { try $0.execute(sql: "CREATE TABLE t (x)") }
    try shop.ingest()
    #expect(try shop.requests == 0)
    #expect(
      shop.notices.map(\.detail) == ["the SQLite database cannot be read: no table of a known tool is in it"])
  }

  private func makeMessages(_ queue: DatabaseQueue, more: String = "") throws {
    try queue.write {
      try $0.execute(
        sql: """
          CREATE TABLE message (id TEXT PRIMARY KEY, session_id TEXT, time_created INTEGER, time_updated INTEGER, data TEXT\(more))
          """)
    }
  }

  @Test("both layouts of OpenCode in one database, a fork, and messages that are not complete")
  func layouts() throws {
    let shop = try TemporaryLogs()
    let queue = try DatabaseQueue(path: shop.path("opencode.db"))
    try makeMessages(queue)
    try queue.write {
      try $0.execute(
        sql: """
          CREATE TABLE session_message (id TEXT PRIMARY KEY, session_id TEXT NOT NULL, type TEXT NOT NULL, seq INTEGER,
          time_created INTEGER, time_updated INTEGER, data TEXT NOT NULL)
          """)
      let start: Int64 = 1_790_001_000_000
      // Two requests at once in one session, copied by a fork that goes on; and the first of them again
      // in the new layout.
      for (id, session, time) in [
        ("msg_a", "ses_1", start), ("msg_b", "ses_1", start), ("msg_c", "ses_2", start),
        ("msg_d", "ses_2", start),
        ("msg_e", "ses_2", start + 60_000),
      ] {
        try $0.execute(
          sql: "INSERT INTO message VALUES (?, ?, ?, ?, ?)",
          arguments: [id, session, time, time + 900, message(7, at: time)])
      }
      let nested = """
        {"model":{"id":"claude-sonnet-4-5","providerID":"anthropic"},"time":{"created":\(start),"completed":\(start + 900)},\
        "tokens":{"input":10,"output":7,"reasoning":0,"cache":{"read":5,"write":0}},"content":[]}
        """
      let open = nested.replacingOccurrences(of: ",\"completed\":\(start + 900)", with: "")
      for (id, kind, data) in [
        ("msg_a", "assistant", nested), ("msg_u", "user", "{}"), ("msg_o", "assistant", open),
      ] {
        try $0.execute(
          sql: "INSERT INTO session_message VALUES (?, 'ses_1', ?, 1, ?, ?, ?)",
          arguments: [id, kind, start, start, data])
      }
    }
    try shop.ingest()
    #expect(try shop.requests == 3)
    #expect(try shop.total.output == 21)
    #expect(shop.notices.isEmpty)
  }

  @Test("a column that is computed is not read, and a table that is none is refused")
  func hostile() throws {
    let bomb = try TemporaryLogs()
    let queue = try DatabaseQueue(path: bomb.path("opencode.db"))
    try makeMessages(queue, more: ", bomb BLOB GENERATED ALWAYS AS (zeroblob(900000000)) VIRTUAL")
    for number in 0..<40 {
      try queue.write {
        try $0.execute(
          sql: "INSERT INTO message VALUES (?, 'ses_1', ?, 1, ?)",
          arguments: ["msg_\(number)", number, message(1, at: 1_790_001_000_000 + Int64(number))])
      }
    }
    try bomb.ingest()
    #expect(try bomb.requests == 40)

    for (name, sql) in [
      ("view", "CREATE VIEW message AS SELECT 1 AS id, 1 AS session_id, hex(zeroblob(9)) AS data"),
      (
        "computed",
        "CREATE TABLE message (id TEXT, session_id TEXT, data TEXT GENERATED ALWAYS AS (hex(zeroblob(99999999))) STORED)"
      ),
    ] {
      let shop = try TemporaryLogs()
      try DatabaseQueue(path: shop.path("\(name).db")).write { try $0.execute(sql: sql) }
      try shop.ingest()
      #expect(
        shop.notices.map(\.detail) == [
          "the SQLite database cannot be read: no table of a known tool is in it"
        ])
    }
  }

  @Test("a row that is too long costs itself alone")
  func longRow() throws {
    let shop = try TemporaryLogs()
    let queue = try DatabaseQueue(path: shop.path("opencode.db"))
    try makeMessages(queue)
    try queue.write {
      try $0.execute(
        sql:
          "INSERT INTO message VALUES ('msg_long', 'ses_1', 1, 1, '{\"a\":\"' || hex(zeroblob(9000000)) || '\"}')"
      )
    }
    for number in 0..<3 {
      try put(queue, "msg_whole_\(number)", 5, changed: 2)
    }
    try shop.ingest()
    #expect(try shop.requests == 3)
    #expect(shop.notices.isEmpty)
  }

  @Test("a ledger of requests takes the place of the sessions' sums")
  func ledger() throws {
    let shop = try TemporaryLogs()
    try DatabaseQueue(path: shop.path("sessions.db")).write {
      try $0.execute(
        sql: """
          CREATE TABLE sessions (id TEXT PRIMARY KEY, working_dir TEXT, created_at TIMESTAMP, updated_at TIMESTAMP,
          accumulated_total_tokens INTEGER, accumulated_input_tokens INTEGER, accumulated_output_tokens INTEGER,
          accumulated_cache_read_tokens INTEGER, provider_name TEXT, model_config_json TEXT);
          CREATE TABLE usage_ledger (id INTEGER PRIMARY KEY AUTOINCREMENT, session_id TEXT NOT NULL, created_timestamp
          INTEGER NOT NULL, model TEXT, input_tokens INTEGER, output_tokens INTEGER, cache_read_tokens INTEGER, cost REAL);
          INSERT INTO sessions VALUES ('20260921_1', '/srv', '2026-09-21 10:00:00', '2026-09-21 10:00:00', 900, 800, 100,
          500, 'openai', '{"model_name":"gpt-5"}'), ('20260921_2', '/srv', '2026-09-21 11:00:00', '2026-09-21 11:00:00',
          90, 80, 10, 50, 'openai', '{"model_name":"gpt-5"}');
          INSERT INTO usage_ledger VALUES (1, '20260921_1', 1790000000, 'gpt-5', 300, 40, 0, NULL),
          (2, '20260921_1', 1790000005, 'gpt-5', 500, 60, 500, NULL);
          """)
    }
    try shop.ingest()
    #expect(try shop.requests == 3)
    #expect(try shop.total.output == 110)
    #expect(try shop.total.input == 330)
    #expect(try shop.total.cacheRead == 550)
  }

  @Test("rows of Copilot CLI, Cursor and Crush")
  func others() throws {
    let shop = try TemporaryLogs()
    try DatabaseQueue(path: shop.path("session-store.db")).write {
      try $0.execute(
        sql: """
          CREATE TABLE assistant_usage_events (id INTEGER PRIMARY KEY, session_id TEXT, model TEXT, input_tokens INTEGER,
          output_tokens INTEGER, cache_read_tokens INTEGER, cache_write_tokens INTEGER, created_at TEXT);
          INSERT INTO assistant_usage_events VALUES (1, 'cp', 'gpt-5.4', 900, 10, 600, 0, '2026-09-21T10:00:00.000Z')
          """)
    }
    try DatabaseQueue(path: shop.path("state.vscdb")).write {
      try $0.execute(
        sql: """
          CREATE TABLE cursorDiskKV (key TEXT UNIQUE ON CONFLICT REPLACE, value BLOB);
          INSERT INTO cursorDiskKV VALUES ('composerData:a', '{}'), ('bubbleId:a:1', '{"type":2,"createdAt":
          "2026-09-21T10:00:00Z","modelInfo":{"modelName":"gpt-5"},"tokenCount":{"inputTokens":7,"outputTokens":20}}'),
          ('bubbleId:a:2', '{"type":1,"tokenCount":{"inputTokens":0,"outputTokens":0}}'), ('bubbleId:a:3', NULL)
          """)
    }
    try DatabaseQueue(path: shop.path("crush.db")).write {
      try $0.execute(
        sql: """
          CREATE TABLE sessions (id TEXT PRIMARY KEY, parent_session_id TEXT, prompt_tokens INTEGER, completion_tokens
          INTEGER, cost REAL, updated_at INTEGER, created_at INTEGER);
          INSERT INTO sessions VALUES ('s1', NULL, 5, 6, 0.25, 1790000000, 1790000000), ('s2', 's1', 0, 0, 0, 1, 1)
          """)
    }
    try shop.ingest()
    #expect(try shop.rows(.format) == ["copilot-cli": 1, "cursor-local": 1, "crush": 1])
    #expect(try shop.total.output == 30)
    #expect(shop.notices.isEmpty)
  }

  private func thread(_ usage: String) -> String {
    #"{"title":"a","messages":[{"User":{"id":"m1","content":[{"Text":"line\nbreak"}]}}],"updated_at":"2026-09-21T10:00:00Z","#
      + #""request_token_usage":\#(usage),"model":{"provider":"zed.dev","model":"claude-sonnet-4-5"},"version":"0.3.0"}"#
  }

  private func compressed(_ text: String, _ shop: TemporaryLogs) throws -> Data {
    let file = shop.folder + "/thread.json"
    try text.write(toFile: file, atomically: false, encoding: .utf8)
    try shop.run("/usr/bin/zstd", "-q", "-f", file)
    return try Data(contentsOf: URL(fileURLWithPath: file + ".zst"))
  }

  @Test(
    "threads of Zed, as text and compressed, count once with what they state last; damaged ones are rejected")
  func zed() throws {
    let shop = try TemporaryLogs()
    let queue = try DatabaseQueue(path: shop.path("threads.db"))
    func put(_ id: String, _ type: String, _ data: any DatabaseValueConvertible, at time: String) throws {
      try queue.write {
        try $0.execute(
          sql:
            "INSERT OR REPLACE INTO threads (id, summary, updated_at, data_type, data) VALUES (?, 'a', ?, ?, ?)",
          arguments: [id, time, type, data])
      }
    }
    try queue.write {
      try $0.execute(
        sql: """
          CREATE TABLE threads (id TEXT PRIMARY KEY, summary TEXT NOT NULL, updated_at TEXT NOT NULL, data_type TEXT NOT NULL,
          data BLOB NOT NULL)
          """)
    }
    let first = thread(#"{"m1":{"input_tokens":10,"output_tokens":5,"cache_read_input_tokens":100}}"#)
    let second = thread(
      #"{"m1":{"input_tokens":10,"output_tokens":5,"cache_read_input_tokens":100},"m2":{"input_tokens":1,"output_tokens":2}}"#
    )
    try put(
      "b5d7c2f0-5f1e-4c0a-9d52-0a6f3f1f2a01", "zstd", compressed(first, shop), at: "2026-09-21T10:00:00Z")
    try put("c6e8d3a1-6a2f-4d1b-8e63-1b7a4c2e3b02", "json", first, at: "2026-09-21T11:00:00Z")
    try put(
      "d7f9e4b2-7b3a-4e2c-9f74-2c8b5d3f4c03", "zstd", compressed(first, shop).dropLast(9),
      at: "2026-09-21T12:00:00Z")
    let bomb = String(repeating: "x", count: 17 << 20)
    try put(
      "e8a0f5c3-8c4b-4f3d-8a85-3d9c6e4a5d04", "zstd", compressed(thread(#"{"\#(bomb)":{}}"#), shop),
      at: "2026-09-21T13:00:00Z")
    #expect(try shop.ingest().rejected == 2)
    #expect(try shop.requests == 2)
    #expect(try shop.total.output == 10)
    try put(
      "b5d7c2f0-5f1e-4c0a-9d52-0a6f3f1f2a01", "zstd", compressed(second, shop), at: "2026-09-21T14:00:00Z")
    try shop.ingest()
    #expect(try shop.requests == 2)
    #expect(try shop.total.output == 12)
    #expect(try shop.total.cacheRead == 200)
    #expect(try shop.rows(.format) == ["zed": 2])
    #expect(try shop.rows(.provider) == ["anthropic": 2])
  }
}
