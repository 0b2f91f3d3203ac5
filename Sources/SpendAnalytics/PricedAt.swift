public import SpendCore
public import SpendPricing

/// The requests of a report at the prices of another day: the same work, priced anew. What was recorded
/// stays as it is.
public struct PricedAt {
  public struct Figures {
    public var cost = Money.zero
    /// Requests that had no price on that day.
    public var unpriced: Int64 = 0
    /// Requests for which another price stands in, such as that of a model that was not sold yet.
    public var estimated: Int64 = 0

    public static func += (a: inout Figures, b: Figures) {
      a.cost += b.cost
      a.unpriced += b.unpriced
      a.estimated += b.estimated
    }
  }

  private struct Name: Hashable {
    var provider, model, region: String
  }

  public let day: Instant
  private var figures: [[String]: Figures] = [:]
  public private(set) var total = Figures()
  private let groups: [Dimension]
  private let hasBuckets: Bool

  /// - Parameter day: The moment whose prices apply; hours of the day stay those of the requests.
  public init(
    _ query: SpendQuery, _ store: any SpendSource, _ catalog: PriceCatalog, zone: Zone, day: Instant
  ) throws {
    self.day = day
    groups = query.groups
    hasBuckets = query.bucket != nil
    var names: [Name: PriceMatch?] = [:]
    var found: [[String]: Figures] = [:]
    try store.forEachEvent(in: query.window, filters: query.filters) { event in
      let name = Name(provider: event.labels.provider, model: event.labels.model, region: event.labels.region)
      let match =
        names[name]
        ?? catalog.match(provider: name.provider, model: name.model, region: name.region)
      names[name] = .some(match)
      let figures = Self.figures(event, match, at: Self.moment(of: event.time, on: day))
      var key = query.groups.map(event.value(of:))
      if let bucket = query.bucket {
        key.append("\(zone.start(of: bucket, event.time).microseconds)")
      }
      found[key, default: Figures()] += figures
    }
    self.figures = found
    total = found.values.reduce(into: Figures()) { $0 += $1 }
  }

  /// The request's hour and weekday in the week that begins with the day, so that prices of hours and
  /// weekdays compare like with like.
  private static func moment(of time: Instant, on day: Instant) -> Instant {
    let week = Int64(7 * 86_400)
    let weeks = (time.seconds - day.seconds).flooredQuotient(by: week)
    return time.adding(seconds: -weeks * week)
  }

  private static func figures(_ event: EventRecord, _ match: PriceMatch?, at time: Instant) -> Figures {
    var figures = Figures()
    guard event.tokens.total > 0 || event.units != nil || event.cost != .zero else { return figures }
    let quote =
      match?.quote(
        event.tokens, webSearches: event.webSearches, units: event.units,
        tier: ServiceTier(text: event.labels.tier), region: event.labels.region, at: time) ?? .unpriced
    figures.cost = quote.cost ?? .zero
    if quote.cost == nil { figures.unpriced = 1 }
    if quote.status == .estimated || quote.status == .partial { figures.estimated = 1 }
    return figures
  }

  public func figures(of row: SpendRow) -> Figures {
    figures[row.keys + (hasBuckets ? ["\(row.bucketStart?.microseconds ?? 0)"] : [])] ?? Figures()
  }

  /// `2025-11-27`.
  public var date: String { String(day.rfc3339.prefix(10)) }
}
