import GRDB
import SpendCore

/// Advances a stream's checkpoint in the ledger, inside the transaction that stores the read events.
struct CheckpointWriter {
  private let moveCheckpoint: RawStatement
  private let insertReject: RawStatement
  private let takeEvent: RawStatement
  private let countLines: RawStatement
  /// Rejected lines that are kept of one stream; the rest is only counted.
  private static let keptRejects = 1_000
  /// Seconds by which the clock of a logging machine may be ahead; later events are no evidence of fresh logs.
  private static let clockSlack: Int64 = 300

  init(_ db: Database) throws {
    moveCheckpoint = try RawStatement(
      db,
      sql: """
        UPDATE source_file SET committed = ?1, line = ?2, head_length = ?3, head_hash = ?4, tail_length = ?5,
          tail_hash = ?6, format = ?7, decoder_state = ?8, lines = lines + ?9, events = events + ?10,
          duplicates = duplicates + ?11, ignored = ignored + ?12, rejected = rejected + ?13, last_seen_us = ?14,
          unrecognised = unrecognised + ?17,
          last_event_us = max(coalesce(last_event_us, ?18), coalesce(?18, last_event_us))
        WHERE id = ?15 AND committed = ?16
        """)
    countLines = try RawStatement(
      db,
      sql: """
        INSERT INTO line_hour (hour, lines, unrecognised, rejected) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (hour) DO UPDATE SET lines = lines + ?2, unrecognised = unrecognised + ?3,
          rejected = rejected + ?4
        """)
    takeEvent = try RawStatement(
      db, sql: "UPDATE source_file SET events = events - 1, duplicates = duplicates + 1 WHERE id = ?")
    insertReject = try RawStatement(
      db,
      sql: """
        INSERT OR IGNORE INTO quarantined_line (source_id, line_offset, length, reason) SELECT ?1, ?2, ?3, ?4
        WHERE (SELECT count(*) FROM quarantined_line WHERE source_id = ?1) < \(Self.keptRejects)
        """)
  }

  /// Counts an event of a stream as a duplicate: it became part of another one.
  func disown(_ stream: Int64) throws {
    takeEvent.bind(stream, at: 1)
    try takeEvent.run()
  }

  private func count(_ counts: LineCounts, at now: Instant) throws {
    guard counts.lines > 0 else { return }
    countLines.bind(now.seconds.flooredQuotient(by: 3_600), at: 1)
    countLines.bind(Int64(counts.lines), at: 2)
    countLines.bind(Int64(counts.unrecognised), at: 3)
    countLines.bind(Int64(counts.rejected), at: 4)
    try countLines.run()
  }

  /// Throws `StoreError.offsetMoved` when the stream is not where the unit begins.
  func move(_ unit: CommitUnit, _ tally: StreamTally, at now: Instant) throws {
    let checkpoint = unit.checkpoint
    let counts = unit.block.counts
    moveCheckpoint.bind(checkpoint.offset, at: 1)
    moveCheckpoint.bind(checkpoint.line, at: 2)
    moveCheckpoint.bind(checkpoint.headLength, at: 3)
    moveCheckpoint.bind(Int64(bitPattern: checkpoint.headHash), at: 4)
    moveCheckpoint.bind(checkpoint.tailLength, at: 5)
    moveCheckpoint.bind(Int64(bitPattern: checkpoint.tailHash), at: 6)
    moveCheckpoint.bind(checkpoint.format, at: 7)
    checkpoint.decoderState.withUnsafeBytes { moveCheckpoint.bind(blob: $0, at: 8) }
    moveCheckpoint.bind(Int64(counts.lines), at: 9)
    moveCheckpoint.bind(Int64(tally.inserted), at: 10)
    moveCheckpoint.bind(Int64(tally.duplicates), at: 11)
    moveCheckpoint.bind(Int64(counts.ignored), at: 12)
    moveCheckpoint.bind(Int64(counts.rejected), at: 13)
    moveCheckpoint.bind(now.microseconds, at: 14)
    moveCheckpoint.bind(unit.stream, at: 15)
    moveCheckpoint.bind(unit.from, at: 16)
    moveCheckpoint.bind(Int64(counts.unrecognised), at: 17)
    let latest = now.adding(seconds: Self.clockSlack)
    var newest = Instant(microseconds: .min)
    for index in unit.block.events.indices {
      let time = unit.block.events[index].event.time
      if time > newest, time <= latest { newest = time }
    }
    if newest.microseconds > .min {
      moveCheckpoint.bind(newest.microseconds, at: 18)
    } else {
      moveCheckpoint.bindNull(at: 18)
    }
    guard try moveCheckpoint.run() == 1 else { throw StoreError.offsetMoved(stream: unit.stream) }
    try count(counts, at: now)
    for reject in unit.block.rejects {
      insertReject.bind(unit.stream, at: 1)
      insertReject.bind(reject.offset, at: 2)
      insertReject.bind(reject.length, at: 3)
      insertReject.bind(reject.reason, at: 4)
      try insertReject.run()
    }
  }
}
