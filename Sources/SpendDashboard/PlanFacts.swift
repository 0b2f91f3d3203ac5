public import SpendAnalytics
import SpendCore

/// The recorded traffic that a plan starts from.
public struct PlanFacts: Sendable, Hashable {
  /// The feature of the traffic; nil for all.
  public var feature: String?
  /// Nil when no request was recorded.
  public var recorded: RecordedTraffic?
  /// Features with traffic, the costliest first.
  public var features: [String]

  /// Days of traffic that are considered.
  static let days: Int64 = 30
  static let mostModels = 5
  private static let mostFeatures = 50

  /// Reads the traffic of the last days that the request's filters admit. Throws what the store throws.
  init(_ source: any SpendSource, _ request: SnapshotRequest, at now: Instant) throws {
    feature = request.planFeature
    let end = Instant(microseconds: now.microseconds &+ 1)
    let window = TimeWindow(start: end.adding(seconds: -86_400 * Self.days), end: end)
    let named = try source.rows(
      for: SpendQuery(
        window: window, groups: [.feature], filters: request.filters, figures: request.figures))
    features = named.filter { !$0.keys[0].isEmpty }
      .sorted { ($1.sums.cost, $0.keys[0]) < ($0.sums.cost, $1.keys[0]) }
      .prefix(Self.mostFeatures).map { $0.keys[0] }
    let filters = request.planFeature.map { [DimensionFilter(.feature, .equals($0))] } ?? []
    let rows = try source.rows(
      for: SpendQuery(
        window: window, groups: [.provider, .model], filters: request.filters + filters,
        figures: request.figures))
    recorded = RecordedTraffic(
      rows, window, since: try source.health().firstEvent, mostModels: Self.mostModels)
  }
}
