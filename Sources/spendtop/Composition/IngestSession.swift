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

/// The wiring of ingest: the right to write, the book of prices, the engine.
final class IngestSession {
  let access: WritingAccess
  let engine: IngestEngine
  /// Called on the thread that writes, whenever ingest has got on.
  var onProgress: (() -> Void)?

  /// Interval of the collector's heartbeat.
  private static let beat = Duration.seconds(30)

  /// Events that one step of expiring deletes: some ten milliseconds.
  private static let expiredAtOnce = 5_000

  /// The same database, followed with another configuration, counting on.
  func renewed(_ context: Context, sources: [LogSource]) throws -> IngestSession {
    let collector = try IngestSession(
      context, sources: sources, prompt: true, meter: engine.meter, access: access)
    collector.engine.adoptOpenFiles(of: engine)
    return collector
  }

  /// Throws what `WritingAccess` throws.
  ///
  /// - Parameter old: The database whose place the written one, made beside it, is to take.
  init(
    _ context: Context, sources: [LogSource], prompt: Bool = false, meter: IngestMeter = IngestMeter(),
    access: WritingAccess? = nil, replacing old: String? = nil
  ) throws {
    let path = context.databasePath
    self.access = try access ?? WritingAccess(context)
    var setup = IngestSetup(
      sources: sources, catalog: try context.catalog, mappings: context.settings.mappings,
      rules: context.settings.rules, database: old ?? DatabasePath.real(path))
    setup.commitsPromptly = prompt
    setup.toolDatabases = SQLiteToolDatabases()
    setup.zone = context.zone
    setup.host = context.settings.host ?? MachineName.current
    setup.portkeyCost = context.settings.portkeyCost
    if context.settings.hashUsers { setup.userHash = try UserKey.hash() }
    setup.isWorthRetrying = { error in
      guard case .sqlite(let code, _) = error as? StoreError else { return false }
      // Busy, locked, out of disk, input or output failed.
      return [5, 6, 10, 13].contains(code & 0xFF)
    }
    setup.isOfContent = { ($0 as? StoreError)?.isOfContent ?? false }
    setup.describe = { ($0 as? StoreError)?.message(path: path).because ?? "\($0)" }
    do {
      let pricer = MergedPricer(setup.catalog)
      self.access.writer.priceMerged = { pricer.price($0, $1) }
      engine = try IngestEngine(setup, store: self.access.writer, meter: meter, clock: { Clock.now })
    } catch let error as StoreError {
      throw CommandError(message: error.message(path: path), status: .unreadable)
    }
    // Not by the clock on the wall, which may jump back an hour.
    var lastBeat: ContinuousClock.Instant?
    // The engine holds the right to write, whoever else lets go of it.
    engine.onProgress = { [weak self, access = self.access] in
      try access.checkPlace()
      let now = ContinuousClock.now
      if lastBeat.map({ now - $0 >= Self.beat }) ?? true {
        // A full or busy database is reported by the next commit.
        try? access.writer.beat(at: Clock.now)
        lastBeat = now
      }
      self?.onProgress?()
    }
    engine.onStall = { [access = self.access] in try access.checkPlace() }
    if let kept = context.settings.keepEventsSeconds {
      engine.onMaintenance = { [writer = self.access.writer] in
        let cutoff = Clock.now.adding(seconds: -kept)
        return try writer.expireEvents(before: cutoff, limit: Self.expiredAtOnce) == Self.expiredAtOnce
      }
    }
  }
}

extension [LogSource] {
  /// Throws `UserMessage` when standard input is among what is to be followed.
  func checkFollowable() throws {
    guard contains(where: \.isStandardInput) else { return }
    throw UserMessage(
      "standard input cannot be followed", because: "standard input is read once, until its end",
      tryThis: "spendtop ingest -, which stores lines as they arrive")
  }
}

extension Context {
  /// Runs `body` on the database while no one else writes it.
  ///
  /// Throws `CommandError`: 75 when a collector holds the database, 3 when it is not there or cannot be written.
  func writing<T>(_ body: (SQLiteWriter) throws -> T) throws -> T {
    _ = try store()
    let access = try WritingAccess(self, for: .changing)
    return try reading { try withExtendedLifetime(access) { try body(access.writer) } }
  }

  /// The sources to ingest: the paths of the command line, otherwise those of the configuration.
  func sources(_ paths: [String], format: String?) -> [LogSource] {
    guard !paths.isEmpty else { return settings.sources }
    return paths.map { LogSource(path: $0, format: format) }
  }
}
