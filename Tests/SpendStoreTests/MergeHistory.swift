import Foundation
import GRDB
import SpendCore

@testable import SpendStore

/// A small deterministic generator: the same seed gives the same history everywhere.
struct MergeGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed &+ 0x9E37_79B9_7F4A_7C15 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

  mutating func pick<T>(_ values: [T]) -> T { values[below(values.count)] }

  mutating func shuffled<T>(_ values: [T]) -> [T] {
    var result = values
    for index in result.indices.dropFirst() { result.swapAt(index, below(index + 1)) }
    return result
  }
}

/// One record of a request as some logger writes it, with everything that merging looks at.
struct LoggedRecord {
  var priced: PricedEvent
  var labels = LabelSet()
  var user = ""
  var session = ""
  var requestID = ""
  /// Which of the files holds it.
  var file = 0

  static let start: Int64 = 20_000 * 86_400

  /// A random record of request `number`.
  init(of number: Int, file: Int, line: Int, _ random: inout MergeGenerator) {
    var tokens = TokenCounts()
    switch random.below(5) {
    case 0: break
    case 1: tokens = TokenCounts(input: 0, output: 0)
    case 2: tokens = TokenCounts(input: 100, output: 1)
    case 3: tokens = TokenCounts(input: 100, output: 60)
    default:
      tokens = TokenCounts(
        input: 70, cacheRead: random.pick([nil, 30]), output: 60, reasoning: random.pick([nil, 5]))
    }
    // Some requests are recorded days or years later again, most within a second.
    let days: Int64 = random.chance(20) ? random.pick([1, 5, 9, 15, 17, 31, 33, 400, 900]) : 0
    let time = Instant(
      seconds: Self.start + Int64(number) * 500_000 + days * 86_400 + Int64(random.below(3)))
    var event = UsageEvent(
      time: time,
      identity: EventIdentity(high: UInt64(number) &* 77, low: UInt64(number &+ 1) &* 0x9E37_79B9_7F4A_7C15),
      labels: 0, tokens: tokens)
    if random.chance(15) { event.identityScope = .global }
    if random.chance(15) {
      // The time of its file.
      event.time = Self.time(ofFile: file)
      event.timeIsGuessed = true
      event.identityScope = .global
    }
    event.latencyMilliseconds = random.pick([nil, 900, 905])
    event.firstTokenMilliseconds = random.pick([nil, nil, 120])
    event.isStream = random.pick([nil, true, false])
    event.outcome = random.chance(15) ? .error : .ok
    event.loggedCost = random.chance(15) ? Money(nanodollars: random.pick([0, 5_000, 6_000])) : nil
    event.totals = random.chance(5) ? .contradicts : .agrees
    event.line = Int64(line)
    event.offset = Int64(line) * 100
    labels.provider = random.pick(["openai", "openai", "azure", ""])
    labels.model = random.pick(["gpt-4o", "gpt-4o", "gpt-4o", "gpt-4o-mini", ""])
    labels.tier = random.pick(["", "", "flex"])
    labels.feature = random.pick(["", "search", "chat"])
    labels.queryType = random.pick(["", "chat", "rag", "analysis"])
    labels.team = random.pick(["", "core", "web"])
    labels.customer = random.pick(["", "acme"])
    labels.host = random.pick(["", "a", "b"])
    event.hostIsAssumed = !labels.host.isEmpty && random.chance(40)
    labels.error =
      event.outcome == .error
      ? random.pick(["other", "rate_limited", "content_filter", ""]) : random.pick(["", "", "", "truncated"])
    labels.format = random.pick(["openai-chat", "generic-jsonl"])
    user = random.pick(["", "ada", "bob"])
    session = random.pick(["", "s-\(number)"])
    requestID = random.pick(["", "req-\(number)", "req-\(number)"])
    self.file = file
    priced = PricedEvent(event: event, cost: nil, status: .unpriced)
    priced = Self.priced(event, labels)
  }

