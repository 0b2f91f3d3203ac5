import SpendCore
import SpendFormatting
import SpendPricing
import SpendStore

/// Prices stored events with the book of now: the same resolver and formula as ingest.
final class StoredPricer {
  private struct Name {
    var match: PriceMatch?
    var tier: ServiceTier
    var region: String
  }

  private let names: [Int32: Name]

  init(_ labelSets: [Int32: LabelSet], _ catalog: PriceCatalog) {
    names = labelSets.mapValues { labels in
      Name(
        match: catalog.match(labels),
        tier: ServiceTier(text: labels.tier), region: labels.region)
    }
  }

  func quote(_ stored: StoredCost) -> Quote {
    guard !stored.contradictsItself, let name = names[stored.labels], let match = name.match else {
      return .unpriced
    }
    return match.quote(
      stored.tokens, webSearches: stored.webSearches, units: stored.units, tier: name.tier,
      region: name.region, at: stored.time)
  }

  /// Recomputes the recorded cost with current prices.
  func price(_ stored: StoredCost) -> RecordedPrice { Self.booked(quote(stored), stored) }

  fileprivate static func booked(_ quote: Quote, _ stored: StoredCost) -> RecordedPrice {
    let booking = RecordedCost(
      again: quote, was: stored.price.status, cost: stored.price.cost, logged: stored.logged,
      tokens: stored.tokens)
    return RecordedPrice(
      cost: booking.cost, status: booking.status,
      computed: booking.status == .logged || quote.isCovered ? booking.computed : nil, priceID: quote.priceID,
      cacheSaved: stored.tokens.total == 0 ? .zero : quote.cacheSaved)
  }
}

/// Prices requests that were merged from several records, of which each names a part of what a price needs.
final class MergedPricer {
  private let catalog: PriceCatalog
  private var matches: [LabelSet: PriceMatch?] = [:]
  private static let remembered = 10_000

  init(_ catalog: PriceCatalog) {
    self.catalog = catalog
  }

  func price(_ stored: StoredCost, _ labels: LabelSet) -> RecordedPrice? {
    guard !stored.contradictsItself else { return nil }
    guard let match = match(labels) else { return StoredPricer.booked(.unpriced, stored) }
    let quote = match.quote(
      stored.tokens, webSearches: stored.webSearches, units: stored.units,
      tier: ServiceTier(text: labels.tier), region: labels.region, at: stored.time)
    return StoredPricer.booked(quote, stored)
  }

  private func match(_ labels: LabelSet) -> PriceMatch? {
    if let known = matches[labels] { return known }
    if matches.count >= Self.remembered { matches.removeAll(keepingCapacity: true) }
    let match = catalog.match(labels)
    matches[labels] = .some(match)
    return match
  }
}

/// Cost differences under other prices, by local day and model.
struct PriceDifferences {
  struct Key: Hashable, Comparable {
    /// Days since 1970.
    var day: Int
    var provider: String
    var model: String

    static func < (a: Key, b: Key) -> Bool {
      (a.day, a.provider, a.model) < (b.day, b.provider, b.model)
    }
  }

  struct Change {
    var requests: Int64 = 0
    var before = Money.zero
    var after = Money.zero
    /// Requests that had no price, and have one now; less those the other way around.
    var priced: Int64 = 0
  }

  private(set) var changes: [Key: Change] = [:]
  private(set) var total = Change()
  private let zone: Zone
  private let labelSets: [Int32: LabelSet]
  private var today = (start: Int64.max, end: Int64.min, number: 0)

  init(_ labelSets: [Int32: LabelSet], zone: Zone) {
    self.labelSets = labelSets
    self.zone = zone
  }

  mutating func add(_ stored: StoredCost, _ fresh: RecordedPrice) {
    let labels = labelSets[stored.labels] ?? LabelSet()
    let key = Key(day: day(stored.time), provider: labels.provider, model: labels.model)
    func count(_ change: inout Change) {
      change.requests += 1
      change.before += stored.price.cost ?? .zero
      change.after += fresh.cost ?? .zero
      change.priced += (fresh.cost == nil ? 0 : 1) - (stored.price.cost == nil ? 0 : 1)
    }
    count(&changes[key, default: Change()])
    count(&total)
  }

  private mutating func day(_ time: Instant) -> Int {
    if time.microseconds >= today.start, time.microseconds < today.end { return today.number }
    let local = zone.civil(time)
    let start = zone.startOfDay(time)
    let next = zone.instant(CivilTime(year: local.year, month: local.month, day: local.day + 1))
    today = (
      start.microseconds, next.microseconds,
      CivilTime.daysSince1970(year: local.year, month: local.month, day: local.day)
    )
    return today.number
  }

  static func date(_ day: Int) -> String {
    String(Instant(seconds: Int64(day) * 86_400).rfc3339.prefix(10))
  }

  func json(isDryRun: Bool, isComplete: Bool) -> String {
    let rows = changes.sorted { $0.key < $1.key }.map { key, change in
      """
      {"day":"\(Self.date(key.day))","provider":\(JSONWriter.string(key.provider)),\
      "model":\(JSONWriter.string(key.model)),\(Self.members(change))}
      """
    }
    return """
      {"schema":1,"dry_run":\(isDryRun),"complete":\(isComplete),"rows":[\(rows.joined(separator: ","))],\
      "total":{\(Self.members(total))}}
      """
  }

  private static func members(_ change: Change) -> String {
    """
    "requests":\(change.requests),"newly_priced":\(change.priced),"before_usd":"\(change.before.decimalString)",\
    "after_usd":"\(change.after.decimalString)","difference_usd":"\((change.after - change.before).decimalString)"
    """
  }

  /// Tab separated, for people and for programs.
  func forEachLine(_ body: (String) -> Void) {
    body("day\tprovider\tmodel\trequests\tnewly_priced\tbefore_usd\tafter_usd\tdifference_usd")
    func line(_ head: [String], _ change: Change) {
      let difference = (change.after - change.before).decimalString
      let figures = [
        "\(change.requests)", "\(change.priced)", change.before.decimalString, change.after.decimalString,
        difference,
      ]
      body((head.map(Shown.text) + figures).joined(separator: "\t"))
    }
    for (key, change) in changes.sorted(by: { $0.key < $1.key }) {
      line([Self.date(key.day), key.provider, key.model], change)
    }
    line(["total", "", ""], total)
  }
}
