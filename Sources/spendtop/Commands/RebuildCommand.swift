import ArgumentParser
import Foundation
import SpendCore
import SpendIngest
import SpendStore

struct RebuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rebuild", abstract: "Read all logs anew into a new database, and compare it with the old.",
    discussion: """
      The new database takes the old one's place when the old one is damaged, or when both agree in
      requests, tokens and cost of every day and model. The old one is kept beside it.
      """)

  @OptionGroup var global: GlobalOptions
  @Argument(help: "Logs to read besides those of the configuration and those read before.")
  var paths: [String] = []
  @Flag(help: "Take the new database even if it differs.")
  var replace = false

  func run() throws {
    let context = try global.resolved()
    let path = context.databasePath
    guard FileManager.default.fileExists(atPath: path) else {
      throw Failure(
        message: StoreError.missing(path: path).message(path: path), status: .unreadable)
    }
    let lock: WriterLock
    do {
      lock = try WriterLock(database: path)
    } catch is WriterLock.Held {
      throw Failure(
        message: UserMessage(
          "cannot rebuild \"\(path)\"", because: "a process is ingesting into it",
          tryThis: "stop that one first"), status: .busy)
    }
    let old = Self.open(path, context.zone)
    var fresh = context
    fresh.databasePath = path + ".rebuilt"
    try Self.remove(fresh.databasePath)
    try ingest(fresh, old?.sources.map(\.path) ?? [])
    let new = try fresh.reading { try Totals(SQLiteStore(reading: fresh.databasePath, zone: context.zone)) }

    let differences = old.map { new.differences(from: $0.totals) } ?? []
    for line in differences.prefix(20) { print(Shown.text(line)) }
    if differences.count > 20 { print("… and \(differences.count - 20) more") }
    guard differences.isEmpty || replace else {
      throw Failure(
        message: UserMessage(
          "the new database differs from the old one, which stays",
          because: "logs that were read before are gone, or are read otherwise now",
          tryThis: "compare with --db \(fresh.databasePath), or take it with --replace"), status: .difference)
    }
    let kept = try Self.swap(fresh.databasePath, into: path, isDamaged: old == nil)
    withExtendedLifetime(lock) {}
    print(
      "\(new.requests) requests from \(new.sources) sources"
        + (old == nil
          ? "; the old database could not be read" : differences.isEmpty ? ", the same as before" : ""))
    print("the old database is \(Shown.text(kept))")
  }

  /// Reads what the configuration names, what was read before and is still there, and `paths`.
  private func ingest(_ context: Context, _ known: [String]) throws {
    let configured = context.settings.sources
    let named = (paths + known.filter { $0 != "-" && access($0, R_OK) == 0 }).map { LogSource(path: $0) }
    let collector = try Collector(context, sources: configured + named)
    let stop = StopSignal()
    let signals = SignalWatch([SIGINT, SIGTERM, SIGHUP]) { stop.stop() }
    defer { signals.cancel() }
    collector.engine.onNotice = { Reporter.say("spendtop: \($0.path): \($0.detail)") }
    let bar = ProgressBar(collector.engine.meter)
    defer { bar.finish() }
    try context.reading {
      try collector.engine.readAll(stop: stop)
      try collector.access.writer.emptyLog()
    }
    guard !stop.isStopped else {
      throw Failure(
        message: UserMessage(
          "the rebuild was stopped; the old database is unchanged", because: "a signal arrived",
          tryThis: "spendtop rebuild"), status: .difference)
    }
  }

  /// What the old database says, nil when it is damaged.
  private static func open(_ path: String, _ zone: Zone) -> (
    totals: Totals, sources: [SourceReport]
  )? {
    guard let store = try? SQLiteStore(reading: path, zone: zone), let damages = try? store.damages(),
      damages.isEmpty, let totals = try? Totals(store), let sources = try? store.sources()
    else { return nil }
    return (totals, sources)
  }

  private static let companions = ["", "-wal", "-shm"]

  private static func remove(_ path: String) throws {
    for suffix in companions + [".writer"] { unlink(path + suffix) }
  }

  /// Puts the new database in the place of the old one. Returns where the old one is now.
  private static func swap(_ new: String, into path: String, isDamaged: Bool) throws -> String {
    let stamp = Clock.now.rfc3339.prefix(19).filter { $0.isNumber || $0 == "T" }
    let kept = "\(path).\(isDamaged ? "damaged" : "before")-\(stamp)"
    for suffix in companions where access(path + suffix, F_OK) == 0 {
      guard Foundation.rename(path + suffix, kept + suffix) == 0 else { throw cannotMove(path, kept) }
    }
    guard Foundation.rename(new, path) == 0 else { throw cannotMove(new, path) }
    try remove(new)
    return kept
  }

  private static func cannotMove(_ old: String, _ new: String) -> Failure {
    Failure(
      message: UserMessage(
        "cannot move \"\(old)\" to \"\(new)\"", because: String(cString: strerror(errno)),
        tryThis: "move it by hand, with the -wal file beside it"), status: .unreadable)
  }
}

/// What two databases must agree in: requests, tokens and cost of every day and model.
private struct Totals {
  private struct Key: Hashable {
    var day: Instant
    var provider: String
    var model: String
  }

  private var sums: [Key: SpendSums] = [:]
  let sources: Int64

  init(_ store: SQLiteStore) throws {
    let query = SpendQuery(window: .allTime, groups: [.provider, .model], bucket: .day)
    for row in try store.rows(for: query) {
      let key = Key(day: row.bucketStart ?? Instant(seconds: 0), provider: row.keys[0], model: row.keys[1])
      sums[key] = row.sums
    }
    sources = try store.health().sources
  }

  var requests: Int64 { sums.values.reduce(0) { $0 + $1.requests } }

  /// One line for each day and model in which they differ, the earliest first.
  func differences(from old: Totals) -> [String] {
    Set(sums.keys).union(old.sums.keys)
      .sorted { ($0.day, $0.provider, $0.model) < ($1.day, $1.provider, $1.model) }
      .compactMap { key in
        let new = Self.figures(sums[key] ?? SpendSums())
        let before = Self.figures(old.sums[key] ?? SpendSums())
        guard new != before else { return nil }
        let name = [key.provider, key.model].filter { !$0.isEmpty }.joined(separator: "/")
        return "differs: \(key.day.rfc3339.prefix(10)) \(name): \(before), now \(new)"
      }
  }

  private static func figures(_ sums: SpendSums) -> String {
    "\(sums.requests) requests, \(sums.promptTokens + sums.output) tokens, \(sums.cost.decimalString) USD"
  }
}
