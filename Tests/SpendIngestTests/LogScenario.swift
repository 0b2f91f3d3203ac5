import Foundation
import SpendCore
import SpendIngest
import SpendPricing
import SpendStore
import SpendTestSupport

/// A folder of logs, what is done to it, and what must be counted.
struct LogScenario {
  let shop: TemporaryLogs
  private var random: SeededGenerator
  private var number = 0
  /// Logs that are written to, and the beginning of a line that waits for its end in each.
  private var live: [String: String] = [:]
  /// Plain files that nobody writes to any more.
  private var archives: [String] = []
  private var links: [String] = []
  private var names = 0
  private(set) var requests: Int64 = 0
  private(set) var prompt: Int64 = 0
  private(set) var steps: [String] = []
  /// A collector that has looked before; none after it was killed.
  private var collector: Collector?
  private let clock = ShiftedClock()

  init(seed: UInt64) throws {
    shop = try TemporaryLogs()
    random = SeededGenerator(seed: seed)
    try begin()
  }

  private mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

  private mutating func newName(_ kind: String) -> String {
    names += 1
    return "\(kind)\(names).jsonl"
  }

  private mutating func begin() throws {
    let name = newName("live")
    try shop.write(name, "")
    live[name] = ""
    steps.append("new \(name)")
  }

  /// A line of its own; without an id it comes twice, and both count.
  private mutating func line() -> String {
    number += 1
    let tokens = Int64(number % 700)
    let hasID = pick(4) > 0
    let id = hasID ? ",\"request_id\":\"history-\(number)-abcdef\"" : ""
    let line =
      "{\"ts\":\(1_780_000_000 + number * 900),\"model\":\"gpt-4o\",\"prompt_tokens\":\(tokens),\"completion_tokens\":1\(id)}\n"
    requests += hasID ? 1 : 2
    prompt += hasID ? tokens : 2 * tokens
    return hasID ? line : line + line
  }

  private mutating func someLive() -> String {
    live.keys.sorted()[pick(live.count)]
  }

  /// Ends the line that waits, so that what is done to the file next finds whole lines.
  private mutating func complete(_ name: String) throws {
    guard let rest = live[name], !rest.isEmpty else { return }
    try shop.append(name, rest)
    live[name] = ""
  }

  /// Ends every line and reads everything, twice.
  mutating func end() throws {
    for name in live.keys.sorted() { try complete(name) }
    try shop.ingest()
    try shop.ingest()
  }

  mutating func step() throws {
    let name = someLive()
    switch pick(21) {
    case 0, 1, 2, 3: try append(name)
    case 4: try appendHalf(name)
    case 5, 6, 7: try ingest()
    case 8: try rename(name)
    case 9: try copyAndEmpty(name)
    case 10: try empty(name)
    case 11 where !archives.isEmpty: try compress()
    case 12 where !archives.isEmpty: try copyArchive()
    case 13 where !archives.isEmpty: try removeArchive()
    case 14: try backUp(name)
    case 15: try link(name)
    case 16: try touch(name)
    case 17: try ingest(killedAtCommit: 1 + pick(2), stored: pick(2) == 0)
    case 18: jumpClock()
    case 19: try replaceEnd(name)
    default: if live.count < 4 { try begin() }
    }
  }

  // MARK: What happens to logs

  private mutating func append(_ name: String) throws {
    try complete(name)
    var text = ""
    for _ in 0...pick(30) { text += line() }
    try shop.append(name, text)
    steps.append("append \(name)")
  }

  private mutating func appendHalf(_ name: String) throws {
    try complete(name)
    let text = Array(line().utf8)
    let cut = pick(text.count)
    try shop.append(name, String(decoding: text[..<cut], as: UTF8.self))
    live[name] = String(decoding: text[cut...], as: UTF8.self)
    steps.append("half a line \(name)")
  }

  private mutating func rename(_ name: String) throws {
    try complete(name)
    let archive = newName("old")
    try shop.move(name, to: archive)
    archives.append(archive)
    steps.append("rename \(name) \(archive)")
    // The name comes back, as after a rotation.
    try shop.write(name, "")
    live[name] = ""
  }

  private mutating func copyAndEmpty(_ name: String) throws {
    try complete(name)
    let copy = newName("copy")
    try shop.copy(name, to: copy)
    try shop.truncate(name)
    archives.append(copy)
    steps.append("copy and empty \(name) \(copy)")
  }

  private mutating func empty(_ name: String) throws {
    // What is lost with the bytes cannot be counted: everything is read first.
    try complete(name)
    try ingest()
    try shop.truncate(name)
    steps.append("empty \(name)")
  }

  /// Another log with the beginning of the one that was there, and a longer one.
  private mutating func replaceEnd(_ name: String) throws {
    try complete(name)
    try ingest()
    guard let last = try shop.bytes(name).dropLast().lastIndex(of: 0x0A) else { return }
    let beginning = try shop.bytes(name).prefix(through: last)
    let rest = (0...3 + pick(5)).map { _ in line() }.joined()
    try shop.write(name, beginning + Data(rest.utf8))
    steps.append("replace the end of \(name)")
  }

