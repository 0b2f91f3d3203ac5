import GRDB
import SpendCore

/// The names with the most of a metric among the events of a query.
struct NameRanking {
  /// Ids of the first names; 0 for events without one. In no order.
  private(set) var first: [Int64] = []
  /// Number of names that have events.
  private(set) var count = 0

  private static let absent = Int64.min
  /// Names that are ranked in one pass over the events.
  private static let namesAtOnce: Int64 = 1 << 24

  /// - Parameters:
  ///   - name: SQL of the id of the event's name.
  ///   - events: SQL from FROM on.
  init(_ db: Database, name: String, metric: RankingMetric?, events: String, most: Int) throws {
    let last = try Int64.fetchOne(db, sql: "SELECT max(id) FROM name") ?? 0
    var candidates: [(rank: Int64, id: Int64)] = []
    var start: Int64 = 0
    while start <= last {
      let end = min(last, start + Self.namesAtOnce - 1)
      let ranks = try Self.ranks(db, name: name, metric: metric, events: events, from: start, through: end)
      count += ranks.reduce(0) { $0 + ($1 == Self.absent ? 0 : 1) }
      candidates += try Self.first(ranks, start: start, most: most, db)
      if start > 0 { candidates = try Self.first(of: candidates, most: most, db) }
      start = end + 1
    }
    first = candidates.map(\.id)
  }

  private static func ranks(
    _ db: Database, name: String, metric: RankingMetric?, events: String, from start: Int64,
    through end: Int64
  ) throws -> [Int64] {
    var ranks = [Int64](repeating: absent, count: Int(end - start) + 1)
    let statement = try RawStatement(db, sql: "SELECT \(name), \(sql(metric)) \(events)")
    try statement.forEachRow {
      let id = statement.int(0)
      guard id >= start, id <= end else { return }
      let index = Int(id - start)
      ranks[index] = (ranks[index] == absent ? 0 : ranks[index]) &+ statement.int(1)
    }
    return ranks
  }

  private static func sql(_ metric: RankingMetric?) -> String {
    switch metric {
    case .cost: "coalesce(r.cost_nano_usd, 0)"
    case .requests: "1"
    case .tokens: RollupSQL.tokens
    case .errors: "r.flags & 1"
    case nil: "0"
    }
  }

  /// The first of the names from `start` on, of which `ranks` holds the sums.
  private static func first(
    _ ranks: [Int64], start: Int64, most: Int, _ db: Database
  ) throws -> [(rank: Int64, id: Int64)] {
    guard most > 0 else { return [] }
    let least = RankThreshold.least(ofFirst: most, in: ranks, absent: absent)
    var chosen: [(rank: Int64, id: Int64)] = []
    var equal = 0
    for (index, rank) in ranks.enumerated() where rank != absent {
      if rank > least { chosen.append((rank, start + Int64(index))) } else if rank == least { equal += 1 }
    }
    // Of names with the last rank that fits, the first in alphabetical order.
    func take(_ id: Int64) -> Bool {
      let index = id - start
      if index >= 0, index < ranks.count, ranks[Int(index)] == least, ranks[Int(index)] != absent {
        chosen.append((least, id))
      }
      return chosen.count >= most
    }
    if chosen.count + equal <= most {
      for (index, rank) in ranks.enumerated() where rank == least && rank != absent {
        chosen.append((least, start + Int64(index)))
      }
    } else if chosen.count < most, !take(0) {
      let names = try RawStatement(db, sql: "SELECT id FROM name ORDER BY text")
      _ = try names.hasRow { take(names.int(0)) }
    }
    return chosen
  }

  /// The first of the candidates of several passes.
  private static func first(
    of candidates: [(rank: Int64, id: Int64)], most: Int, _ db: Database
  ) throws -> [(rank: Int64, id: Int64)] {
    let named = try candidates.map { ($0, $0.id == 0 ? "" : try SQLiteStore.name($0.id, db) ?? "") }
    return named.sorted { a, b in
      a.0.rank != b.0.rank ? a.0.rank > b.0.rank : a.1.utf8.lexicographicallyPrecedes(b.1.utf8)
    }.prefix(most).map(\.0)
  }
}