  /// A line without a request id: what it states is a function of `number`, and its labels, host and time, where
  /// it has none of its own, are those of its file.
  init(line number: Int, file: Int, line: Int) {
    let tokens = TokenCounts(input: Int32(10 + number), output: number % 3 == 0 ? nil : 7)
    var event = UsageEvent(
      time: Instant(seconds: Self.start + Int64(number) * 500_000),
      identity: EventIdentity(
        high: UInt64(number) &* 79, low: UInt64(number &+ 1_000) &* 0x9E37_79B9_7F4A_7C15),
      labels: 0, tokens: tokens)
    event.identityOrigin = .line
    if number % 2 == 0 {
      event.time = Self.time(ofFile: file)
      event.timeIsGuessed = true
      event.identityScope = .global
    }
    event.line = Int64(line)
    event.offset = Int64(line) * 100
    labels.provider = "openai"
    labels.model = "gpt-4o"
    labels.format = "generic-jsonl"
    labels.feature = ["search", "", "chat"][file % 3]
    labels.host = ["", "a", "b"][file % 3]
    event.hostIsAssumed = file % 3 == 2
    self.file = file
    priced = Self.priced(event, labels)
  }

  /// The time of the last change of a file.
  private static func time(ofFile file: Int) -> Instant {
    Instant(seconds: start + 600 * 86_400 + Int64((file + 1) % 3) * 40 * 86_400 + Int64(file % 2))
  }

  /// The price of a record: a function of what a price book looks at.
  static func priced(_ event: UsageEvent, _ labels: LabelSet) -> PricedEvent {
    let book = price(event.tokens, labels, event.time)
    guard let cost = book else { return PricedEvent(event: event, cost: nil, status: .unpriced) }
    return PricedEvent(event: event, cost: cost, computedCost: cost, status: .priced, priceID: 7)
  }

  private static func price(_ tokens: TokenCounts, _ labels: LabelSet, _ time: Instant) -> Money? {
    guard !labels.model.isEmpty, !tokens.isUnknown else { return nil }
    let each = Int64(labels.model.utf8.count + labels.provider.utf8.count * 3 + labels.tier.utf8.count * 5)
    // A price list that changes within the times of a request.
    return Money(nanodollars: tokens.total * each * (time.seconds % 2 == 0 ? 1_000 : 1_001))
  }

  /// Prices a merged request as `priced` does.
  static func price(_ stored: StoredCost, _ labels: LabelSet) -> RecordedPrice? {
    let cost = price(stored.tokens, labels, stored.time)
    return RecordedPrice(
      cost: cost, status: cost == nil ? .unpriced : .priced, computed: cost, priceID: cost == nil ? 0 : 7,
      cacheSaved: .zero)
  }

  /// The record as merging sees it.
  var record: RequestRecord {
    var record = RequestRecord(
      priced, labels: labels, place: .init(source: Int64(file + 1), path: "/log/\(file)"))
    record.user = user
    record.session = session
    record.requestID = requestID
    return record
  }
}

/// Records of some requests, and the ways in which a store can get them.
struct MergeHistory {
  var records: [LoggedRecord] = []
  static let files = 3

  init(seed: UInt64, requests: Int = 8) {
    var random = MergeGenerator(seed: seed)
    var lines = [Int](repeating: 0, count: Self.files)
    for number in 0..<requests {
      for _ in 0..<(1 + random.below(4)) {
        let file = random.below(Self.files)
        lines[file] += 1
        var record = LoggedRecord(of: number, file: file, line: lines[file], &random)
        records.append(record)
        // The same record again in another file.
        if random.chance(20) {
          record.file = random.below(Self.files)
          lines[record.file] += 1
          record.priced.event.line = Int64(lines[record.file])
          records.append(record)
        }
      }
    }
    for file in 0..<Self.files {
      for _ in 0..<random.below(8) {
        lines[file] += 1
        records.append(LoggedRecord(line: random.below(5), file: file, line: lines[file]))
      }
    }
  }

  /// The records in a random order, in which the lines of each file keep theirs.
  private func order(_ random: inout MergeGenerator) -> [LoggedRecord] {
    var shuffled = random.shuffled(records)
    for file in 0..<Self.files {
      func isLine(_ record: LoggedRecord) -> Bool {
        record.file == file && record.priced.event.identityOrigin == .line
      }
      let places = shuffled.indices.filter { isLine(shuffled[$0]) }
      for (place, record) in zip(places, records.filter(isLine)) { shuffled[place] = record }
    }
    return shuffled
  }

