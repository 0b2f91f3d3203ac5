/// A set of words other than zero: a hash table of 8 bytes a place.
struct WordSet {
  private var places = [UInt64](repeating: 0, count: 1_024)
  private(set) var count = 0

  mutating func insert(_ word: UInt64) {
    let place = place(of: word)
    guard places[place] == 0 else { return }
    places[place] = word
    count += 1
    if count * 4 > places.count * 3 { rebuild(places.count * 2) { _ in true } }
  }

  func forEach(_ body: (UInt64) -> Void) {
    for word in places where word != 0 { body(word) }
  }

  /// Keeps the words that `isKept` accepts.
  mutating func filter(_ isKept: (UInt64) -> Bool) {
    rebuild(places.count, isKept)
  }

  private func place(of word: UInt64) -> Int {
    let mask = places.count - 1
    var place = Int(truncatingIfNeeded: (word &* 0x9E37_79B9_7F4A_7C15) >> 20) & mask
    while places[place] != 0, places[place] != word { place = (place + 1) & mask }
    return place
  }

  private mutating func rebuild(_ size: Int, _ isKept: (UInt64) -> Bool) {
    let old = places
    places = [UInt64](repeating: 0, count: size)
    count = 0
    for word in old where word != 0 && isKept(word) {
      places[place(of: word)] = word
      count += 1
    }
  }
}
