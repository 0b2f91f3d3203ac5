import SpendCore

/// Sums gathered by key in memory before they are added to the database: one hash table without
/// a reference in it.
struct RollupAccumulator {
  private(set) var keys: [UInt64] = []
  private(set) var totals: [RollupTotals] = []
  private var slots: [Int32] = Array(repeating: -1, count: 1_024)

  /// Index of the sums of `key`, new ones being zero.
  @inline(__always)
  mutating func index(of key: UInt64) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
    while true {
      let found = slots[slot]
      if found < 0 { break }
      if keys[Int(found)] == key { return Int(found) }
      slot = (slot + 1) & mask
    }
    slots[slot] = Int32(keys.count)
    keys.append(key)
    totals.append(RollupTotals())
    if keys.count * 2 > slots.count { grow() }
    return keys.count - 1
  }

  @inline(__always)
  mutating func add(_ values: RollupTotals, to index: Int, sign: Int64) {
    totals[index].add(values, sign: sign)
  }

  private mutating func grow() {
    slots = Array(repeating: -1, count: slots.count * 2)
    let mask = slots.count - 1
    for (index, key) in keys.enumerated() {
      var slot = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
      while slots[slot] >= 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(index)
    }
  }
}
