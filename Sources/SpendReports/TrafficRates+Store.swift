import SpendAnalytics
import SpendCore
import SpendStore

extension TrafficRates {
  /// The rates of stored requests.
  init(of filters: [DimensionFilter], in window: TimeWindow, _ store: SQLiteStore) throws {
    self.init(window)
    var rates = self
    try store.forEachEvent(in: window, filters: filters) { rates.add($0) }
    self = rates
  }
}
