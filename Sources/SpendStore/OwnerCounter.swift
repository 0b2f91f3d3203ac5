import SpendCore

/// Counts owners by group in bounded memory, by their ids: one pass over the events, or several where there are
/// more owners than are held at once.
///
/// A pass holds the owners whose ids lie in a range. When they become too many, the range is made shorter, and
/// the next pass begins at its end.
struct OwnerCounter {
  /// Owners of groups that are held at once, those of the total included.
  private let most: Int

  /// The ids that this pass counts.
  private(set) var range: Range<Int64>
  private var largest: Int64
  /// Owners with a priced request, as group and id in one word; `total` has a number of its own.
  private var priced = WordSet()
  /// Costs of partly priced requests: they count when the owner has a priced one.
  private var partial: [UInt64: Int64] = [:]

  private static let idBits: UInt64 = 40
  private static let total: UInt64 = 0

  /// - Parameter first: the least id.
  init(from first: Int64, most: Int = 3_000_000) {
    self.most = max(4, most)
    range = first..<(1 << Int64(Self.idBits))
    largest = first
  }

  /// True when ids are left for another pass.
  var isCut: Bool { range.upperBound < 1 << Int64(Self.idBits) }

  private static func word(_ group: UInt64, _ id: Int64) -> UInt64 { group << idBits | UInt64(id) }

  /// Counts a priced request.
  mutating func add(_ id: Int64, group: Int) {
    guard range.contains(id) else { return }
    largest = max(largest, id)
    priced.insert(Self.word(Self.total, id))
    priced.insert(Self.word(UInt64(group) + 1, id))
    if priced.count + partial.count > most { shorten() }
  }

  /// Notes a partly priced request.
  mutating func add(_ id: Int64, group: Int, partialCost: Int64) {
    guard partialCost != 0, range.contains(id) else { return }
    largest = max(largest, id)
    partial[Self.word(Self.total, id), default: 0] &+= partialCost
    partial[Self.word(UInt64(group) + 1, id), default: 0] &+= partialCost
    if priced.count + partial.count > most { shorten() }
  }

  /// Leaves the largest ids to the next pass.
  private mutating func shorten() {
    let ids = UInt64(1) << Self.idBits - 1
    while priced.count + partial.count > most / 4 * 3, largest > range.lowerBound {
      let end = range.lowerBound + max(1, (largest - range.lowerBound) / 4 * 3)
      range = range.lowerBound..<min(end, largest)
      largest = range.upperBound - 1
      priced.filter { Int64($0 & ids) < range.upperBound }
      partial = partial.filter { Int64($0.key & ids) < range.upperBound }
    }
  }

  /// Calls `body` for each owner of each group, with the cost of its partly priced requests; the group is nil for
  /// the total.
  func forEach(_ body: (_ group: Int?, _ partialCost: Int64) -> Void) {
    priced.forEach { word in
      let group = word >> Self.idBits
      body(group == Self.total ? nil : Int(group) - 1, partial[word] ?? 0)
    }
  }
}
