import Foundation
import GRDB
import SpendCore
import Testing

@testable import SpendStore

@Suite("Schema migrations")
struct MigrationTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("ReleasedSchemas")

  /// The schema versions of which a small database is kept, as SQL text.
  private static let released = 1...1

  /// Runs `body` on the path of a database of a released schema version.
  private func withDatabase<T>(ofVersion version: Int, _ body: (String) throws -> T) throws -> T {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "spendtop-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("spend.db").path
    let text = try String(contentsOf: Self.folder.appendingPathComponent("\(version).sql"), encoding: .utf8)
    try withExtendedLifetime(try DatabaseQueue(path: path)) { queue in
      try queue.writeWithoutTransaction { try $0.execute(sql: text) }
    }
    return try body(path)
  }

  /// Every column, index, view and trigger of a database as sorted lines.
  private func layout(of path: String) throws -> [String] {
    try DatabaseQueue(path: path).read { db in
      let names = try Row.fetchAll(
        db, sql: "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'")
      var lines: [String] = []
      for row in names {
        let type: String = row["type"]
        let name: String = row["name"]
        lines.append("\(type) \(name)")
        if type == "table" || type == "view" {
          let columns = try Row.fetchAll(db, sql: "PRAGMA table_xinfo(\(name))")
          lines += columns.map {
            "\(name): \($0["name"] ?? "") \($0["type"] ?? "") \($0["notnull"] ?? 0) \($0["pk"] ?? 0)"
          }
        }
        if type == "table" {
          for index in try Row.fetchAll(db, sql: "PRAGMA index_list(\(name))") {
            let index: String = index["name"]
            let columns = try String.fetchAll(db, sql: "SELECT name FROM pragma_index_info('\(index)')")
            lines.append("\(name) index: \(columns.joined(separator: ", "))")
          }
        }
      }
      return lines.sorted()
    }
  }

  private func events(_ path: String) throws -> [EventRecord] {
    var events: [EventRecord] = []
    try SQLiteStore(reading: path, zone: .utc).forEachEvent(in: .allTime, filters: []) { events.append($0) }
    return events
  }

  @Test("a migrated database has the layout of a new one, and keeps every event and sum", arguments: released)
  func migrated(version: Int) throws {
    let new = try TemporaryStore()
    try withDatabase(ofVersion: version) { path in
      let steps = Steps()
      withExtendedLifetime(try SQLiteWriter(path: path, zone: .utc) { steps.add($0) }) {}
      #expect(steps.titles == SchemaMigration.all[(version - 1)...].map(\.title))
      #expect(try layout(of: path) == layout(of: new.path))
      let reader = try SQLiteStore(reading: path, zone: .utc)
      #expect(try reader.differences().isEmpty)
      let events = try events(path)
      #expect(events.count == 6)
      #expect(events.compactMap(\.cost).reduce(.zero, +) == Money(nanodollars: 12_929_000))
      #expect(events.first?.requestID == "chatcmpl-schema1Abcdef0123")
      #expect(events.first?.user == "ada")
      // Opened once more, no step runs again.
      withExtendedLifetime(try SQLiteWriter(path: path, zone: .utc) { steps.add($0) }) {}
      #expect(steps.titles.count == SchemaMigration.all.count - version + 1)
    }
  }

  @Test("a request that an older program stored is found again", arguments: released)
  func identitiesKept(version: Int) throws {
    try withDatabase(ofVersion: version) { path in
      let writer = try SQLiteWriter(path: path, zone: .utc)
      let row = try DatabaseQueue(path: path).read {
        try Row.fetchOne(
          $0, sql: "SELECT time_us, key_low, key_high FROM usage_event WHERE request_id LIKE 'msg%'")
      }
      let stored = try #require(row)
      var block = EventBlock()
      var labels = LabelSet()
      labels.provider = "anthropic"
      block.labelSets = [labels]
      let event = UsageEvent(
        time: Instant(microseconds: stored["time_us"]),
        identity: EventIdentity(
          high: UInt64(bitPattern: stored["key_high"]), low: UInt64(bitPattern: stored["key_low"])),
        labels: 0, tokens: TokenCounts(input: 1, output: 1))
      block.events = [PricedEvent(event: event, cost: nil, status: .unpriced)]
      let place = FileLocation(
        path: "/log/copy", device: 1, inode: 2, size: 0, modifiedNanoseconds: 0, codec: "plain")
      let stream = try writer.register([place], at: Instant(seconds: 0))[0]
      var checkpoint = StreamCheckpoint()
      checkpoint.offset = 100
      let report = try writer.commit(
        [CommitUnit(block: block, stream: stream, from: 0, checkpoint: checkpoint)], at: Instant(seconds: 1))
      #expect(report.inserted == 0)
      #expect(report.duplicates == 1)
    }
  }

  @Test("a reader refuses a database that has not been migrated, with the remedy", arguments: released)
  func unmigrated(version: Int) throws {
    try withDatabase(ofVersion: version) { path in
      let error = #expect(throws: StoreError.self) { try SQLiteStore(reading: path, zone: .utc) }
      #expect(error == .olderSchema(found: Int32(version), needed: Schema.version))
      #expect(error?.message(path: path).tryThis?.contains("spendtop ingest") == true)
    }
  }

  @Test("a migration that fails leaves the version it came from")
  func interrupted() throws {
    try withDatabase(ofVersion: 1) { path in
      try DatabaseQueue(path: path).write { try $0.execute(sql: "ALTER TABLE usage_event RENAME TO away") }
      #expect(throws: StoreError.self) { try SQLiteWriter(path: path, zone: .utc) }
      let version = try DatabaseQueue(path: path).read { try Int32.fetchOne($0, sql: "PRAGMA user_version") }
      #expect(version == 1)
      try DatabaseQueue(path: path).write { try $0.execute(sql: "ALTER TABLE away RENAME TO usage_event") }
      withExtendedLifetime(try SQLiteWriter(path: path, zone: .utc)) {}
      #expect(try events(path).count == 6)
    }
  }
}

/// The titles of migration steps, gathered from a callback.
private final class Steps: @unchecked Sendable {
  private(set) var titles: [String] = []
  func add(_ title: String) { titles.append(title) }
}
