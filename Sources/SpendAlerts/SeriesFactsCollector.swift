import SpendAnalytics
import SpendCore

/// The series whose hours are judged, round by round: all traffic, and the parts of it that spend most.
struct SeriesFactsCollector {
  let source: any SpendSource
  /// The budget of a month for all traffic.
  let monthly: Money?
  private var series: [SeriesName: AnomalyDetector] = [:]
  private var judgedUntil: Instant?

  /// Series beside the whole: those that spent most in a week.
  private static let limit = 50
  private static let dimensions: [Dimension] = [.feature, .model, .queryType, .provider]
  /// An hour is judged when lines that are a little late are in.
  private static let lateSeconds: Int64 = 120

  private struct SeriesName: Hashable {
    var dimension: Dimension?
    var value: String
  }

  init(source: any SpendSource, monthly: Money?) {
    self.source = source
    self.monthly = monthly
  }

  /// Throws what the store throws.
  mutating func facts(at now: Instant) throws -> [SeriesFacts] {
    let closed = Instant(seconds: (now.seconds - Self.lateSeconds).flooredQuotient(by: 3_600) * 3_600)
    if let judged = judgedUntil, closed.seconds - judged.seconds <= 48 * 3_600 {
      try judge(from: judged, to: closed)
    } else {
      try learn(until: closed)
    }
    // Hours that a clock that was set back goes through again hold the spend of both times.
    let isLivedAgain = judgedUntil.map { closed < $0 } ?? false
    judgedUntil = max(closed, judgedUntil ?? closed)
    // The hour that is not judged yet: it has begun at `closed`.
    var begun: [SeriesName: Money] = [:]
    let seconds = isLivedAgain ? 0 : now.seconds - closed.seconds
    if seconds >= 900, seconds <= 3_600 {
      for row in try source.costs(TimeWindow(start: closed, end: now), Self.dimensions) {
        begun[SeriesName(dimension: nil, value: ""), default: .zero] += row.sums.cost
        for (dimension, value) in zip(Self.dimensions, row.keys) {
          begun[SeriesName(dimension: dimension, value: value), default: .zero] += row.sums.cost
        }
      }
    }
    return series.map { name, detector in
      SeriesFacts(
        dimension: name.dimension, value: name.value, verdict: detector.latest,
        begun: detector.begun(begun[name] ?? .zero, seconds: seconds))
    }
  }

  /// Reads seven weeks and finds out which series count.
  private mutating func learn(until end: Instant) throws {
    series.removeAll()
    let count = 7 * 168
    let window = TimeWindow(start: end.adding(seconds: Int64(-count) * 3_600), end: end)
    let silence = Array(repeating: Money.zero, count: count)
    let week = TimeWindow(start: end.adding(seconds: -604_800), end: end)
    var ranked: [(name: SeriesName, cost: Money)] = []
    for dimension in Self.dimensions {
      ranked += try source.costs(week, [dimension]).map {
        (SeriesName(dimension: dimension, value: $0.keys.first ?? ""), $0.sums.cost)
      }
    }
    ranked.sort { ($1.cost, $0.name.value) < ($0.cost, $1.name.value) }
    let chosen = Set(ranked.prefix(Self.limit).map(\.name))
    let queries = Self.dimensions.map { dimension in
      HourlyCostQuery(by: dimension, named: Set(chosen.filter { $0.dimension == dimension }.map(\.value)))
    }
    let costs = try source.hourlyCosts(in: window, of: [HourlyCostQuery(by: nil)] + queries)
    series[SeriesName(dimension: nil, value: "")] = AnomalyDetector(
      costs[0][""] ?? silence, judged: 168, budget: monthly)
    for (dimension, values) in zip(Self.dimensions, costs.dropFirst()) {
      for (value, hours) in values {
        let name = SeriesName(dimension: dimension, value: value)
        if chosen.contains(name) { series[name] = AnomalyDetector(hours, judged: 48) }
      }
    }
  }

  /// Judges the whole hours between two moments.
  private mutating func judge(from start: Instant, to end: Instant) throws {
    guard end > start else { return }
    let window = TimeWindow(start: start, end: end)
    var spent: [SeriesName: [Instant: Money]] = [:]
    for row in try source.costs(window, Self.dimensions, bucket: .hour) {
      guard let hour = row.bucketStart else { continue }
      let names =
        [SeriesName(dimension: nil, value: "")]
        + zip(Self.dimensions, row.keys).map { SeriesName(dimension: $0, value: $1) }
      for name in names { spent[name, default: [:]][hour, default: .zero] += row.sums.cost }
    }
    var hour = start
    while hour < end {
      for name in series.keys { series[name]?.append(spent[name]?[hour] ?? .zero) }
      hour = hour.adding(seconds: 3_600)
    }
  }
}
