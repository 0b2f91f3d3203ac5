public import SpendCore

/// State of the logs, with problems.
public struct LogFacts: Sendable {
  /// The first 5,000 logs, those with trouble first.
  public var sources: [SourceReport] = []
  /// Number of all logs.
  public var sourceCount = 0
  public var rejects: [RejectReport] = []
  /// Names without a price, those with most requests first.
  public var unpriced: [UnpricedName] = []

  public struct UnpricedName: Sendable, Hashable {
    public var provider: String
    public var model: String
    public var requests: Int64
    public var tokens: Int64
  }

  public init() {}

  private static let mostRejects = 200
  static let mostSources = 5_000

  init(_ source: any SpendSource) throws {
    // Hundreds of thousands of logs are read one by one.
    if let store = source.reports {
      try store.forEachSource { add($0) }
      try store.removedSources().forEach { add($0) }
    } else {
      try source.sources().forEach { add($0) }
    }
    keepFirst()
    rejects = try source.rejectedLines(limit: Self.mostRejects)
    let rows = try source.rows(for: SpendQuery(window: .allTime, groups: [.provider, .model]))
    unpriced = rows.filter { $0.sums.unpricedRequests > 0 }.map { row in
      UnpricedName(
        provider: row.keys[0], model: row.keys[1], requests: row.sums.unpricedRequests,
        tokens: row.sums.unpricedTokens)
    }.sorted { ($1.requests, $0.model) < ($0.requests, $1.model) }
  }

  mutating func add(_ report: SourceReport) {
    sourceCount += 1
    sources.append(report)
    if sources.count >= 2 * Self.mostSources { keepFirst() }
  }

  mutating func keepFirst() {
    func trouble(_ report: SourceReport) -> Int64 {
      (report.error != nil || report.state == .error ? .max : 0) | report.rejected
    }
    sources.sort { (trouble($1), $0.path, $0.id) < (trouble($0), $1.path, $1.id) }
    sources.removeLast(max(0, sources.count - Self.mostSources))
  }
}
