import SpendCore

/// Sums of the events and stored sums, by slice of time and label.
struct SumComparison {
  private let firstSlice: Int64
  private var fresh = RollupAccumulator()
  private var kept = RollupAccumulator()

  struct Difference {
    var slice: Int64
    var label: Int64
    var column: String
    var kept: Int64
    var fresh: Int64
  }

  /// - Parameter firstSlice: the first of at most 2³² slices.
  init(firstSlice: Int64) { self.firstSlice = firstSlice }

  private func key(_ slice: Int64, _ label: Int64) -> UInt64 {
    UInt64(truncatingIfNeeded: slice &- firstSlice) << 32 | UInt64(UInt32(truncatingIfNeeded: label))
  }

  mutating func addFresh(_ totals: RollupTotals, slice: Int64, label: Int64) {
    fresh.add(totals, to: fresh.index(of: key(slice, label)), sign: 1)
  }

  mutating func addKept(_ totals: RollupTotals, slice: Int64, label: Int64) {
    kept.add(totals, to: kept.index(of: key(slice, label)), sign: 1)
  }

  /// The first differences by slice and label, with all columns of each.
  func differences(most: Int) -> [Difference] {
    var (fresh, kept) = (fresh, kept)
    for key in fresh.keys { _ = kept.index(of: key) }
    // The place of each key in `fresh`, which has every key then.
    let counterparts = kept.keys.map { fresh.index(of: $0) }
    let differing = kept.keys.indices.filter { kept.totals[$0] != fresh.totals[counterparts[$0]] }
    return differing.sorted { kept.keys[$0] < kept.keys[$1] }.prefix(most).flatMap { index in
      let key = kept.keys[index]
      let (ours, theirs) = (kept.totals[index].values, fresh.totals[counterparts[index]].values)
      return RollupTotals.columns.indices.filter { ours[$0] != theirs[$0] }.map {
        Difference(
          slice: firstSlice &+ Int64(key >> 32), label: Int64(key & 0xFFFF_FFFF),
          column: RollupTotals.columns[$0], kept: ours[$0], fresh: theirs[$0])
      }
    }
  }
}

extension RollupTotals {
  /// The sums in the order of `columns`.
  fileprivate var values: [Int64] {
    var values: [Int64] = []
    forEachColumn { values.append($0) }
    return values
  }
}
