/// Reads stored costs one by one, as repricing and cost reports need them.
public protocol StoredCostSource {
  /// The label sets of all events, by the number that events refer to.
  func labelSets() throws -> [Int32: LabelSet]

  /// Hands out the costs of a window in order of time, one by one.
  func forEachCost(in window: TimeWindow, _ scope: CostScope, _ body: (StoredCost) throws -> Void) throws

  /// Free requests that have a price, by their labels.
  func coveredSums(in window: TimeWindow) throws -> [CoveredSum]

  /// Microseconds in which at least one request with these labels ran, by their logged durations.
  func busyMicroseconds(in window: TimeWindow, labels: Set<Int32>) throws -> Int64
}
