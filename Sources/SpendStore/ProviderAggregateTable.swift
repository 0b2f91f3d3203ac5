import GRDB
public import SpendCore

/// The table of what providers say: apart from events, and replaced by what they say later.
enum ProviderAggregateTable {
  /// Replaces the user of each row of a person with a random name, unique to the row: rows of two people
  /// must stay two.
  ///
  /// - Returns: The number of rows of the person.
  static func forget(user: String, _ db: Database) throws -> Int {
    try db.execute(
      sql: "UPDATE provider_usage SET user = 'forgotten-' || lower(hex(randomblob(8))) WHERE user = ?",
      arguments: [user])
    return db.changesCount
  }

  static func store(_ aggregates: [ProviderAggregate], _ db: Database, at now: Instant) throws {
    guard !aggregates.isEmpty else { return }
    let insert = try db.makeStatement(
      sql: "INSERT OR REPLACE INTO provider_usage VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
    for row in aggregates {
      try insert.execute(arguments: [
        row.endpoint, row.window.start.microseconds, row.window.end.microseconds, row.provider, row.model,
        row.project, row.key, row.user, row.tier, row.detail, row.requests, row.input, row.cacheRead,
        row.cacheWrite, row.output, row.webSearches, row.cost?.nanodollars, now.microseconds,
      ])
    }
  }
}

extension SQLiteStore: ProviderAggregateSource {
  /// Provider report rows that begin in `window`, in time order.
  public func providerAggregates(in window: TimeWindow) throws -> [ProviderAggregate] {
    try read { db in
      let rows = try Row.fetchAll(
        db,
        sql: "SELECT * FROM provider_usage WHERE start_us >= ? AND start_us < ? ORDER BY start_us, endpoint",
        arguments: [window.start.microseconds, window.end.microseconds])
      return rows.map { row in
        var result = ProviderAggregate(
          endpoint: row.text("endpoint"),
          window: TimeWindow(
            start: Instant(microseconds: row.int("start_us")), end: Instant(microseconds: row.int("end_us"))),
          provider: row.text("provider"))
        result.model = row.text("model")
        result.project = row.text("project")
        result.key = row.text("key")
        result.user = row.text("user")
        result.tier = row.text("tier")
        result.detail = row.text("detail")
        result.requests = row.optionalInt("requests")
        result.input = row.optionalInt("input")
        result.cacheRead = row.optionalInt("cache_read")
        result.cacheWrite = row.optionalInt("cache_write")
        result.output = row.optionalInt("output")
        result.webSearches = row.optionalInt("web_searches")
        result.cost = row.optionalInt("cost_nano_usd").map(Money.init(nanodollars:))
        return result
      }
    }
  }
}
