import Foundation
import GRDB
public import SpendCore

extension SQLiteWriter: IngestLedger {
  public func streams(matching queries: [StreamQuery]) throws -> [StreamRecord] {
    try lookUp { lookup in try queries.flatMap { try lookup.streams($0) } }
  }

  public func endings(ofHead hash: UInt64) throws -> [StreamEnding] {
    try lookUp { try $0.endings(ofHead: hash) }
  }

  public func register(_ places: [FileLocation], at now: Instant) throws -> [Int64] {
    try write { db in
      let insert = try db.makeStatement(
        sql: """
          INSERT INTO source_file (path, device, inode, size, modified_ns, codec, state, committed, line, head_length,
            head_hash, tail_length, tail_hash, format, decoder_state, first_seen_us, last_seen_us)
          VALUES (?, ?, ?, 0, 0, ?, 'live', 0, 0, 0, 0, 0, 0, '', x'', ?, ?)
          """)
      return try places.map { place in
        try insert.execute(arguments: [
          place.path, Int64(bitPattern: place.device), Int64(bitPattern: place.inode), place.codec,
          now.microseconds, now.microseconds,
        ])
        return db.lastInsertedRowID
      }
    }
  }

  public func note(_ updates: [StreamUpdate]) throws {
    guard !updates.isEmpty else { return }
    try write { db in
      let statement = try db.makeStatement(
        sql: """
          UPDATE source_file SET path = ?, device = ?, inode = ?, size = ?, modified_ns = ?, codec = ?, state = ?,
            error = ? WHERE id = ?
          """)
      for update in updates {
        let place = update.place
        try statement.execute(arguments: [
          place.path, Int64(bitPattern: place.device), Int64(bitPattern: place.inode), place.size,
          place.modifiedNanoseconds, place.codec, update.state.rawValue, update.error, update.stream,
        ])
      }
    }
  }

  public func oldStreams(before moment: Instant, limit: Int) throws -> [StreamRecord] {
    try lookUp { try $0.oldStreams(before: moment, limit: limit) }
  }

  public func noteMissing(_ streams: [Int64], upTo last: Int64) throws {
    let examined = try read { try Int64.fetchOne($0, sql: "SELECT \(StreamLookup.examined)") ?? 0 }
    // Usually a look at a few files finds all of them.
    guard !streams.isEmpty || examined != last else { return }
    try write { db in
      let statement = try db.makeStatement(
        sql: "UPDATE source_file SET state = 'missing', error = NULL WHERE id = ?")
      for stream in streams { try statement.execute(arguments: [stream]) }
      try db.execute(
        sql: """
          INSERT INTO meta (key, value) VALUES ('examined_source', ?1) ON CONFLICT DO UPDATE SET value = ?1
          """, arguments: [last])
    }
  }
}