  /// Stores the records in an order and with commits that `seed` decides, and returns what is in the database.
  func stored(seed: UInt64) throws -> [String] {
    var random = MergeGenerator(seed: seed)
    var rest = order(&random)[...]
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "spendtop-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("spend.db").path
    func open() throws -> SQLiteWriter {
      let writer = try SQLiteWriter(path: path, zone: .utc)
      writer.priceMerged = LoggedRecord.price
      return writer
    }
    var writer = try open()
    // Streams get their numbers in another order each time.
    let order = random.shuffled(Array(0..<Self.files))
    let ids = try writer.register(
      order.map {
        FileLocation(
          path: "/log/\($0)", device: 1, inode: UInt64($0), size: 0, modifiedNanoseconds: 0, codec: "plain")
      }, at: Instant(seconds: 0))
    var streams: [Int: Int64] = [:]
    for (file, id) in zip(order, ids) { streams[file] = id }
    var committed = [Int64](repeating: 0, count: Self.files)
    while !rest.isEmpty {
      let size = random.chance(30) ? rest.count : 1 + random.below(6)
      var units: [CommitUnit] = []
      for record in rest.prefix(size) {
        let isApart = units.isEmpty || units.last?.stream != streams[record.file] || random.chance(20)
        if isApart {
          let stream = streams[record.file] ?? 0
          units.append(
            CommitUnit(block: EventBlock(), stream: stream, from: committed[record.file], checkpoint: .init())
          )
        }
        committed[record.file] += 1
        units[units.count - 1].block.add(record)
        units[units.count - 1].checkpoint.offset = committed[record.file]
      }
      rest = rest.dropFirst(size)
      _ = try writer.commit(units, at: Instant(seconds: 1))
      if random.chance(20) { writer = try open() }
    }
    return try Self.dump(path)
  }

  /// Every event, sum and count of a database, without the numbers that it gives to names.
  private static func dump(_ path: String) throws -> [String] {
    let store = try SQLiteStore(reading: path, zone: .utc)
    var lines = try store.differences().map { "difference: \($0)" }
    lines += try store.queue.read { db in
      let labels = LabelSetStore.columns.map { "d.\($0)" }.joined(separator: ", ")
      let events = try Row.fetchAll(
        db,
        sql: """
          SELECT e.*, \(labels), u.text AS user_name, s.text AS session_name, f.path
          FROM usage_event e JOIN dimension_set d ON d.id = e.dimension_set_id
          LEFT JOIN name u ON u.id = e.user_id LEFT JOIN name s ON s.id = e.session_id
          LEFT JOIN source_file f ON f.id = e.source_id
          ORDER BY time_us, key_low
          """)
      let hours = try Row.fetchAll(
        db,
        sql: """
          SELECT r.*, \(labels) FROM rollup_hour r JOIN dimension_set d ON d.id = r.dimension_set_id
          WHERE requests <> 0
          """)
      let latencies = try Row.fetchAll(
        db,
        sql: """
          SELECT l.*, \(labels) FROM latency_histogram l JOIN dimension_set d ON d.id = l.dimension_set_id
          WHERE length(buckets) > 0
          """)
      let numbers: Set = ["dimension_set_id", "user_id", "session_id", "source_id"]
      return (events + hours + latencies).map { row in
        row.filter { !numbers.contains($0.0) }.map { "\($0.0)=\($0.1)" }.joined(separator: " ")
      }.sorted()
    }
    return lines
  }
}

extension EventBlock {
  fileprivate mutating func add(_ record: LoggedRecord) {
    var priced = record.priced
    priced.event.labels = Int32(labelSets.count)
    labelSets.append(record.labels)
    func name(_ text: String) -> Int32 {
      guard !text.isEmpty else { return -1 }
      names.append(text)
      return Int32(names.count - 1)
    }
    priced.event.user = name(record.user)
    priced.event.session = name(record.session)
    let bytes = Array(record.requestID.utf8)
    priced.event.requestID = TextRange(start: UInt32(arena.count), count: UInt32(bytes.count))
    arena += bytes
    events.append(priced)
    counts.lines += 1
  }
}