  private mutating func compress() throws {
    let archive = archives.remove(at: pick(archives.count))
    try shop.run("/bin/gzip", "-f", shop.path(archive))
    steps.append("gzip \(archive)")
  }

  private mutating func copyArchive() throws {
    let archive = archives[pick(archives.count)]
    let copy = newName("backup")
    if pick(2) == 0 {
      try shop.copy(archive, to: copy)
    } else {
      try FileManager.default.linkItem(atPath: shop.path(archive), toPath: shop.path(copy))
    }
    archives.append(copy)
    steps.append("copy \(archive) \(copy)")
  }

  private mutating func removeArchive() throws {
    try ingest()
    let archive = archives.remove(at: pick(archives.count))
    try shop.remove(archive)
    steps.append("remove \(archive)")
  }

  private mutating func backUp(_ name: String) throws {
    try complete(name)
    let copy = newName("backup")
    try shop.copy(name, to: copy)
    archives.append(copy)
    steps.append("back up \(name) \(copy)")
  }

  /// A link to a log, or one that pointed to another until now.
  private mutating func link(_ name: String) throws {
    let link: String
    if links.isEmpty || pick(2) == 0 {
      link = newName("link")
      links.append(link)
    } else {
      link = links[pick(links.count)]
      try shop.remove(link)
    }
    try FileManager.default.createSymbolicLink(atPath: shop.path(link), withDestinationPath: name)
    steps.append("link \(link) \(name)")
  }

  /// Another time of change, a day off to either side, on a file that is as it was.
  private mutating func touch(_ name: String) throws {
    let file = archives.isEmpty || pick(2) == 0 ? name : archives[pick(archives.count)]
    let time = Date(timeIntervalSinceNow: Double(pick(3) - 1) * 86_400)
    try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: shop.path(file))
    steps.append("touch \(file)")
  }

  // MARK: What happens to the collector

  private mutating func jumpClock() {
    clock.offset = Int64(pick(5) - 2) * 40_000
    steps.append("clock \(clock.offset)")
  }

  /// Reads everything that is there, with the collector of before when it lives.
  private mutating func ingest() throws {
    let collector = try collector ?? Collector(shop, clock)
    self.collector = pick(3) == 0 ? nil : collector
    try collector.engine.readAll(stop: StopSignal())
    steps.append("ingest")
  }

  /// Reads until the n-th commit, and dies before it or behind it.
  private mutating func ingest(killedAtCommit number: Int, stored: Bool) throws {
    let collector = try Collector(shop, clock, killedAtCommit: number, stored: stored)
    self.collector = nil
    do {
      try collector.engine.readAll(stop: StopSignal())
      steps.append("ingest")
    } catch is Killed {
      steps.append("killed \(stored ? "after" : "before") commit \(number)")
    }
  }

  private final class ShiftedClock {
    var offset: Int64 = 0
  }

  private struct Killed: Error {}

  private final class Collector {
    let engine: IngestEngine

    init(_ shop: TemporaryLogs, _ clock: ShiftedClock, killedAtCommit: Int? = nil, stored: Bool = false)
      throws
    {
      let store = CrashingStore(try SQLiteWriter(path: shop.database, zone: .utc))
      store.lastCommit = killedAtCommit
      store.isLastStored = stored
      engine = try IngestEngine(
        IngestSetup(sources: [LogSource(path: shop.folder + "/logs")], catalog: .builtin), store: store,
        clock: { Instant(seconds: Int64(Date().timeIntervalSince1970) + clock.offset) })
    }
  }

  /// A store that dies at a commit.
  private final class CrashingStore: EventSink, IngestLedger {
    private let writer: SQLiteWriter
    private var commits = 0
    var lastCommit: Int?
    var isLastStored = false

    init(_ writer: SQLiteWriter) { self.writer = writer }

    func commit(_ batch: [CommitUnit], at now: Instant) throws -> CommitReport {
      commits += 1
      guard commits == lastCommit else { return try writer.commit(batch, at: now) }
      if isLastStored { _ = try writer.commit(batch, at: now) }
      throw Killed()
    }

    func rehearse(_ batch: [CommitUnit], at now: Instant) throws { try writer.rehearse(batch, at: now) }
    func streams(matching queries: [StreamQuery]) throws -> [StreamRecord] {
      try writer.streams(matching: queries)
    }
    func endings(ofHead hash: UInt64) throws -> [StreamEnding] { try writer.endings(ofHead: hash) }
    func register(_ places: [FileLocation], at now: Instant) throws -> [Int64] {
      try writer.register(places, at: now)
    }
    func note(_ sightings: [StreamUpdate]) throws {
      try writer.note(sightings)
    }
    func oldStreams(before moment: Instant, limit: Int) throws -> [StreamRecord] {
      try writer.oldStreams(before: moment, limit: limit)
    }
    func noteMissing(_ streams: [Int64], upTo last: Int64) throws {
      try writer.noteMissing(streams, upTo: last)
    }
  }
}
