import SpendCore

/// Spend by one dimension and slice of time over a window: what the chart and the curves of a table show.
struct ChartSeriesQuery {
  /// Starts of the slices, ascending; every slice of the window has one, empty ones too.
  let slices: [Instant]
  let rows: [SpendRow]
  private let title: String
  private let dimension: Dimension
  private let measure: Measure
  private let previous: [Int64]
  private let isLastOpen: Bool

  /// The first slice may begin before the window: columns are whole, except the last.
  init(
    _ source: any SpendSource, _ request: SnapshotRequest, _ window: TimeWindow, before: TimeWindow,
    zone: Zone
  ) throws {
    isLastOpen = request.reachesNow
    dimension = request.chartDimension
    measure = request.measure
    let slice = request.slice(window)
    title = slice.title
    switch slice {
    case .minute:
      slices = Self.minutes(window)
      var rows: [SpendRow] = []
      for start in slices {
        let minute = TimeWindow(start: start, end: min(window.end, start.adding(seconds: 60)))
        let query = SpendQuery(
          window: minute, groups: [dimension], filters: request.filters, figures: request.figures,
          includesLatency: measure == .latency)
        for var row in try source.rows(for: query) {
          row.bucketStart = start
          rows.append(row)
        }
      }
      self.rows = rows
      previous = []
    case .bucket(let width):
      slices = Self.starts(of: width, in: window, zone: zone)
      let whole = TimeWindow(start: slices.first ?? window.start, end: window.end)
      rows = try source.rows(
        for: SpendQuery(
          window: whole, groups: [dimension], bucket: width, filters: request.filters,
          figures: request.figures, includesLatency: measure == .latency))
      if request.scansEvents || measure == .latency {
        previous = []
      } else {
        previous = try Self.totals(source, request, before, width, count: slices.count, zone: zone)
      }
    }
  }

  /// Totals of the first `count` slices of a range, whole ones.
  private static func totals(
    _ source: any SpendSource, _ request: SnapshotRequest, _ window: TimeWindow, _ width: BucketWidth,
    count: Int, zone: Zone
  ) throws -> [Int64] {
    let starts = starts(of: width, in: TimeWindow(start: window.start, end: window.end), zone: zone)
    guard let first = starts.first, let last = starts.last else { return [] }
    let end = zone.start(of: width, last.adding(seconds: seconds(inside: width)))
    let rows = try source.rows(
      for: SpendQuery(
        window: TimeWindow(start: first, end: end), groups: width == .quarterHour ? [.feature] : [],
        bucket: width, filters: request.filters))
    var sums: [Instant: SpendSums] = [:]
    for row in rows { if let start = row.bucketStart { sums[start, default: SpendSums()] += row.sums } }
    return starts.prefix(count).map { sums[$0].map(request.measure.value) ?? 0 }
  }

  /// Seconds from the start of a slice to somewhere inside the next one, however long this one is.
  private static func seconds(inside width: BucketWidth) -> Int64 {
    switch width {
    case .quarterHour: 900
    case .hour: 3_600
    case .day: 93_600
    case .week: 691_200
    case .month: 2_764_800
    }
  }

  private static func minutes(_ window: TimeWindow) -> [Instant] {
    let last = (window.end.microseconds - 1).flooredQuotient(by: 60_000_000) * 60
    let count = min(60, max(1, window.seconds / 60))
    return (0..<count).map { Instant(seconds: last - 60 * (count - 1 - $0)) }
  }

  private static func starts(of width: BucketWidth, in window: TimeWindow, zone: Zone) -> [Instant] {
    var starts: [Instant] = []
    var start = zone.start(of: width, window.start)
    while start < window.end && starts.count < 1_000 {
      starts.append(start)
      start = zone.start(of: width, start.adding(seconds: seconds(inside: width)))
    }
    return starts
  }

  /// Returns the chart with `series` separate values and the rest as one.
  func chart(series: Int) -> SpendChart {
    var chart = SpendChart()
    chart.dimension = dimension
    chart.measure = measure
    chart.sliceTitle = title
    chart.slices = slices
    chart.previous = previous
    chart.isLastOpen = isLastOpen
    var places: [Instant: Int] = [:]
    for (index, start) in slices.enumerated() { places[start] = index }
    if measure == .latency {
      chart.series = percentiles(places)
      return chart
    }
    var totals: [String: Int64] = [:]
    for row in rows {
      let key = row.keys.first ?? ""
      totals[key] = (totals[key] ?? 0) &+ measure.value(row.sums)
    }
    totals = totals.filter { $0.value > 0 }
    let shown = totals.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(series).map(\.key)
    let empty = Array(repeating: Int64(0), count: slices.count)
    var values = Array(repeating: empty, count: shown.count + 1)
    for row in rows {
      guard let start = row.bucketStart, let place = places[start] else { continue }
      let number = shown.firstIndex(of: row.keys.first ?? "") ?? shown.count
      values[number][place] = values[number][place] &+ measure.value(row.sums)
    }
    chart.series = zip(shown, values).map { SpendChart.Series(key: $0, values: $1) }
    if totals.count > shown.count { chart.series.append(.init(key: nil, values: values[shown.count])) }
    return chart
  }

  /// Durations of all rows together: they do not stack.
  private func percentiles(_ places: [Instant: Int]) -> [SpendChart.Series] {
    var histograms = Array(repeating: LatencyHistogram(), count: slices.count)
    for row in rows {
      guard let start = row.bucketStart, let place = places[start] else { continue }
      histograms[place].merge(row.sums.latency)
    }
    return [("p99", 0.99), ("p95", 0.95), ("p50", 0.5)].map { name, share in
      SpendChart.Series(
        key: name, values: histograms.map { Int64(($0.quantile(share) ?? 0).rounded()) })
    }
  }
}
