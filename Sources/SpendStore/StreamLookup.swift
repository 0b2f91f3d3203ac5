import GRDB
import SpendCore

/// Looks up known streams on the connection that writes, by prepared statements. Memory and time do not depend
/// on the number of known streams.
final class StreamLookup {
  private let byInode: RawStatement
  private let byDatabasePath: RawStatement
  private let byEnding: RawStatement
  private let byHead: RawStatement
  private let nextEnding: RawStatement
  private let old: RawStatement

  init(_ db: Database) throws {
    let read = """
      SELECT id, path, device, inode, size, modified_ns, codec, state, committed, line, head_length, head_hash,
        tail_length, tail_hash, format, decoder_state FROM source_file
      """
    byInode = try RawStatement(
      db, sql: "\(read) WHERE inode = ?1 AND device = ?2 ORDER BY id DESC LIMIT 1")
    byDatabasePath = try RawStatement(
      db, sql: "\(read) WHERE codec = 'sqlite' AND path = ?1 ORDER BY id DESC LIMIT 1")
    let isShort = "committed <= \(StreamEnding.longest)"
    byEnding = try RawStatement(
      db,
      sql: """
        \(read) WHERE head_hash = ?1 AND committed = ?2 AND tail_length = ?3 AND tail_hash = ?4 AND \(isShort)
        ORDER BY id
        """)
    byHead = try RawStatement(
      db, sql: "\(read) WHERE head_hash = ?1 AND committed > \(StreamEnding.longest) ORDER BY id")
    old = try RawStatement(
      db,
      sql: """
        \(read) WHERE id > \(Self.examined) AND state <> 'missing' AND last_seen_us < ?1 ORDER BY id LIMIT ?2
        """)
    nextEnding = try RawStatement(
      db,
      sql: """
        SELECT committed, tail_length FROM source_file
        WHERE head_hash = ?1 AND (committed, tail_length) > (?2, ?3) AND \(isShort)
        ORDER BY committed, tail_length LIMIT 1
        """)
  }

  /// SQL of the last stream that was examined by `noteMissing`.
  static let examined = "coalesce((SELECT value FROM meta WHERE key = 'examined_source'), 0)"

  func oldStreams(before moment: Instant, limit: Int) throws -> [StreamRecord] {
    old.bind(moment.microseconds, at: 1)
    old.bind(Int64(limit), at: 2)
    return try records(old)
  }

  func streams(_ query: StreamQuery) throws -> [StreamRecord] {
    switch query {
    case .inode(let device, let inode):
      byInode.bind(Int64(bitPattern: inode), at: 1)
      byInode.bind(Int64(bitPattern: device), at: 2)
      return try records(byInode)
    case .database(let path):
      byDatabasePath.bind(path, at: 1)
      return try records(byDatabasePath)
    case .short(let head, let ending, let tail):
      byEnding.bind(Int64(bitPattern: head), at: 1)
      byEnding.bind(ending.offset, at: 2)
      byEnding.bind(ending.length, at: 3)
      byEnding.bind(Int64(bitPattern: tail), at: 4)
      return try records(byEnding)
    case .long(let head):
      byHead.bind(Int64(bitPattern: head), at: 1)
      return try records(byHead)
    }
  }

  /// Skips from one ending to the next instead of reading every stream. Numbers that are not whole, in a database
  /// that was tampered with, end the list: the next ending would be found for ever.
  func endings(ofHead hash: UInt64) throws -> [StreamEnding] {
    var endings: [StreamEnding] = []
    var last = StreamEnding(offset: .min, length: .min)
    var isLast = false
    while !isLast {
      isLast = true
      nextEnding.bind(Int64(bitPattern: hash), at: 1)
      nextEnding.bind(last.offset, at: 2)
      nextEnding.bind(last.length, at: 3)
      try nextEnding.forEachRow {
        let ending = StreamEnding(offset: nextEnding.int(0), length: nextEnding.int(1))
        guard (ending.offset, ending.length) > (last.offset, last.length) else { return }
        last = ending
        endings.append(ending)
        isLast = false
      }
    }
    return endings
  }

  private func records(_ statement: RawStatement) throws -> [StreamRecord] {
    var records: [StreamRecord] = []
    try statement.forEachRow {
      var checkpoint = StreamCheckpoint()
      checkpoint.offset = max(0, statement.int(8))
      checkpoint.line = max(0, statement.int(9))
      checkpoint.headLength = statement.int(10)
      checkpoint.headHash = UInt64(bitPattern: statement.int(11))
      checkpoint.tailLength = statement.int(12)
      checkpoint.tailHash = UInt64(bitPattern: statement.int(13))
      checkpoint.format = statement.text(14)
      checkpoint.decoderState = Array(statement.blob(15))
      let place = FileLocation(
        path: statement.text(1), device: UInt64(bitPattern: statement.int(2)),
        inode: UInt64(bitPattern: statement.int(3)), size: max(0, statement.int(4)),
        modifiedNanoseconds: statement.int(5), codec: statement.text(6))
      let state = StreamState(rawValue: statement.text(7)) ?? .error
      records.append(StreamRecord(id: statement.int(0), place: place, state: state, checkpoint: checkpoint))
    }
    return records
  }
}
