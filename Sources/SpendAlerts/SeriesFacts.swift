import SpendAnalytics
public import SpendCore

/// A part of the traffic, hour by hour.
public struct SeriesFacts: Sendable {
  /// Nil for all traffic.
  public var dimension: Dimension?
  public var value: String
  public var verdict: AnomalyVerdict
  /// Verdict for the current partial hour.
  public var begun: AnomalyVerdict?

  public init(
    dimension: Dimension? = nil, value: String = "", verdict: AnomalyVerdict, begun: AnomalyVerdict? = nil
  ) {
    self.dimension = dimension
    self.value = value
    self.verdict = verdict
    self.begun = begun
  }
}
