import Foundation
import SpendCore
import SpendIngest
import SpendMutation
import SpendStore
import Testing

/// Changed samples of all formats in one database: no reading stops, the sums agree with the events, and what is
/// counted does not depend on the commits that it came in.
///
/// A few batches in every run of the tests; for as many seconds as SPENDTOP_BATCH_SECONDS states where it is set. SPENDTOP_BATCH_SEED repeats a run from
/// its first seed.
@Suite struct BatchFuzzTests {
  private static let files = 250

  private static func figures(_ shop: TemporaryLogs) throws -> [String] {
    let store = try SQLiteStore(reading: shop.database, zone: .utc)
    let rows = try store.rows(for: SpendQuery(window: .allTime, groups: [.model, .format]))
    return rows.map { row in
      let sums = row.sums
      return (row.keys + ["\(sums.requests)", "\(sums.input)", "\(sums.output)", sums.cost.decimalString])
        .joined(separator: " ")
    }.sorted()
  }

  /// The rows that only one of two results holds.
  private static func difference(_ one: [String], _ other: [String]) -> [String] {
    one.filter { !other.contains($0) }.map { "+ \($0)" }
      + other.filter { !one.contains($0) }.map { "- \($0)" }
  }

  /// Files are found in the order of their times, which is that of their numbers.
  private static func write(_ logs: ArraySlice<[UInt8]>, _ shop: TemporaryLogs) throws {
    for number in logs.indices {
      let name = "\(1_000 + number).log"
      try shop.write(name, logs[number] + [0x0A])
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: 1_790_000_000 + Double(number))],
        ofItemAtPath: shop.path(name))
    }
  }

  private static func check(seed: UInt64) throws {
    var mutator = SampleMutator(seed: seed)
    let logs = (0..<files).map { _ in mutator.next() }
    let whole = try TemporaryLogs()
    try write(logs[...], whole)
    try whole.ingest()
    let expected = try figures(whole)
    #expect(try whole.store().differences().isEmpty, "seed \(seed)")
    #expect(try whole.ingest().events == 0, "seed \(seed)")

    let parts = try TemporaryLogs()
    for start in stride(from: 0, to: files, by: 50) {
      try write(logs[start..<min(start + 50, files)], parts)
      try parts.ingest()
    }
    let later = try difference(figures(parts), expected)
    #expect(later == [], "seed \(seed)")
    #expect(try parts.store().differences().isEmpty, "seed \(seed)")
    // Once more under other names: copies add nothing.
    for number in 0..<files { try parts.move("\(1_000 + number).log", to: "copy-\(number).log") }
    try parts.ingest()
    let copied = try difference(figures(parts), expected)
    #expect(copied == [], "seed \(seed)")
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
    } while seconds == nil ? seed < first + 2 : .now < deadline
  }
}
