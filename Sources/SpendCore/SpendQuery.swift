/// A query of the store: sums over a window, by groups and slices of time.
public struct SpendQuery: Sendable, Hashable {
  public var window: TimeWindow
  /// Dimensions of the rows; empty for one total.
  public var groups: [Dimension]
  /// Width of the time slices, nil for one row per group over the whole window.
  public var bucket: BucketWidth?
  public var filters: [DimensionFilter]
  /// Conditions that apply to single events only; with conditions, the sums are counted from events.
  public var figures: [FigureFilter]
  /// True to load histograms of latency and time to first token.
  public var includesLatency: Bool
  /// True to cut slices of an hour by the zone's clocks, also where the zone is off UTC by a fraction of an
  /// hour. Such slices are counted from quarter hours or events.
  public var cutsLocalHours = false
  /// True when only the cost and the unpriced requests are needed; other sums may be zero. Long histories
  /// are read faster in this mode.
  public var includesOnlyCost = false

  public init(
    window: TimeWindow, groups: [Dimension] = [], bucket: BucketWidth? = nil,
    filters: [DimensionFilter] = [], figures: [FigureFilter] = [], includesLatency: Bool = false
  ) {
    self.window = window
    self.groups = groups
    self.bucket = bucket
    self.filters = filters
    self.figures = figures
    self.includesLatency = includesLatency
  }
}
