/// Finds what a name stands for by the name's hash: a few nanoseconds, where a dictionary takes tens.
/// Two names of one hash would be taken for each other; none that are put in have that.
struct HashedNameMap<Value: Sendable>: Sendable {
  private var hashes: [UInt64]
  private var values: [Value?]
  private var mask: Int

  /// Earlier entries win over later ones of the same hash.
  init(_ entries: [(hash: UInt64, value: Value)]) {
    var size = 16
    while size < entries.count * 4 { size *= 2 }
    mask = size - 1
    hashes = [UInt64](repeating: 0, count: size)
    values = [Value?](repeating: nil, count: size)
    for entry in entries where self[entry.hash] == nil {
      var place = Int(truncatingIfNeeded: entry.hash) & mask
      while values[place] != nil { place = (place + 1) & mask }
      hashes[place] = entry.hash
      values[place] = entry.value
    }
  }

  subscript(_ hash: UInt64) -> Value? {
    var place = Int(truncatingIfNeeded: hash) & mask
    while let value = values[place] {
      if hashes[place] == hash { return value }
      place = (place + 1) & mask
    }
    return nil
  }
}
