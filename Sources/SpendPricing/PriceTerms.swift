import SpendCore

/// The numbers of a price row. Holds no text, so that pricing a standard request counts no references.
struct PriceTerms: Sendable, Hashable {
  var id: Int32 = 0
  var from: Instant?
  var to: Instant?
  var window: DailyWindow?
  var standard = ClassPrices()
  /// Prices of tiers other than the standard one.
  var tiers: [TierPrices] = []
  /// Prices of longer prompts, the shortest first.
  var steps: [LengthStep] = [] {
    didSet { longestStandard = steps.first?.over ?? .max }
  }
  /// Longest prompt at standard prices. Shorter prompts, which are nearly all, skip the lookup in `steps`.
  private(set) var longestStandard = Int64.max
  var media = MediaPrices()
  @SentinelOptional var reasoning: UnitPrice?
  @SentinelOptional var search: UnitPrice?
  /// Most searches that one request is billed for; nil is all.
  @SentinelOptional var mostSearches: Int32?
  /// Searches that an answer is billed for whose log counts none; nil is none.
  @SentinelOptional var usualSearches: Int32?
  /// Beginning of the time from which a refusal without output is free; nil is never.
  var freeRefusals: Instant?
  @SentinelOptional var request: UnitPrice?
  var units = UnitPrices()
  /// Factors of the places where a request ran; nil where the list does not state them.
  var regions: RegionFactors?
  /// Factors of the places in names of regional profiles; nil where the list does not state them.
  var profiles: RegionFactors?
  /// The fee for a search is the provider's general one; the row has none.
  var searchIsGeneral = false

  /// True when the period and the hours of the day include the moment.
  func holds(at instant: Instant) -> Bool {
    if let from, instant < from { return false }
    if let to, instant >= to { return false }
    return window?.contains(instant) ?? true
  }

  /// True if no price is stated at all.
  var hasNoPrice: Bool {
    standard == ClassPrices() && media == MediaPrices() && units == UnitPrices() && tiers.isEmpty
      && steps.isEmpty
      && request == nil && search == nil && reasoning == nil
  }

  var isNothing: Bool { standard.isNothing && request == nil && units == UnitPrices() }

  /// Takes prices of tiers that it lists none for from the first later period that does, in proportion
  /// to the standard price then and now.
  mutating func borrowTiers(from later: some Sequence<PriceTerms>) {
    for source in later {
      for listed in source.tiers where listed.isOffered && !listed.isEstimate && listed.hasTokens {
        guard !tiers.contains(where: { $0.tier == listed.tier && ($0.hasTokens || !$0.isOffered) }) else {
          continue
        }
        var borrowed = TierPrices(listed.tier)
        borrowed.prices = listed.prices.scaled(from: source.standard, to: standard)
        borrowed.isEstimate = true
        tiers[listed.tier] = borrowed
      }
    }
  }
}

extension ClassPrices {
  fileprivate func scaled(from old: ClassPrices, to new: ClassPrices) -> ClassPrices {
    let prompt = Ratio(from: old.input, to: new.input)
    var scaled = ClassPrices()
    scaled.input = input?.scaled(by: prompt)
    scaled.output = output?.scaled(by: Ratio(from: old.output, to: new.output))
    scaled.cacheRead = cacheRead?.scaled(by: Ratio(from: old.cacheRead, to: new.cacheRead) ?? prompt)
    return scaled
  }
}
