import Foundation
import SpendCore
import SpendIngest
import SpendPricing
import SpendStore
import Testing

/// A folder of logs and a database, gone with the test.
final class TemporaryLogs {
  let folder: String
  let database: String
  private(set) var notices: [SourceNotice] = []
  private(set) var rejects: [RejectedLine] = []

  init() throws {
    folder = NSTemporaryDirectory() + "spendtop-test-\(UUID().uuidString)"
    database = folder + "/db/spend.db"
    try FileManager.default.createDirectory(atPath: folder + "/db", withIntermediateDirectories: true)
    try FileManager.default.createDirectory(atPath: folder + "/logs", withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: folder)
  }

  func path(_ name: String) -> String { "\(folder)/logs/\(name)" }

  func write(_ name: String, _ text: String) throws {
    try text.write(toFile: path(name), atomically: false, encoding: .utf8)
  }

  func append(_ name: String, _ text: String) throws {
    let handle = try #require(FileHandle(forWritingAtPath: path(name)))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
  }

  /// Runs a program and waits for it. Without Foundation, which takes longer to notice the end than
  /// the program takes.
  func run(_ program: String, _ arguments: String...) throws {
    var words = ([program] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var child = pid_t()
    try #require(posix_spawn(&child, program, nil, nil, &words, environ) == 0)
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 { try #require(errno == EINTR) }
    try #require(status == 0)
  }

  func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: path(name))
  }

  func move(_ name: String, to other: String) throws {
    try FileManager.default.moveItem(atPath: path(name), toPath: path(other))
  }

  func copy(_ name: String, to other: String) throws {
    try FileManager.default.copyItem(atPath: path(name), toPath: path(other))
  }

  func write(_ name: String, _ bytes: some Sequence<UInt8>) throws {
    let folder = (path(name) as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
  }

  func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path(name)))
  }

  /// Empties a file in place, as `copytruncate` does.
  func truncate(_ name: String) throws {
    let handle = try #require(FileHandle(forWritingAtPath: path(name)))
    try handle.truncate(atOffset: 0)
    try handle.close()
  }

  /// A collector that follows the folder while `body` runs.
  func following(lookingEvery milliseconds: Int32 = 10_000, _ body: () throws -> Void) throws {
    let stop = StopSignal()
    let done = DispatchSemaphore(value: 0)
    let database = database
    let source = LogSource(path: folder + "/logs")
    let thread = Thread {
      defer { done.signal() }
      guard let writer = try? SQLiteWriter(path: database, zone: .utc) else { return }
      var setup = IngestSetup(sources: [source], catalog: .builtin)
      setup.commitsPromptly = true
      setup.toolDatabases = SQLiteToolDatabases()
      let clock = { Instant(seconds: Int64(Date().timeIntervalSince1970)) }
      guard let engine = try? IngestEngine(setup, store: writer, clock: clock) else { return }
      engine.pollMilliseconds = milliseconds
      try? engine.follow(stop: stop)
    }
    thread.start()
    defer {
      stop.stop()
      done.wait()
    }
    try body()
  }

  /// Waits until so many requests are stored; half a minute at most.
  func wait(for requests: Int64) throws {
    for _ in 0..<600 {
      if (try? self.requests) == requests { return }
      usleep(50_000)
    }
    #expect(try self.requests == requests)
  }

  /// Waits until `condition` holds; half a minute at most.
  func wait(_ failure: Comment, until condition: () throws -> Bool) throws {
    let limit = ContinuousClock.now + .seconds(30)
    while try !condition() {
      try #require(ContinuousClock.now < limit, failure)
      usleep(2_000)
    }
  }

  /// A run of `ingest` over everything, in a process of its own as far as the store can tell.
  ///
  /// - Parameter later: Seconds by which its clock is ahead.
  @discardableResult
  func ingest(
    _ place: String = "", rules: [AttributionRule] = [], assignments: [LabelAssignment] = [],
    later: Int64 = 0,
    host: String = ""
  ) throws -> IngestCounts {
    let writer = try SQLiteWriter(path: database, zone: .utc)
    let pricer = MergedPricer(PriceCatalog.builtin)
    writer.priceMerged = { pricer.price($0, $1) }
    let source = LogSource(path: folder + "/logs" + place, assignments: assignments)
    var setup = IngestSetup(sources: [source], catalog: .builtin, rules: rules)
    setup.host = host
    setup.toolDatabases = SQLiteToolDatabases()
    let engine = try IngestEngine(
      setup, store: writer, clock: { Instant(seconds: Int64(Date().timeIntervalSince1970) + later) })
    engine.onNotice = { self.notices.append($0) }
    engine.onReject = { self.rejects.append($1) }
    try engine.readAll(stop: StopSignal())
    return engine.meter.current
  }

  func store() throws -> SQLiteStore { try SQLiteStore(reading: database, zone: .utc) }

  /// The files that lost bytes which are stored.
  func shortenedFiles() throws -> [ShortenedFile] {
    let store = try store()
    return try ShortenedFile.all { try store.forEachSource($0) }
  }

  var requests: Int64 {
    get throws { try total.requests }
  }

  var total: SpendSums {
    get throws {
      try SQLiteStore(reading: database, zone: .utc).rows(for: SpendQuery(window: .allTime)).first?.sums
        ?? SpendSums()
    }
  }

  func rows(_ dimension: SpendCore.Dimension) throws -> [String: Int64] {
    let rows = try SQLiteStore(reading: database, zone: .utc)
      .rows(for: SpendQuery(window: .allTime, groups: [dimension]))
    return Dictionary(uniqueKeysWithValues: rows.map { ($0.keys[0], $0.sums.requests) })
  }

  /// A line of a log with an id of its own.
  static func line(_ number: Int, model: String = "gpt-4o") -> String {
    "{\"ts\":\(1_780_000_000 + number),\"request_id\":\"request-\(number)-abcdef\",\"provider\":\"openai\",\"model\":\"\(model)\",\"prompt_tokens\":\(number % 900),\"completion_tokens\":10,\"feature\":\"f\(number % 3)\"}\n"
  }

  static func lines(_ range: Range<Int>) -> String {
    range.map { line($0) }.joined()
  }
}
