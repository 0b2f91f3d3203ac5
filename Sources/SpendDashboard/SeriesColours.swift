import SpendScreen

/// The colours of names in charts and tables.
///
/// A name has the slot of its hash, or the next one that is free in the chart it first appears in, and keeps
/// it: across views, time ranges and, but for names that share a hash, across runs.
struct SeriesColours: Sendable, Hashable {
  /// Slots of the names of the current chart.
  private(set) var shown: [String: Int] = [:]
  private var known: [String: Int] = [:]

  private static let slots = Ink.Tone.series.count
  /// Names that are remembered: far more than a person sees in a session.
  private static let mostNames = 2_000

  /// Gives each name of a chart a slot of its own; names beyond the slots share.
  mutating func show(_ names: [String]) {
    shown = [:]
    var taken: Set<Int> = []
    for name in names {
      guard let slot = known[name], taken.insert(slot).inserted else { continue }
      shown[name] = slot
    }
    for name in names.sorted() where shown[name] == nil {
      let wanted = Self.hash(name)
      let free = (0..<Self.slots).map { (wanted + $0) % Self.slots }.first { !taken.contains($0) }
      let slot = free ?? wanted
      taken.insert(slot)
      shown[name] = slot
      if known[name] == nil, known.count < Self.mostNames { known[name] = slot }
    }
  }

  /// The ink of a name of the current chart; that of the rest for others.
  func ink(_ name: String?) -> Ink {
    name.flatMap { shown[$0] }.map { .series($0) } ?? .rest
  }

  /// FNV-1a, which is the same in every run.
  private static func hash(_ name: String) -> Int {
    var hash: UInt32 = 2_166_136_261
    for byte in name.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    return Int(hash % UInt32(slots))
  }
}
