import Foundation
import GRDB
public import SpendCore

/// Writes notes, closed statements and accepted savings into the database of events.
///
/// No event or sum is touched, so this needs no writer lock: it works beside a running collector, whose
/// transactions it waits for.
public final class SQLiteBillingWriter {
  private let queue: DatabaseQueue

  /// Opens an existing database. Throws `StoreError`.
  public init(path: String) throws {
    guard FileManager.default.fileExists(atPath: path) else { throw StoreError.missing(path: path) }
    do {
      queue = try DatabaseQueue(path: path, configuration: SQLiteStore.configuration())
      try queue.read { try Schema.checkReadable($0, path: path) }
    } catch let error as DatabaseError {
      throw StoreError(error)
    }
  }

  /// Stores a note and returns its id. The same text at the same moment is stored once.
  public func add(_ note: Note) throws -> Int64 {
    try StoreError.translating {
      try queue.write { db in
        try db.execute(
          sql: "INSERT OR IGNORE INTO note (time_us, text) VALUES (?, ?)",
          arguments: [note.time.microseconds, note.text])
        return try Int64.fetchOne(
          db, sql: "SELECT id FROM note WHERE time_us = ? AND text = ?",
          arguments: [note.time.microseconds, note.text]) ?? 0
      }
    }
  }

  /// Removes a note. False when there is none of that id.
  public func removeNote(_ id: Int64) throws -> Bool {
    try StoreError.translating {
      try queue.write { db in
        try db.execute(sql: "DELETE FROM note WHERE id = ?", arguments: [id])
        return db.changesCount > 0
      }
    }
  }

  /// Stores an accepted saving. False when the saving is accepted already: the stored one stays.
  public func add(_ saving: AcceptedSaving) throws -> Bool {
    try StoreError.translating {
      try queue.write { db in
        try db.execute(
          sql: """
            INSERT OR IGNORE INTO accepted_saving
              (time_us, kind, feature, model, query_type, alternative, per_month, seconds, requests, cost,
                prompt_tokens, output_tokens)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
          arguments: [
            saving.time.microseconds, saving.kind, saving.feature, saving.model, saving.queryType,
            saving.alternative, saving.perMonth.nanodollars, saving.seconds, saving.requests,
            saving.cost.nanodollars, saving.promptTokens, saving.outputTokens,
          ])
        return db.changesCount > 0
      }
    }
  }

  /// Removes an accepted saving. False when there is none of that id.
  public func removeSaving(_ id: Int64) throws -> Bool {
    try StoreError.translating {
      try queue.write { db in
        try db.execute(sql: "DELETE FROM accepted_saving WHERE id = ?", arguments: [id])
        return db.changesCount > 0
      }
    }
  }

  /// Stores a statement. False when the month is closed already: the stored one stays.
  public func close(_ statement: ClosedStatement) throws -> Bool {
    try StoreError.translating {
      try queue.write { db in
        try db.execute(
          sql: "INSERT OR IGNORE INTO statement (month, dimension, closed_us, body) VALUES (?, ?, ?, ?)",
          arguments: [
            statement.month, statement.dimension, statement.closedAt.microseconds, Data(statement.body),
          ])
        return db.changesCount > 0
      }
    }
  }
}

extension SQLiteStore {
  /// Notes of a time range in order of time.
  public func notes(in window: TimeWindow) throws -> [Note] {
    try read { db in
      try Row.fetchAll(
        db, sql: "SELECT id, time_us, text FROM note WHERE time_us >= ? AND time_us < ? ORDER BY time_us, id",
        arguments: [window.start.microseconds, window.end.microseconds]
      ).map { row in
        Note(
          id: row.int("id"), time: Instant(microseconds: row.int("time_us")), text: row.text("text"))
      }
    }
  }

  /// All closed statements in order of month and dimension.
  public func closedStatements() throws -> [ClosedStatement] {
    try read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM statement ORDER BY month, dimension").map { row in
        ClosedStatement(
          month: row.text("month"), dimension: row.text("dimension"),
          closedAt: Instant(microseconds: row.int("closed_us")), body: row.bytes("body"))
      }
    }
  }
  /// All accepted savings in order of time.
  public func acceptedSavings() throws -> [AcceptedSaving] {
    try read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM accepted_saving ORDER BY time_us, id").map { row in
        var saving = AcceptedSaving(
          time: Instant(microseconds: row.int("time_us")), kind: row.text("kind"))
        saving.id = row.int("id")
        saving.feature = row.text("feature")
        saving.model = row.text("model")
        saving.queryType = row.text("query_type")
        saving.alternative = row.text("alternative")
        saving.perMonth = Money(nanodollars: row.int("per_month"))
        saving.seconds = row.int("seconds")
        saving.requests = row.int("requests")
        saving.cost = Money(nanodollars: row.int("cost"))
        saving.promptTokens = row.int("prompt_tokens")
        saving.outputTokens = row.int("output_tokens")
        return saving
      }
    }
  }
}
