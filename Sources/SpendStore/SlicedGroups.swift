/// The groups that have rows in the slice of time that is being read. Rows come in order of time.
struct SlicedGroups {
  /// The slice that is being read.
  var current = Int64.min
  private var slot = Int64.min
  private var touched: [Int] = []
  private var isTouched: [Bool]

  init(count: Int) {
    isTouched = [Bool](repeating: false, count: count)
  }

  /// The slice that a row of this slot begins; nil while the current one goes on.
  mutating func begin(_ slot: Int64, _ slice: (Int64) -> Int64) -> Int64? {
    guard slot != self.slot else { return nil }
    self.slot = slot
    let next = slice(slot)
    return next == current ? nil : next
  }

  mutating func touch(_ group: Int) {
    guard !isTouched[group] else { return }
    isTouched[group] = true
    touched.append(group)
  }

  /// Calls `body` with each group of the current slice, and forgets them.
  mutating func end(_ body: (_ slice: Int64, _ group: Int) -> Void) {
    for group in touched {
      body(current, group)
      isTouched[group] = false
    }
    touched.removeAll(keepingCapacity: true)
  }
}
