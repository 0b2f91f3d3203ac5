/// Levenshtein distance of two names.
public enum EditDistance {
  public static func between(_ first: String, _ second: String) -> Int {
    let a = Array(first.utf8.prefix(128))
    let b = Array(second.utf8.prefix(128))
    var previous = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var current = [i + 1]
      for (j, y) in b.enumerated() {
        current.append(min(previous[j + 1] + 1, current[j] + 1, previous[j] + (x == y ? 0 : 1)))
      }
      previous = current
    }
    return previous[b.count]
  }

  /// The known word that was probably meant; nil when none is near.
  public static func nearest(to word: String, among known: [String]) -> String? {
    let ranked = known.map { ($0, between(word, $0)) }
    guard let best = ranked.min(by: { $0.1 < $1.1 }), best.1 <= max(2, word.count / 2) else { return nil }
    return best.0
  }
}
