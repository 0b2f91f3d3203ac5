/// Names to show beside one without a price. A person may choose one; the program never does.
struct NearestNames: Sendable {
  private struct Known: Sendable {
    var provider: String
    var model: String
    /// Lower case.
    var bytes: [UInt8]
    /// A bit for each byte that occurs, by its last six bits.
    var letters: UInt64
  }

  private let known: [Known]

  init(_ models: [(provider: String, model: String)]) {
    var seen: Set<String> = []
    known = models.compactMap { provider, model in
      guard seen.insert("\(provider)/\(model)").inserted else { return nil }
      let bytes = Array(model.lowercased().utf8)
      return Known(provider: provider, model: model, bytes: bytes, letters: Self.letters(bytes))
    }
  }

  private static func letters(_ bytes: [UInt8]) -> UInt64 {
    bytes.reduce(0) { $0 | 1 << UInt64($1 & 63) }
  }

  /// Returns the nearest names first, as `seller/model`, of one seller or of all; empty when none is near.
  func of(_ name: String, soldBy provider: String?, limit: Int) -> [String] {
    let wanted = Array(name.utf8.prefix(128))
    let letters = Self.letters(wanted)
    let longest = max(3, wanted.count / 3)
    var distances = BoundedDistance(wanted, limit: longest)
    var nearest: [(distance: Int, name: String)] = []
    for candidate in known {
      if let provider, candidate.provider != provider { continue }
      if candidate.bytes.reversed().starts(with: wanted.reversed())
        || wanted.reversed().starts(with: candidate.bytes.reversed())
      {
        // A name with a maker before it is nearer than its letters say.
        nearest.append((1, "\(candidate.provider)/\(candidate.model)"))
        continue
      }
      // Each letter that only one of them has is a change at least.
      guard abs(candidate.bytes.count - wanted.count) <= longest,
        (candidate.letters & ~letters).nonzeroBitCount <= longest,
        (letters & ~candidate.letters).nonzeroBitCount <= longest,
        let distance = distances.to(candidate.bytes)
      else { continue }
      nearest.append((distance, "\(candidate.provider)/\(candidate.model)"))
    }
    return nearest.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(limit).map(\.name)
  }
}

/// Letters to add, drop or change between one word and others, up to a limit.
private struct BoundedDistance {
  private let word: [UInt8]
  private let limit: Int
  private var row: [Int]

  init(_ word: [UInt8], limit: Int) {
    self.word = word
    self.limit = limit
    row = []
  }

  /// Nil beyond the limit.
  mutating func to(_ other: [UInt8]) -> Int? {
    row = Array(0...word.count)
    return other.withUnsafeBufferPointer { other in
      word.withUnsafeBufferPointer { word in
        row.withUnsafeMutableBufferPointer { row in
          for (i, x) in other.enumerated() {
            var corner = row[0]
            row[0] = i + 1
            var least = i + 1
            for j in word.indices {
              let above = row[j + 1]
              row[j + 1] = min(above + 1, row[j] + 1, corner + (word[j] == x ? 0 : 1))
              corner = above
              least = min(least, row[j + 1])
            }
            if least > limit { return nil }
          }
          return row[word.count] <= limit ? row[word.count] : nil
        }
      }
    }
  }
}
