import Foundation
import SpendCore
import SpendIngest
import SpendPricing
import SpendSettings
import SpendStore

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
