public import SpendAnalytics
public import SpendCore

extension TrafficRates {
  /// The rates of stored requests.
  public init(of filters: [DimensionFilter], in window: TimeWindow, _ source: any SpendSource) throws {
    self.init(window)
    var rates = self
    try source.forEachEvent(in: window, filters: filters) { rates.add($0) }
    self = rates
  }
}
