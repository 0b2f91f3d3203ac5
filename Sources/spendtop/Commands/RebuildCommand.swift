import ArgumentParser
import Foundation
import SpendCore
import SpendFormatting
import SpendIngest
import SpendReports
import SpendSettings
import SpendStore

struct RebuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rebuild", abstract: "Rebuild the database from all logs and compare it with the old one.",
    discussion: """
      The new database takes the old one's place when the old one is damaged, or when both agree in
      requests, tokens and cost of every day and model. The old one is kept beside it. One that only
      cannot be read for the moment, or that is not spendtop's, stays as it is.

      Users who were forgotten with `spendtop purge` are in the new database again if the logs still hold
      their names: clean or delete those logs first.
      """)

  @OptionGroup var global: GlobalOptions
  @Argument(help: "Logs to read in addition to configured and previously read ones.")
  var paths: [String] = []
  @Flag(help: "Replace the database even if the new one differs or is empty.")
  var replace = false

  func run() throws {
    var context = try global.resolved()
    context.databasePath = DatabasePath.real(context.databasePath)
    let path = context.databasePath
    // A database that may not be replaced is refused before any file is written beside it.
    try ExistingDatabase.check(context)
    let lock = try WritingAccess.lock(context, for: .rebuilding)
    DatabaseSwap.tidy(path)
    let old = try ExistingDatabase(context)
    var fresh = context
    fresh.databasePath = DatabaseSwap.new(for: path)
    fresh.ownerPath = path
    var isKept = false
    defer { if !isKept { DatabaseSwap.remove(fresh.databasePath) } }
    try ingest(fresh, old.logs, replacing: path)
    if old.totals != nil { try Self.carryOver(from: context, to: fresh) }
    let new = try fresh.reading { try DatabaseTotals(fresh.store()) }

    let differences = old.totals.map { new.differences(from: $0) } ?? []
    guard differences.isEmpty || replace else {
      isKept = true
      Self.show(differences)
      throw CommandError(
        message: UserMessage(
          "the new database differs from the old one, which stays",
          because: "some logs are gone or parse differently now",
          tryThis: "compare with --db \(fresh.databasePath), or accept it with --replace"),
        status: .difference)
    }
    guard new.requests > 0 || replace else {
      throw CommandError(
        message: UserMessage(
          "the new database would be empty, the old one stays",
          because: "no usage found in \(new.sources) logs",
          tryThis: "spendtop rebuild /path/to/logs, or accept the empty database with --replace"),
        status: .difference)
    }
    if old.totals != nil {
      // From here on all of it is in one file.
      try context.reading { try SQLiteWriter(path: path, zone: context.zone).truncateWAL() }
    }
    let kept = try DatabaseSwap.put(
      fresh.databasePath, into: path, keepingAs: old.totals == nil ? "damaged" : "before")
    withExtendedLifetime(lock) {}
    // Only now: a reader of this that has gone ends the program.
    Self.show(differences)
    print(
      "\(CountText.grouped(new.requests, "request")) from \(CountText.grouped(Int64(new.sources), "source"))"
        + (old.totals == nil
          ? "; the old database could not be read" : differences.isEmpty ? ", the same as before" : ""))
    print("the old database is \(Shown.text(kept))")
  }

  /// Copies what people stored, which no log holds: notes, closed statements and accepted savings.
  private static func carryOver(from old: Context, to new: Context) throws {
    let store = try old.store()
    try old.reading {
      let writer = try SQLiteBillingWriter(path: new.databasePath)
      for note in try store.notes(in: .allTime) { _ = try writer.add(note) }
      for statement in try store.closedStatements() { _ = try writer.close(statement) }
      for saving in try store.acceptedSavings() { _ = try writer.add(saving) }
    }
  }

  private static func show(_ differences: [String]) {
    for line in differences.prefix(20) { print(Shown.text(line)) }
    if differences.count > 20 { print("… and \(differences.count - 20) more") }
  }

  /// Reads what the configuration names, what was read before and is still there, and `paths`.
  private func ingest(_ context: Context, _ known: [String], replacing old: String) throws {
    let configured = context.settings.sources
    let named = (paths + known.filter { $0 != "-" && access($0, R_OK) == 0 }).map { LogSource(path: $0) }
    let collector = try IngestSession(context, sources: configured + named, replacing: old)
    let interruption = Interruption()
    let signals = interruption.watch()
    defer { signals.cancel() }
    collector.engine.onNotice = { Reporter.say("spendtop: \($0.path): \($0.detail)") }
    let bar = ProgressBar(collector.engine.meter)
    defer { bar.finish() }
    try context.reading {
      try collector.engine.readAll(stop: interruption.stop)
      try collector.access.writer.truncateWAL()
    }
    if let status = interruption.status {
      throw CommandError(
        message: UserMessage(
          "the rebuild was stopped; the old database is unchanged", because: "\(interruption.name) arrived",
          tryThis: "spendtop rebuild"), status: status)
    }
  }
}

/// The file at the path of a database that is to be rebuilt.
private struct ExistingDatabase {
  /// Nil when SQLite calls the database damaged. Every other reason not to read it is an error: it may be
  /// temporary, or the database may belong to another user.
  var totals: DatabaseTotals?
  /// The logs that were read before, as far as they can still be determined.
  var logs: [String] = []

  /// Throws `CommandError` when the database may not be replaced.
  init(_ context: Context) throws {
    try look(context)
    guard totals == nil else { return }
    // SQLite calls pages malformed that the disk only did not give.
    try DatabaseSwap.readThrough(context.databasePath)
    try look(context)
  }

  private mutating func look(_ context: Context) throws {
    try context.reading {
      try Self.unlessDamaged {
        let store = try SQLiteStore(reading: context.databasePath, zone: context.zone)
        try Self.unlessDamaged {
          if try store.damages().isEmpty { totals = try DatabaseTotals(store) }
        }
        logs = try store.logPaths()
      }
    }
  }

  /// Throws what `init` throws, without a look at all of it.
  static func check(_ context: Context) throws {
    try context.reading {
      try unlessDamaged { _ = try SQLiteStore(reading: context.databasePath, zone: context.zone) }
    }
  }

  private static func unlessDamaged(_ body: () throws -> Void) throws {
    do { try body() } catch let error as StoreError where error.isDamage {}
  }
}
