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
  private let figures: [[String]: Figures]
  public let total: Figures
  private let groups: [Dimension]
  private let hasBuckets: Bool

  /// - Parameter day: The moment whose prices apply; hours of the day stay those of the requests.
  public init(
    _ query: SpendQuery, _ store: any SpendSource & StoredCostSource, _ catalog: PriceCatalog, zone: Zone,
    day: Instant
  ) throws {
    self.day = day
    groups = query.groups
    hasBuckets = query.bucket != nil
    figures =
      query.groups.allSatisfy(\.isLabel) && query.filters.allSatisfy(\.dimension.isLabel)
      ? try Self.byLabelSets(query, store, catalog, zone: zone, day: day)
      : try Self.byEvents(query, store, catalog, zone: zone, day: day)
    total = figures.values.reduce(into: Figures()) { $0 += $1 }
  }

  private struct Place: Hashable {
    var labels: Int32
    var bucket: Int64
  }

  /// Adds up the costs of each label set, without the texts of events.
  private static func byLabelSets(
    _ query: SpendQuery, _ store: any SpendSource & StoredCostSource, _ catalog: PriceCatalog, zone: Zone,
    day: Instant
  ) throws -> [[String]: Figures] {
    let tests = try query.filters.map { ($0.dimension, try $0.predicate()) }
    let labelSets = try store.labelSets().filter { _, labels in
      tests.allSatisfy { dimension, holds in holds(dimension.label.map { labels[keyPath: $0] } ?? "") }
    }
    let names = labelSets.mapValues { labels in
      (
        match: catalog.match(provider: labels.provider, model: labels.model, region: labels.region),
        tier: ServiceTier(text: labels.tier), region: labels.region
      )
    }
    var found: [Place: Figures] = [:]
    try store.forEachCost(in: query.window, .all) { stored in
      guard let name = names[stored.labels] else { return }
      let bucket = query.bucket.map { zone.start(of: $0, stored.time).microseconds } ?? 0
      let place = Place(labels: stored.labels, bucket: bucket)
      guard stored.tokens.total > 0 || stored.units != nil || stored.price.cost != .zero else {
        return found[place, default: Figures()] += Figures()
      }
      found[place, default: Figures()] += figures(
        name.match?.quote(
          stored.tokens, webSearches: stored.webSearches, units: stored.units, tier: name.tier,
          region: name.region, isSeveral: stored.isSeveral, at: moment(of: stored.time, on: day)))
    }
    var sums: [[String]: Figures] = [:]
    for (place, sum) in found {
      guard let labels = labelSets[place.labels] else { continue }
      var key = query.groups.map { $0.label.map { labels[keyPath: $0] } ?? "" }
      if query.bucket != nil { key.append("\(place.bucket)") }
      sums[key, default: Figures()] += sum
    }
    return sums
  }

  /// Adds up the costs of single events, by users or sessions.
  private static func byEvents(
    _ query: SpendQuery, _ store: any SpendSource, _ catalog: PriceCatalog, zone: Zone, day: Instant
  ) throws -> [[String]: Figures] {
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
    return found
  }

  /// The request's hour and weekday in the week that begins with the day, so that prices of hours and
  /// weekdays compare like with like.
  private static func moment(of time: Instant, on day: Instant) -> Instant {
    let week = Int64(7 * 86_400)
    let weeks = (time.seconds - day.seconds).flooredQuotient(by: week)
    return time.adding(seconds: -weeks * week)
  }

  private static func figures(_ event: EventRecord, _ match: PriceMatch?, at time: Instant) -> Figures {
    guard event.tokens.total > 0 || event.units != nil || event.cost != .zero else { return Figures() }
    return figures(
      match?.quote(
        event.tokens, webSearches: event.webSearches, units: event.units,
        tier: ServiceTier(text: event.labels.tier), region: event.labels.region, isSeveral: event.isSeveral,
        at: time))
  }

  /// The figures of one request; nil without a price.
  private static func figures(_ quote: Quote?) -> Figures {
    let quote = quote ?? .unpriced
    var figures = Figures()
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
