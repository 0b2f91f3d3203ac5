import ArgumentParser
import Foundation
import SpendCore
import SpendStore

/// What every command understands.
struct GlobalOptions: ParsableArguments {
  @Option(name: .customLong("db"), parsing: .unconditional, help: "The database file.")
  var database: String?

  @Option(name: .customLong("config"), parsing: .unconditional, help: "The configuration file.")
  var configuration: String?

  @Option(
    name: .customLong("tz"), parsing: .unconditional,
    help: "Time zone for days and clocks, such as Europe/Berlin.")
  var timeZone: String?

  /// Everything settled: files, zone and configuration.
  func resolved() throws -> Context {
    // An empty variable counts as none, as the XDG base directory specification has it.
    let environment = ProcessInfo.processInfo.environment.filter { !$0.value.isEmpty }
    let (settings, configurationPath) = try loadSettings(environment)
    let name = timeZone ?? settings.timezone ?? TimeZone.current.identifier
    guard let zone = Zone(named: name) else {
      throw Failure(
        message: UserMessage(
          "there is no time zone \"\(name)\"", because: "the system's zone database does not list it",
          tryThis: "a name such as Europe/Berlin or UTC"), status: .usage)
    }
    let folders = UserFolders.here
    let path = database ?? environment["SPENDTOP_DB"] ?? settings.database ?? "\(folders.data)/spend.db"
    var context = Context(settings: settings, zone: zone, databasePath: folders.expanded(path))
    context.configurationPath = configurationPath
    return context
  }

  /// The settings, and the file they are in or would be written to.
  private func loadSettings(_ environment: [String: String]) throws -> (Settings, String) {
    if let named = configuration ?? environment["SPENDTOP_CONFIG"] {
      return (try Self.settings(named), named)
    }
    let own = UserFolders.here.configuration + "/config.toml"
    for path in [own, "/etc/spendtop/config.toml"] {
      guard access(path, F_OK) == 0 else { continue }
      return (try Self.settings(path), path)
    }
    return (Settings(), own)
  }

  private static let largestConfiguration = 1 << 20

  private static func settings(_ path: String) throws -> Settings {
    let settings = try Settings(toml: try text(ofConfiguration: path), path: path)
    try ConfigurationRights(path: path).check(settings)
    return settings
  }

  /// A configuration that is there and cannot be read is an error: running without it would be silent
  /// about every rule in it.
  private static func text(ofConfiguration path: String) throws -> String {
    let bytes = FileHandle(forReadingAtPath: path).flatMap { file in
      try? file.read(upToCount: largestConfiguration + 1) ?? Data()
    }
    if let bytes, bytes.count > largestConfiguration {
      throw Failure(
        message: UserMessage(
          "cannot read the configuration \"\(path)\"", because: "it is larger than 1 MiB",
          tryThis: "name another file with --config"), status: .unreadable)
    }
    guard let text = bytes.flatMap({ String(data: $0, encoding: .utf8) }) else {
      throw Failure(
        message: UserMessage(
          "cannot read the configuration \"\(path)\"",
          because: "there is no such file, or it is not readable as text",
          tryThis: "name another file with --config"), status: .unreadable)
    }
    return text
  }
}

/// What commands share once options and configuration are read.
struct Context {
  var settings: Settings
  var zone: Zone
  var databasePath: String
  /// Where the settings were read, or would be if there were any.
  var configurationPath = ""

  var clock: @Sendable () -> Instant = { Clock.now }

  var now: Instant { clock() }

  /// The database for reading.
  func store() throws -> SQLiteStore {
    do {
      return try SQLiteStore(reading: databasePath, zone: zone)
    } catch let error as StoreError {
      throw Failure(message: error.message(path: databasePath), status: .unreadable)
    }
  }

  /// Runs `body` and turns errors of the database into messages.
  func reading<T>(_ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let error as StoreError {
      throw Failure(message: error.message(path: databasePath), status: .unreadable)
    }
  }

  func time(_ text: String, option: String) throws -> Instant {
    if let time = TimeExpression(text, now: now, zone: zone) { return time.instant }
    throw UserMessage(
      "cannot read the time \"\(text)\" of \(option)", because: "it is neither a time nor a duration",
      tryThis: "7d, today, month, 2026-11-20 or 2026-11-20T14:30:00Z")
  }

  /// The two times of a question, read before anything is opened.
  func span(since: String?, until: String?) throws -> OpenSpan {
    let span = OpenSpan(
      start: try since.map { try time($0, option: "--since") },
      end: try until.map { try time($0, option: "--until") })
    if let start = span.start, let end = span.end, end < start {
      throw UserMessage(
        "there is no time between \(start.rfc3339) and \(end.rfc3339)", because: "--until is before --since",
        tryThis: "the earlier of the two with --since")
    }
    return span
  }

  /// The window of a question; an end that is not given is the end of what is stored.
  func window(_ span: OpenSpan, of store: SQLiteStore) throws -> TimeWindow {
    if let start = span.start, let end = span.end { return TimeWindow(start: start, end: end) }
    let recorded = try reading { try store.recordedHours() }
    return TimeWindow(
      start: span.start ?? recorded?.start ?? span.end ?? now,
      end: span.end ?? max(now, recorded?.end ?? now))
  }
}

/// A span of time of which either end may be missing.
struct OpenSpan {
  var start: Instant?
  var end: Instant?
}

enum Clock {
  static var now: Instant {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
  }

  /// Since the machine was started: nobody sets it, and it counts while the machine sleeps.
  static var steady: Duration {
    var time = timespec()
    clock_gettime(CLOCK_BOOTTIME, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
}
