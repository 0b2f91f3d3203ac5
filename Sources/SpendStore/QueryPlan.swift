import SpendCore

/// The tables that answer a query, and the time range of each: whole days, hours and quarter hours from
/// rollups, the remainder at the edges from the events themselves.
struct QueryPlan: Equatable {
  enum Table: Equatable { case events, hours, days, quarters }

  struct Piece: Equatable {
    var table: Table
    var window: TimeWindow
  }

  var pieces: [Piece]

  /// Tiles `window` with the coarsest pieces that fit.
  ///
  /// - Parameters:
  ///   - zone: The zone of the day rollup when its days may be used, else nil.
  ///   - quarters: True when the quarter-hour rollup contains all columns of the query.
  static func tiling(_ window: TimeWindow, days zone: Zone?, quarters: Bool = false) -> QueryPlan {
    guard window.end > window.start else { return QueryPlan(pieces: []) }
    var pieces: [Piece] = []
    func add(_ table: Table, _ start: Instant, _ end: Instant) {
      guard end > start else { return }
      if let last = pieces.last, last.table == table, last.window.end == start {
        pieces[pieces.count - 1].window = TimeWindow(start: last.window.start, end: end)
      } else {
        pieces.append(Piece(table: table, window: TimeWindow(start: start, end: end)))
      }
    }
    func addEdge(_ start: Instant, _ end: Instant) {
      let first = start.roundedUp(toSeconds: 900)
      let last = Instant(seconds: end.seconds.flooredQuotient(by: 900) * 900)
      guard quarters, first < last else { return add(.events, start, end) }
      add(.events, start, first)
      add(.quarters, first, last)
      add(.events, last, end)
    }
    func addHours(_ start: Instant, _ end: Instant) {
      let first = start.roundedUp(toSeconds: 3_600)
      let last = Instant(seconds: end.seconds.flooredQuotient(by: 3_600) * 3_600)
      if first < last {
        addEdge(start, first)
        add(.hours, first, last)
        addEdge(last, end)
      } else {
        addEdge(start, end)
      }
    }
    guard let zone else {
      addHours(window.start, window.end)
      return QueryPlan(pieces: pieces)
    }
    var firstDay = zone.startOfDay(window.start)
    if firstDay < window.start { firstDay = zone.startOfDay(firstDay.adding(seconds: 36 * 3_600)) }
    let lastDay = zone.startOfDay(window.end)
    if firstDay <= lastDay {
      addHours(window.start, firstDay)
      add(.days, firstDay, lastDay)
      addHours(lastDay, window.end)
    } else {
      addHours(window.start, window.end)
    }
    return QueryPlan(pieces: pieces)
  }
}

extension Instant {
  /// The same moment, or the next whole multiple of so many seconds.
  func roundedUp(toSeconds width: Int64) -> Instant {
    let span = width * 1_000_000
    let floor = microseconds.flooredQuotient(by: span) * span
    return floor == microseconds ? self : Instant(microseconds: floor + span)
  }
}

extension Dimension {
  /// Column of `dimension_set`; nil for dimensions that are stored with events only.
  var labelColumn: String? { isLabel ? rawValue : nil }

  /// Column of `usage_event` that refers to a name.
  var nameColumn: String? { isLabel ? nil : rawValue + "_id" }
}
