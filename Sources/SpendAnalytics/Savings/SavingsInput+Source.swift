public import SpendCore

extension SavingsInput {
  private static let daySeconds: Int64 = 86_400

  /// Reads the last thirty days of a store. Throws what the store throws.
  ///
  /// - Parameter events: Hands out the requests of the sample; without it there is none.
  public init(
    _ source: any SpendSource, events: (any EventSearchSource)?, filters: [DimensionFilter], at now: Instant,
    quote: @escaping (EventRecord) -> Quote
  ) throws {
    let end = Instant(microseconds: now.microseconds &+ 1)
    let month = TimeWindow(start: end.adding(seconds: -Self.daySeconds * SavingsAnalyzer.days), end: end)
    let first = try source.health().firstEvent ?? month.start
    self.init(now: now, observedSeconds: end.seconds - max(first, month.start).seconds, quote: quote)
    rows = try source.rows(for: SpendQuery(window: month, groups: SavingsAnalyzer.groups, filters: filters))
    let week = TimeWindow(start: end.adding(seconds: -7 * Self.daySeconds), end: end)
    lastWeek = try source.rows(
      for: SpendQuery(window: week, groups: [.model, .feature], filters: filters))
    sample =
      try events?.searchEvents(
        in: month, from: nil, scan: SavingsAnalyzer.sampleSize, filters: filters, figures: []
      ).found.map(\.record) ?? []
  }
}
