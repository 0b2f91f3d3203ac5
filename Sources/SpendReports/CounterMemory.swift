/// The last values of counters, so that one that was corrected downwards goes on from its highest value.
///
/// A scraper takes a smaller value for a restart and counts all of it again.
public struct CounterMemory {
  private var known: [String: (value: Int64, offset: Int64)] = [:]

  public mutating func monotonic(_ name: String, _ labels: [(String, String)], _ value: Int64) -> Int64 {
    let key = name + labels.map { "\u{1}\($0.0)\u{2}\($0.1)" }.joined()
    var last = known[key] ?? (value, 0)
    if value < last.value { last.offset += last.value - value }
    last.value = value
    known[key] = last
    return value + last.offset
  }
}
