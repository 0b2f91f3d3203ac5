public import SpendCore

/// Requests whose own total differs from every sum of their counts.
public struct Contradictions {
  /// By provider and model.
  public var counts: [[String]: Int64] = [:]
  /// The first of them.
  public var examples: [EventRecord] = []

  public init(_ store: any SpendSource & StoredCostSource, examples limit: Int) throws {
    let labels = try store.labelSets()
    var times: [Instant] = []
    try store.forEachCost(in: .allTime, .unpriced) { cost in
      guard cost.contradictsItself, let label = labels[cost.labels] else { return }
      counts[[label.provider, label.model], default: 0] += 1
      if times.count < limit { times.append(cost.time) }
    }
    for time in Set(times).sorted() {
      let moment = TimeWindow(start: time, end: Instant(microseconds: time.microseconds + 1))
      try store.forEachEvent(in: moment, filters: []) { event in
        guard event.contradictsItself, examples.count < limit else { return }
        examples.append(event)
      }
    }
  }
}
