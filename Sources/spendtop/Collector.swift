import Foundation
import SpendCore
import SpendIngest
import SpendPricing
import SpendStore

/// The wiring of ingest: the writer lock, the database, the book of prices, the engine.
final class Collector {
  private let lock: WriterLock
  private let writer: SQLiteWriter
  let engine: IngestEngine
  /// Called on the thread that writes, whenever ingest has got on.
  var onTurn: (() -> Void)?

  /// How often the database is told that somebody reads the logs.
  private static let beatSeconds: Int64 = 30

  /// The same database, followed with another configuration. Throws what the store throws.
  func renewed(_ context: Context, sources: [LogSource]) throws -> Collector {
    try Collector(context, sources: sources, prompt: true, meter: engine.meter, lock: lock, writer: writer)
  }

  private init(
    _ context: Context, sources: [LogSource], prompt: Bool, meter: IngestMeter, lock: WriterLock,
    writer: SQLiteWriter
  ) throws {
    self.lock = lock
    self.writer = writer
    let path = context.databasePath
    var setup = IngestSetup(
      sources: sources, catalog: context.catalog, mappings: context.settings.mappings,
      rules: context.settings.rules, ownFiles: [path, path + "-wal", path + "-shm", path + ".writer"])
    setup.commitsPromptly = prompt
    setup.isWorthRetrying = { error in
      guard case .sqlite(let code, _) = error as? StoreError else { return false }
      // Busy, locked, out of disk, input or output failed.
      return [5, 6, 10, 13].contains(code & 0xFF)
    }
    setup.describe = { ($0 as? StoreError)?.message(path: path).because ?? "\($0)" }
    engine = try IngestEngine(setup, store: writer, meter: meter, clock: { Clock.now })
    var lastBeat = Instant(seconds: 0)
    engine.onTurn = { [unowned self] in
      let now = Clock.now
      if now.seconds - lastBeat.seconds >= Self.beatSeconds {
        // A database that is full or busy is told by the next commit.
        try? writer.beat(at: now)
        lastBeat = now
      }
      onTurn?()
    }
  }

  /// Throws `Failure`: 75 when another collector holds the database, 3 when it cannot be written.
  convenience init(
    _ context: Context, sources: [LogSource], prompt: Bool = false, meter: IngestMeter = IngestMeter()
  ) throws {
    let path = context.databasePath
    do {
      let folder = (path as NSString).deletingLastPathComponent
      if !folder.isEmpty {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      }
    } catch {
      throw Failure(
        message: StoreError.cannotOpen(path: path, reason: "its directory cannot be made").message(
          path: path),
        status: .unreadable)
    }
    do {
      let lock = try WriterLock(database: path)
      let writer = try SQLiteWriter(path: path, zone: context.zone)
      try self.init(context, sources: sources, prompt: prompt, meter: meter, lock: lock, writer: writer)
    } catch let error as StoreError {
      throw Failure(message: error.message(path: path), status: .unreadable)
    } catch let held as WriterLock.Held {
      let who = held.holder.map { "process \($0)" } ?? "another process"
      throw Failure(
        message: UserMessage(
          "cannot write to \"\(path)\"", because: "\(who) is ingesting into it",
          tryThis: "stop that one, or name another file with --db"), status: .busy)
    }
  }
}

extension Context {
  /// The price book with the configuration's own prices.
  var catalog: PriceCatalog { PriceCatalog.builtin.adding(settings.prices) }

  /// What to read: the paths of the command line, else those of the configuration.
  func sources(_ paths: [String], format: String?) -> [LogSource] {
    guard !paths.isEmpty else { return settings.sources }
    return paths.map { LogSource(path: $0, format: format) }
  }
}
