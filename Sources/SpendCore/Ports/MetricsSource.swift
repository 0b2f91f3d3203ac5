/// Reads the figures that only the metrics page shows.
public protocol MetricsSource {
  /// The place of each set of values in the order of their first event. Places are never taken by others.
  func firstSeen(_ groups: [Dimension]) throws -> [[String]: Int64]
}
