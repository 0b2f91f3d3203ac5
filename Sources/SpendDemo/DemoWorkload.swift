public import SpendCore

/// A believable company: features with rhythms of day and week, models of several sellers, caches,
/// tiers, failures, bursts, outages, and one thing that goes wrong.
///
/// The same seed gives the same requests, always and on every machine.
public struct DemoWorkload: Sendable {
  /// The most requests a history holds; of more, the latest.
  public static let longestHistory = 250_000

  let seed: UInt64
  /// Indexes of models, with their weights, for each feature.
  let models: [[(index: UInt8, weight: UInt32)]]
  let tiers: [[(index: UInt8, weight: UInt32)]]

  public init(seed: UInt64) {
    self.seed = seed
    models = DemoFeature.all.map { feature in
      feature.models.map { choice in
        (UInt8(DemoModel.all.firstIndex { $0.name == choice.model.name } ?? 0), choice.weight)
      }
    }
    tiers = DemoFeature.all.map { feature in
      feature.tiers.map { (UInt8(DemoPeople.tiers.firstIndex(of: $0.name) ?? 0), $0.weight) }
    }
  }

  /// All requests of the days up to `until`, in order of time, with the incident before it.
  public func history(days: Int, until: Instant) -> [DemoRequest] {
    let last = until.seconds.flooredQuotient(by: 3_600)
    let first = last &- Int64(clamping: max(0, min(days, 3_650))) &* 24
    let incident = Self.incident(before: until)
    var requests: [DemoRequest] = []
    requests.reserveCapacity(Self.longestHistory)
    for hour in first...last {
      appendRequests(ofHour: hour, incident, to: &requests)
    }
    while let late = requests.last, late.time >= until { requests.removeLast() }
    return requests.count > Self.longestHistory ? Array(requests.suffix(Self.longestHistory)) : requests
  }

  /// The requests of `[from, to)` of the history that ends at `until`, in order of time.
  public func history(from: Instant, to: Instant, until: Instant) -> [DemoRequest] {
    guard from < to else { return [] }
    // Some days ago, so that yesterday is a usual day to compare with.
    let incident = Self.incident(before: until.adding(seconds: -4 * 86_400))
    var requests: [DemoRequest] = []
    for hour in from.seconds.flooredQuotient(by: 3_600)...to.seconds.flooredQuotient(by: 3_600) {
      appendRequests(ofHour: hour, incident, to: &requests)
    }
    return requests.filter { $0.time >= from && $0.time < to }
  }

  /// The requests of `[from, to)`, the same whatever the cuts. They go on from a history that ends at
  /// `from`; the incident is over by then.
  public func requests(from: Instant, to: Instant) -> [DemoRequest] {
    guard from < to else { return [] }
    var requests: [DemoRequest] = []
    for hour in from.seconds.flooredQuotient(by: 3_600)...to.seconds.flooredQuotient(by: 3_600) {
      appendRequests(ofHour: hour, nil, to: &requests)
    }
    return requests.filter { $0.time >= from && $0.time < to }
  }

  /// Time range in which an agent went round in circles: the afternoon of the last working day before the
  /// day of `until`.
  public static func incident(before until: Instant) -> TimeWindow {
    var day = CivilTime(until.adding(seconds: -86_400), offsetSeconds: zoneOffset)
    while day.weekday >= 5 {
      day = CivilTime(CivilTime(year: day.year, month: day.month, day: day.day).instant().adding(seconds: -1))
    }
    let start = CivilTime(year: day.year, month: day.month, day: day.day, hour: 14, minute: 10)
      .instant(offsetSeconds: zoneOffset)
    return TimeWindow(start: start, end: start.adding(seconds: 9_000))
  }

  /// Offset of the company's zone, in seconds: central Europe, without daylight saving time.
  static let zoneOffset = 3_600
}
