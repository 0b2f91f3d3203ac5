public import SpendCore

/// Database errors as values.
public enum StoreError: Error, Sendable, Equatable {
  case cannotOpen(path: String, reason: String)
  case foreignDatabase
  case newerSchema(found: Int32, known: Int32)
  case olderSchema(found: Int32, needed: Int32)
  case missing(path: String)
  /// A stream's committed offset differs from the start of this reading: another writer has committed.
  case offsetMoved(stream: Int64)
  case networkFileSystem(path: String)
  case sqlite(code: Int32, message: String)
}

extension StoreError {
  /// True when SQLite found the file damaged or not a database; waiting does not help.
  public var isDamage: Bool {
    guard case .sqlite(let code, _) = self else { return false }
    return [11, 26].contains(code & 0xFF)
  }

  /// True when a row with the same key exists.
  var isConflict: Bool {
    guard case .sqlite(let code, _) = self else { return false }
    // SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE
    return code == 1_555 || code == 2_067
  }

  /// True when the cause is the content to be stored, not the database or the disk: a constraint, a value
  /// that is too large or of the wrong type.
  public var isOfContent: Bool {
    guard case .sqlite(let code, _) = self else { return false }
    return [18, 19, 20, 25].contains(code & 0xFF)
  }

  /// Message for a user; `path` is the database file.
  public func message(path: String) -> UserMessage {
    switch self {
    case .cannotOpen(let path, let reason):
      UserMessage(
        "cannot open the database \"\(path)\"", because: reason,
        tryThis: "make its directory writable, or pass another file with --db")
    case .foreignDatabase:
      UserMessage(
        "cannot use \"\(path)\" as the database", because: "the database belongs to another program",
        tryThis: "pass another file with --db")
    case .newerSchema(let found, let known):
      UserMessage(
        "cannot use the database \"\(path)\"",
        because: "it has schema version \(found), this program knows versions up to \(known)",
        tryThis: "install the newer spendtop, or name another file with --db")
    case .olderSchema(let found, let needed):
      UserMessage(
        "cannot read the database \"\(path)\"",
        because: "it has schema version \(found), this program reads version \(needed)",
        tryThis: "restart the collector, or run spendtop ingest once: it migrates the database")
    case .missing(let path):
      UserMessage(
        "there is no database \"\(path)\" yet", because: "nothing has been ingested into it",
        tryThis: "spendtop ingest PATH")
    case .offsetMoved:
      UserMessage(
        "cannot go on writing to \"\(path)\"", because: "another process wrote to the database",
        tryThis: "run one collector per database")
    case .networkFileSystem(let path):
      UserMessage(
        "cannot keep the database at \"\(path)\"",
        because: "it is on a network file system, where SQLite's write-ahead log does not work",
        tryThis: "pass a file on a local disk with --db")
    case .sqlite(let code, let text):
      UserMessage(
        "cannot use the database \"\(path)\"",
        because: Self.cause(code, text) + Self.holders(code, path: path),
        tryThis: Self.advice(code))
    }
  }

  /// The cause in plain words; codes without any keep SQLite's own text.
  private static func cause(_ code: Int32, _ text: String) -> String {
    switch code & 0xFF {
    case 3, 23: "permission denied"
    case 5, 6: "the database is locked"
    case 8: "the file is read-only"
    case 10: "reading or writing the disk failed"
    // The integrity check names the place.
    case 11:
      text == "database disk image is malformed" ? "the file is damaged" : "the file is damaged: \(text)"
    case 13: "the disk is full"
    case 14: "the file cannot be opened"
    case 26: "the file is not a database"
    default: "SQLite: \(text) (\(code))"
    }
  }

  /// Processes that hold the database, as far as the system reports them.
  private static func holders(_ code: Int32, path: String) -> String {
    guard [5, 6].contains(code & 0xFF) else { return "" }
    let holders = LockHolder.all(ofDatabase: path)
    guard !holders.isEmpty else { return "" }
    return "; " + holders.map(\.description).joined(separator: " and ") + " holds it"
  }

  private static func advice(_ code: Int32) -> String {
    switch code & 0xFF {
    case 5, 6: "wait for the other program to finish, or stop it"
    case 8: "make the file and its directory writable, or name another file with --db"
    case 14: "copy it to a directory that can be written: SQLite keeps two more files beside it"
    case 10: "repeat the command, and check the system log for disk errors"
    case 11: "spendtop rebuild"
    case 26: "pass another file with --db, or run spendtop rebuild"
    case 13: "make room on the disk; nothing that was committed is lost"
    default: "spendtop doctor"
    }
  }
}
