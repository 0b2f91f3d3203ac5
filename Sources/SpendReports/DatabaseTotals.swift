public import SpendCore

/// Totals in which two databases must agree: requests, tokens and cost by day and model.
public struct DatabaseTotals {
  private struct Key: Hashable {
    var day: Instant
    var provider: String
    var model: String
  }

  private var sums: [Key: SpendSums] = [:]
  public let sources: Int64

  public init(_ store: any SpendSource) throws {
    let query = SpendQuery(window: .allTime, groups: [.provider, .model], bucket: .day)
    for row in try store.rows(for: query) {
      let key = Key(day: row.bucketStart ?? Instant(seconds: 0), provider: row.keys[0], model: row.keys[1])
      sums[key] = row.sums
    }
    sources = try store.health().sources
  }

  public var requests: Int64 { sums.values.reduce(0) { $0 &+ $1.requests } }

  /// One line for each day and model in which they differ, the earliest first.
  public func differences(from old: DatabaseTotals) -> [String] {
    Set(sums.keys).union(old.sums.keys)
      .sorted { ($0.day, $0.provider, $0.model) < ($1.day, $1.provider, $1.model) }
      .compactMap { key in
        let new = Self.figures(sums[key] ?? SpendSums())
        let before = Self.figures(old.sums[key] ?? SpendSums())
        guard new != before else { return nil }
        let name = [key.provider, key.model].filter { !$0.isEmpty }.joined(separator: "/")
        return "differs: \(key.day.rfc3339.prefix(10)) \(name): \(before), now \(new)"
      }
  }

  private static func figures(_ sums: SpendSums) -> String {
    "\(sums.requests) requests, \(sums.promptTokens &+ sums.output) tokens, \(sums.cost.decimalString) USD"
  }
}
