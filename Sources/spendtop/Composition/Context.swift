import Foundation
import SpendCore
import SpendSettings
import SpendStore

/// Values shared by commands after options and configuration are read.
struct Context {
  var settings: Settings
  var zone: Zone
  var databasePath: String
  /// The database whose prices and alerts are used, when it is not the one that is read or written: a
  /// rebuilt database is made under another name.
  var ownerPath: String?
  /// Path of the configuration file, whether or not it exists.
  var configurationPath = ""

  var clock: @Sendable () -> Instant = { Clock.now }

  var now: Instant { clock() }

  /// The files beside the database.
  var companions: DatabaseCompanions { DatabaseCompanions(database: ownerPath ?? databasePath) }

  /// The database for reading.
  func store() throws -> any ReportSource {
    do {
      return try SQLiteStore(reading: databasePath, zone: zone)
    } catch let error as StoreError {
      throw CommandError(message: error.message(path: databasePath), status: .unreadable)
    }
  }

  /// Runs `body` and turns errors of the database into messages.
  func reading<T>(_ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let error as StoreError {
      throw CommandError(message: error.message(path: databasePath), status: .unreadable)
    }
  }

  func time(_ text: String, option: String) throws -> Instant {
    try TimeExpression.instant(text, option: option, now: now, zone: zone)
  }

  /// The two times of a question, read before anything is opened.
  func span(since: String?, until: String?) throws -> OpenSpan {
    let span = OpenSpan(
      start: try since.map { try time($0, option: "--since") },
      end: try until.map { try time($0, option: "--until") })
    if let start = span.start, let end = span.end, end < start {
      throw UserMessage(
        "there is no time between \(start.rfc3339) and \(end.rfc3339)", because: "--until is before --since",
        tryThis: "pass the earlier time with --since")
    }
    return span
  }

  /// The window of a question; an end that is not given is the end of what is stored.
  func window(_ span: OpenSpan, of store: any ReportSource) throws -> TimeWindow {
    if let start = span.start, let end = span.end { return TimeWindow(start: start, end: end) }
    let recorded = try reading { try store.recordedHours() }
    return TimeWindow(
      start: span.start ?? recorded?.start ?? span.end ?? now,
      end: span.end ?? max(now, recorded?.end ?? now))
  }
}
