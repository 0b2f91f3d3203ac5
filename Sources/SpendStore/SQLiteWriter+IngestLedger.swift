import Foundation
import GRDB
public import SpendCore

extension SQLiteWriter: IngestLedger {
  public func streams() throws -> [KnownStream] {
    try read { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT id, path, device, inode, size, modified_ns, codec, state, committed, line, head_length, head_hash,
            tail_length, tail_hash, format, decoder_state FROM source_file ORDER BY id
          """)
      return rows.map(Self.knownStream)
    }
  }

  private static func knownStream(_ row: Row) -> KnownStream {
    var checkpoint = StreamCheckpoint()
    checkpoint.offset = row["committed"]
    checkpoint.line = row["line"]
    checkpoint.headLength = row["head_length"]
    checkpoint.headHash = UInt64(bitPattern: row["head_hash"] as Int64)
    checkpoint.tailLength = row["tail_length"]
    checkpoint.tailHash = UInt64(bitPattern: row["tail_hash"] as Int64)
    checkpoint.format = row["format"]
    checkpoint.decoderState = [UInt8](row["decoder_state"] as Data)
    let place = StreamPlace(
      path: row["path"], device: UInt64(bitPattern: row["device"] as Int64),
      inode: UInt64(bitPattern: row["inode"] as Int64), size: row["size"],
      modifiedNanoseconds: row["modified_ns"], codec: row["codec"])
    let state = StreamState(rawValue: row["state"] as String) ?? .error
    return KnownStream(id: row["id"], place: place, state: state, checkpoint: checkpoint)
  }

  public func register(_ places: [StreamPlace], at now: Instant) throws -> [Int64] {
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

  public func note(_ sightings: [StreamSighting], at now: Instant) throws {
    guard !sightings.isEmpty else { return }
    try write { db in
      let update = try db.makeStatement(
        sql: """
          UPDATE source_file SET path = ?, device = ?, inode = ?, size = ?, modified_ns = ?, codec = ?, state = ?,
            error = ?, last_seen_us = ? WHERE id = ?
          """)
      for sighting in sightings {
        let place = sighting.place
        try update.execute(arguments: [
          place.path, Int64(bitPattern: place.device), Int64(bitPattern: place.inode), place.size,
          place.modifiedNanoseconds, place.codec, sighting.state.rawValue, sighting.error,
          now.microseconds, sighting.stream,
        ])
      }
    }
  }

  private func read<T>(_ body: (Database) throws -> T) throws -> T {
    do {
      return try queue.read(body)
    } catch let error as DatabaseError {
      throw StoreError(error)
    }
  }

  private func write<T>(_ body: (Database) throws -> T) throws -> T {
    do {
      return try queue.write(body)
    } catch let error as DatabaseError {
      throw StoreError(error)
    }
  }
}
