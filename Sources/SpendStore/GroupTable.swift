/// Numbers by the id of a label set. Ids count up from 1, so most of them are places of an array, which is found
/// several times as fast as a key of a dictionary.
struct GroupTable {
  private var places: [Int32] = []
  private var others: [Int64: Int] = [:]

  /// Ids above take a dictionary: they are those of a damaged database.
  private static let mostPlaces: Int64 = 1 << 22

  var isEmpty: Bool { places.isEmpty && others.isEmpty }

  /// The number of an id; nil when it has none.
  subscript(id: Int64) -> Int? {
    if id >= 0, id < places.count {
      let number = places[Int(id)]
      return number < 0 ? nil : Int(number)
    }
    return others.isEmpty ? nil : others[id]
  }

  /// Numbers fit into 31 bits.
  mutating func set(_ number: Int, for id: Int64) {
    guard id >= 0, id < Self.mostPlaces else { return others[id] = number }
    if id >= places.count {
      places += [Int32](
        repeating: -1,
        count:
          min(Int(Self.mostPlaces), max(Int(id) + 1, 2 * places.count)) - places.count)
    }
    places[Int(id)] = Int32(truncatingIfNeeded: number)
  }
}
