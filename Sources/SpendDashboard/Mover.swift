import SpendAnalytics
import SpendCore

/// A value whose spend changed against the range before.
struct Mover {
  var dimension: Dimension
  var key: String
  var change: Delta

  /// Magnitude of the change in nanodollars.
  var size: Int64 { abs(change.now &- change.before) }

  static let most = 12

  /// The largest changes over all tables, the largest first; none where the range before was not recorded.
  static func all(_ snapshot: DashboardSnapshot) -> [Mover] {
    guard snapshot.comparesBefore else { return [] }
    var found: [Mover] = []
    for breakdown in snapshot.breakdowns where breakdown.entries.count > 1 {
      for entry in breakdown.entries where entry.change.now != entry.change.before {
        let mover = Mover(dimension: breakdown.dimension, key: entry.key, change: entry.change)
        if found.count == most, let last = found.last, !isBefore(mover, last) { continue }
        let place = found.firstIndex { isBefore(mover, $0) } ?? found.count
        found.insert(mover, at: place)
        if found.count > most { found.removeLast() }
      }
    }
    return found
  }

  private static func isBefore(_ a: Mover, _ b: Mover) -> Bool {
    (b.size, a.dimension.rawValue, a.key) < (a.size, b.dimension.rawValue, b.key)
  }
}
