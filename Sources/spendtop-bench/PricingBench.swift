import Foundation
import SpendCore
import SpendIngest
import SpendPricing
import SpendStore

/// Pricing's share of an ingest: the same logs read into a new database with the price book and with an
/// empty one, in turns, by processor time of all threads.
///
/// Rows and rollups without amounts are a little smaller, so this counts what amounts cost to store, too.
struct PricingBench {
  let corpus: CorpusFolder
  let folder: String

  func run(pairs: Int, _ note: (Figure) -> Void) throws {
    _ = try seconds(.builtin)
    var priced: [Double] = []
    var shares: [Double] = []
    for number in 0..<pairs {
      // Whoever goes second finds warmer caches: they take turns.
      let isFirst = number.isMultiple(of: 2)
      let before = isFirst ? try seconds(.builtin) : 0
      let plain = try seconds(.empty)
      let with = isFirst ? before : try seconds(.builtin)
      priced.append(with)
      shares.append((with - plain) / with * 100)
    }
    let sorted = shares.sorted()
    note(
      Figure(
        "pricing's share of ingest", shares.median, "%",
        extra: "\(pairs) pairs, \(Figure.short(sorted.first ?? 0)) to \(Figure.short(sorted.last ?? 0)) %, "
          + "of \(Figure.short(priced.median)) s CPU"))
  }

  private func seconds(_ catalog: PriceCatalog) throws -> Double {
    let database = folder + "/pricing.db"
    defer {
      for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: database + suffix) }
    }
    let start = Self.processorSeconds
    let writer = try SQLiteWriter(path: database, zone: .utc)
    let setup = IngestSetup(sources: [LogSource(path: corpus.path)], catalog: catalog)
    let engine = try IngestEngine(setup, store: writer, clock: { Instant(seconds: 1_795_177_200) })
    try engine.readAll(stop: StopSignal())
    return Self.processorSeconds - start
  }

  /// Processor time of all threads.
  private static var processorSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
