import Foundation
import GRDB
public import SpendCore

extension SQLiteWriter: IngestLedger {
  public func streams() throws -> [StreamRecord] {
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

  private static func knownStream(_ row: Row) -> StreamRecord {
    var checkpoint = StreamCheckpoint()
    checkpoint.offset = row.int("committed")
    checkpoint.line = row.int("line")
    checkpoint.headLength = row.int("head_length")
    checkpoint.headHash = UInt64(bitPattern: row.int("head_hash"))
    checkpoint.tailLength = row.int("tail_length")
    checkpoint.tailHash = UInt64(bitPattern: row.int("tail_hash"))
    checkpoint.format = row.text("format")
    checkpoint.decoderState = row.bytes("decoder_state")
    let place = FileLocation(
      path: row.text("path"), device: UInt64(bitPattern: row.int("device")),
      inode: UInt64(bitPattern: row.int("inode")), size: row.int("size"),
      modifiedNanoseconds: row.int("modified_ns"), codec: row.text("codec"))
    let state = StreamState(rawValue: row.text("state")) ?? .error
    return StreamRecord(id: row.int("id"), place: place, state: state, checkpoint: checkpoint)
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

  public func note(_ sightings: [StreamUpdate]) throws {
    guard !sightings.isEmpty else { return }
    try write { db in
      let update = try db.makeStatement(
        sql: """
          UPDATE source_file SET path = ?, device = ?, inode = ?, size = ?, modified_ns = ?, codec = ?, state = ?,
            error = ? WHERE id = ?
          """)
      for sighting in sightings {
        let place = sighting.place
        try update.execute(arguments: [
          place.path, Int64(bitPattern: place.device), Int64(bitPattern: place.inode), place.size,
          place.modifiedNanoseconds, place.codec, sighting.state.rawValue, sighting.error, sighting.stream,
        ])
      }
    }
  }
}
