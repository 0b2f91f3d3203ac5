import Foundation
import SpendCore
import SpendIngest
import SpendPricing
import SpendSettings
import SpendStore

/// The right to write a database, held while the value lives.
struct WritingAccess {
  let writer: SQLiteWriter
  /// Let go of last: closing the database still writes to it.
  private let lock: WriterLock
  private let log: LogIdentity

  /// Throws `CommandError`: 75 when another process writes, 3 when the database cannot be written.
  init(_ context: Context, for purpose: WriterLock.Purpose = .ingesting) throws {
    let path = context.databasePath
    do {
      let folder = PathComponents.folder(of: path)
      if !FileManager.default.fileExists(atPath: folder) {
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      }
    } catch {
      throw CommandError(
        message: StoreError.cannotOpen(path: path, reason: "its directory cannot be made").message(
          path: path),
        status: .unreadable)
    }
    lock = try Self.lock(context, for: purpose)
    writer = try context.reading {
      try SQLiteWriter(path: path, zone: context.zone) { step in
        FileHandle.standardError.write(Data("spendtop: migrating the database: \(step)\n".utf8))
      }
    }
    log = LogIdentity(path: DatabasePath.real(path) + "-wal")
  }

  /// The write-ahead log as the writer has it open.
  private final class LogIdentity {
    private let path: String
    private var file: (device: UInt64, inode: UInt64)?

    init(path: String) {
      self.path = path
      file = now
    }

    private var now: (device: UInt64, inode: UInt64)? {
      var status = stat()
      guard stat(path, &status) == 0 else { return nil }
      return (UInt64(status.st_dev), UInt64(status.st_ino))
    }

    /// True while the path names the same file, or when the log was not made yet.
    var isInPlace: Bool {
      guard let file else {
        file = now
        return true
      }
      return now.map { $0 == file } ?? false
    }
  }

  /// The lock alone. Throws what `init` throws.
  static func lock(_ context: Context, for purpose: WriterLock.Purpose) throws -> WriterLock {
    let path = context.databasePath
    do {
      return try context.reading { try WriterLock(database: path, for: purpose) }
    } catch let held as WriterLock.Held {
      let named = held.holder.map { "process \($0)" } ?? "another process"
      let who = held.isStale ? "another process, not \(named), which has ended," : named
      throw CommandError(
        message: UserMessage(
          "cannot write to \"\(path)\"", because: "\(who) is \(held.purpose?.rawValue ?? "writing to it")",
          tryThis: "stop that process, or pass another file with --db"), status: .busy)
    }
  }

  /// Throws `CommandError` when the files being written are no longer those at the path.
  func checkPlace() throws {
    guard log.isInPlace else {
      // The removed log is still open here: its content goes into the database itself.
      try? writer.truncateWAL()
      throw CommandError(
        message: UserMessage(
          "cannot go on writing to the database",
          because: "its write-ahead log (the -wal file) was removed or replaced while in use",
          tryThis: "restart, and keep the -wal and -shm files: the write-ahead log was saved"
        ),
        status: .unreadable)
    }
    guard !lock.isInPlace else { return }
    throw CommandError(
      message: UserMessage(
        "cannot go on writing to the database", because: "the file was removed or replaced while in use",
        tryThis: "restart: requests missing from the new file are read from the logs again"),
      status: .unreadable)
  }
}
