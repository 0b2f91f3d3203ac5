public import SpendCore

/// State of the logs, with problems.
public struct LogFacts: Sendable {
  /// Those with trouble first.
  public var sources: [SourceReport] = []
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

  init(_ source: any SpendSource) throws {
    func trouble(_ report: SourceReport) -> Int64 {
      (report.error != nil || report.state == .error ? .max : 0) | report.rejected
    }
    sources = try source.sources().sorted { (trouble($1), $0.path) < (trouble($0), $1.path) }
    rejects = try source.rejectedLines(limit: Self.mostRejects)
    let rows = try source.rows(for: SpendQuery(window: .allTime, groups: [.provider, .model]))
    unpriced = rows.filter { $0.sums.unpricedRequests > 0 }.map { row in
      UnpricedName(
        provider: row.keys[0], model: row.keys[1], requests: row.sums.unpricedRequests,
        tokens: row.sums.unpricedTokens)
    }.sorted { ($1.requests, $0.model) < ($0.requests, $1.model) }
  }
}
