import Foundation
import SpendCore
import SpendIngest
import SpendMutation
import SpendStore
import SpendTestSupport
import Testing

/// Changed samples of all formats in one database: no reading stops, the sums agree with the events, and what is
/// stored does not depend on the order of the files, on the commits that they came in, or on how often they came.
///
/// One batch in every run of the tests; as many as SPENDTOP_BATCH_SECONDS allows where it is set.
/// SPENDTOP_BATCH_SEED repeats a run from its first seed.
@Suite struct BatchFuzzTests {
  private static let files = 250

  /// Every event, without the place at which it was found. The time of an undated line is that of its file, and of
  /// equal files only one is read.
  ///
  /// - Parameter exported: Identities that exports among the logs state.
  private static func events(_ shop: TemporaryLogs, exported: Set<String>) throws -> [String] {
    var events: [String] = []
    try shop.store().forEachEvent(in: .allTime, filters: []) { event in
      var event = event
      (event.path, event.line, event.offset) = ("", 0, 0)
      if event.timeIsGuessed { event.time = Instant(seconds: 0) }
      // Exports state a price. Of two that contradict each other in it alone, the recorded one stays.
      if event.requestID.contains("Export7")
        || event.identity.map({ exported.contains($0.hexadecimal) }) ?? false
      {
        (event.cost, event.computedCost, event.priceID, event.cacheSaved) = (nil, nil, 0, .zero)
        if event.costStatus != .logged { event.costStatus = .priced }
      }
      events.append("\(event)")
    }
    return events.sorted()
  }

  /// The rows that only one of two results holds.
  private static func difference(_ one: [String], _ other: [String]) -> [String] {
    one.filter { !other.contains($0) }.map { "+ \($0)" }
      + other.filter { !one.contains($0) }.map { "- \($0)" }
  }

  /// Files are found in the order of their times, which is that of their numbers. Each ends with a line of its
  /// own: files that differ in the middle alone are one stream.
  ///
  /// - Parameter prefix: The beginning of the names; a blank line is written before logs that have one, so that
  ///   they are other files.
  private static func write(
    _ logs: [[UInt8]], _ numbers: some Sequence<Int>, _ shop: TemporaryLogs, prefix: String = ""
  ) throws {
    for number in numbers {
      let name = "\(prefix)\(1_000 + number).log"
      let end = Array("\nthe end of log \(number)\n".utf8)
      try shop.write(name, (prefix.isEmpty ? [] : [0x0A]) + logs[number] + end)
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: 1_790_000_000 + Double(number))],
        ofItemAtPath: shop.path(name))
    }
  }

  /// Writes and reads the logs in the order of `numbers`, so many at a time.
  private static func read(
    _ logs: [[UInt8]], _ numbers: [Int], by size: Int, _ shop: TemporaryLogs, prefix: String = ""
  ) throws {
    for start in stride(from: 0, to: numbers.count, by: size) {
      try write(logs, numbers[start..<min(start + size, numbers.count)], shop, prefix: prefix)
      try shop.ingest()
    }
  }

  /// The texts of 32 hexadecimal digits in a log.
  private static func identities(in log: [UInt8]) -> [String] {
    String(decoding: log, as: UTF8.self).split { !$0.isHexDigit }.filter { $0.count == 32 }.map {
      $0.lowercased()
    }
  }

  private static func check(seed: UInt64) throws {
    var mutator = SampleMutator(seed: seed)
    var random = SeededGenerator(seed: seed)
    let logs = (0..<files).map { _ in mutator.next() }
    let exported = Set(logs.flatMap { identities(in: $0) })
    let whole = try TemporaryLogs()
    try write(logs, logs.indices, whole)
    try whole.ingest()
    let expected = try events(whole, exported: exported)
    #expect(try whole.store().differences().isEmpty, "seed \(seed)")
    #expect(try whole.ingest().events == 0, "seed \(seed)")

    let orders = [Array(logs.indices), logs.indices.reversed(), logs.indices.shuffled(using: &random)]
    for (number, order) in orders.enumerated() {
      let parts = try TemporaryLogs()
      try read(logs, order, by: [50, 15, 84][number], parts)
      let found = try difference(events(parts, exported: exported), expected)
      #expect(found == [], "seed \(seed), order \(number)")
      #expect(try parts.store().differences().isEmpty, "seed \(seed), order \(number)")
      // Once more under other names, and once more as other files: both add nothing.
      for number in 0..<files { try parts.move("\(1_000 + number).log", to: "moved-\(number).log") }
      try parts.ingest()
      try read(logs, order.shuffled(using: &random), by: 60, parts, prefix: "other-")
      let again = try difference(events(parts, exported: exported), expected)
      #expect(again == [], "seed \(seed), order \(number), twice")
      #expect(try parts.store().differences().isEmpty, "seed \(seed), order \(number), twice")
    }
  }

  @Test("batches of changed samples")
  func batches() throws {
    let seconds = ProcessInfo.processInfo.environment["SPENDTOP_BATCH_SECONDS"].flatMap { Int($0) }
    let deadline = ContinuousClock.now + .seconds(seconds ?? 0)
    let stated = ProcessInfo.processInfo.environment["SPENDTOP_BATCH_SEED"].flatMap { UInt64($0) }
    let first = stated ?? 20_261_127
    var seed = first
    repeat {
      try Self.check(seed: seed)
      seed += 1
    } while .now < deadline
  }
}
