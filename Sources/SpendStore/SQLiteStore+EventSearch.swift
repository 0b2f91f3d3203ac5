public import SpendCore

extension SQLiteStore: EventSearchSource {
  public func searchEvents(
    in window: TimeWindow, from cursor: EventCursor?, scan: Int, filters: [DimensionFilter],
    figures: [FigureFilter]
  ) throws -> EventPage {
    let tests = try filters.map { try EventTest($0) }
    var page = EventPage(found: [], next: nil)
    var count = 0
    var last: EventCursor?
    try read { db in
      // The place in the key, so that a page deep in the past costs as much as the first one.
      // One upper bound alone: of two, SQLite may begin at the one that is further away.
      let below =
        cursor.map { "(e.time_us, e.key_low) < (\($0.microseconds), \($0.low))" }
        ?? "e.time_us < \(window.end.microseconds)"
      let statement = try RawStatement(
        db,
        sql: """
          SELECT \(Self.columns) FROM \(Self.tables)
          WHERE e.time_us >= \(window.start.microseconds) AND \(below)
          ORDER BY e.time_us DESC, e.key_low DESC LIMIT \(max(1, scan))
          """)
      try statement.forEachRow {
        let record = Self.record(statement)
        let place = EventCursor(microseconds: record.time.microseconds, low: statement.int(Self.keyColumn))
        count += 1
        last = place
        if tests.allSatisfy({ $0.admits(record) }), figures.allSatisfy({ $0.admits(record) }) {
          page.found.append(.init(cursor: place, record: record))
        }
      }
    }
    if count >= max(1, scan) { page.next = last }
    return page
  }
}
