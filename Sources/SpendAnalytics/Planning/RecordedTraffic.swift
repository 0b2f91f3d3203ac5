public import SpendCore

/// The shape of recorded traffic that a plan starts from.
public struct RecordedTraffic: Sendable, Hashable {
  public var requests: Int64
  /// Requests per day in millionths, so that a request a week is not counted as one a day.
  public var dailyMillionths: Int64
  public var promptTokens: Int64
  public var outputTokens: Int64
  public var cachedShare: Share
  /// Models by cost, the costliest first.
  public var models: [String]
  public var window: TimeWindow
  /// The part of the window that the requests a day are taken from.
  public var observed: ObservedTime

  /// Whole requests per day, rounded half up.
  public var requestsPerDay: Int64 { Workload.whole(dailyMillionths) }

  /// Nil when no request was recorded.
  ///
  /// - Parameters:
  ///   - rows: sums by provider and model.
  ///   - first: time of the first event of the database: days before it do not lower the requests a day.
  ///   - mostModels: the number of models to keep.
  public init?(_ rows: [SpendRow], _ window: TimeWindow, since first: Instant? = nil, mostModels: Int = 3) {
    let sums = rows.reduce(into: SpendSums()) { $0 += $1.sums }
    guard sums.requests > 0 else { return nil }
    requests = sums.requests
    observed = ObservedTime(window, since: first)
    let seconds = Int128(observed.counted)
    dailyMillionths = Int64(
      clamping: (Int128(sums.requests) * 86_400 * Int128(Workload.request) + seconds / 2) / seconds)
    promptTokens = (sums.promptTokens + sums.requests / 2) / sums.requests
    outputTokens = (sums.output + sums.requests / 2) / sums.requests
    cachedShare = Share(
      millionths: sums.promptTokens > 0
        ? Int64(clamping: Int128(sums.cacheRead) * Int128(Share.one) / Int128(sums.promptTokens)) : 0)
    models = rows.sorted { ($1.sums.cost, $0.keys[1]) < ($0.sums.cost, $1.keys[1]) }.prefix(mostModels)
      .map { row in row.keys[0].isEmpty ? row.keys[1] : "\(row.keys[0])/\(row.keys[1])" }
    self.window = window
  }
}
