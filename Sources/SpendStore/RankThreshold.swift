/// Finds the rank above which a given number of ranks lie, without sorting millions of them.
enum RankThreshold {
  /// The `most`-th largest rank, or the least one where there are fewer; `absent` when there is none.
  static func least(ofFirst most: Int, in ranks: [Int64], absent: Int64) -> Int64 {
    let most = max(1, min(most, ranks.count))
    // The largest ranks, in no order, and cut to `most` when there are twice as many. Ranks as low as the least
    // of them change nothing then.
    var largest: [Int64] = []
    var floor: Int64?
    for rank in ranks where rank != absent && floor.map({ rank > $0 }) ?? true {
      largest.append(rank)
      guard largest.count >= 2 * most else { continue }
      largest.sort(by: >)
      largest.removeLast(largest.count - most)
      floor = largest.last
    }
    largest.sort(by: >)
    return (largest.count > most ? largest[most - 1] : largest.last) ?? absent
  }
}
