import SpendCore

/// The price of each class of one request, after tier and length are settled.
struct Tariff {
  private(set) var prices: ClassPrices
  private(set) var media: MediaPrices
  private(set) var reasoning: UnitPrice?
  let search: UnitPrice?
  /// Most searches that the request is billed for; nil is all.
  let mostSearches: Int32?
  /// Searches that an answer is billed for whose log counts none.
  let usualSearches: Int32?
  let request: UnitPrice?
  /// Price of the billing unit besides tokens and searches.
  private(set) var unit: UnitPrice?
  /// Length that the prompt exceeds, for the long-prompt prices in use.
  let longContextOver: Int64?
  var isLongContext: Bool { longContextOver != nil }
  /// Classes whose price substitutes for a missing list price.
  private(set) var derived: CostTerm.Classes = []

  /// Settles the prices of a request with a prompt of `prompt` tokens.
  init(_ row: borrowing PriceTerms, tier: ServiceTier, prompt: Int64, units: BilledUnits?) {
    let long = prompt > row.longestStandard ? row.step(forPrompt: prompt) : nil
    longContextOver = long?.over
    prices = row.standard
    media = row.media
    search = row.search
    mostSearches = row.mostSearches
    usualSearches = row.usualSearches
    request = row.request
    if let units { unit = row.units[units.unit] }
    if row.searchIsGeneral { derived.insert(.webSearch) }
    // The fee for a request depends on how much the search reads, which logs do not record.
    if row.request != nil { derived.insert(.request) }
    reasoning = row.reasoning
    if let long { lengthen(row, long) }
    if tier != .standard { serve(tier, row, long) }
    fillIn()
  }

  // MARK: Long context

  /// The whole request is billed at the prices of long prompts. A class that has none grows as the
  /// prompt or the answer does.
  private mutating func lengthen(_ row: borrowing PriceTerms, _ step: LengthStep) {
    let old = row.standard
    let long = step.prices
    prices.input = long.input
    let prompt = Ratio(from: old.input, to: long.input)
    prices.output = settle(long.output, old.output, prompt, .output)
    let answer = Ratio(from: old.output, to: prices.output)
    prices.cacheRead = settle(long.cacheRead, old.cacheRead, prompt, .cacheRead)
    prices.cacheWrite5m = settle(long.cacheWrite5m, old.cacheWrite5m, prompt, .cacheWrite5m)
    prices.cacheWrite1h = settle(long.cacheWrite1h, old.cacheWrite1h, prompt, .cacheWrite1h)
    changeMedia(step.media, prompt, answer)
    reasoning = nil
  }

  private mutating func settle(
    _ listed: UnitPrice?, _ price: UnitPrice?, _ ratio: Ratio?, _ kind: CostTerm.Classes
  ) -> UnitPrice? {
    if let listed { return listed }
    derived.insert(kind)
    return price.map { $0.scaled(by: ratio) }
  }

  // MARK: Tiers

  /// The prices of a tier: those listed for exactly this combination, else those of its parts one after
  /// the other, as an estimate.
  private mutating func serve(_ tier: ServiceTier, _ row: borrowing PriceTerms, _ long: LengthStep?) {
    if let listed = row.tiers.listed(tier) {
      return apply(listed, long?.tiers.listed(listed.tier), row, long, scalesOnly: false)
    }
    let parts = tier.parts
    var applied = 0
    for part in parts {
      guard let listed = row.tiers.listed(part) else { continue }
      apply(listed, long?.tiers.listed(listed.tier), row, long, scalesOnly: applied > 0)
      applied += 1
    }
    if applied < parts.count || applied > 1 { derived = .all }
  }

  /// Puts the prices of a tier in the place of the standard ones. A class it does not list changes as
  /// the prompt or the answer does; prices of long prompts that it does not list change as the others.
  private mutating func apply(
    _ listed: TierPrices, _ longListed: TierPrices?, _ row: borrowing PriceTerms, _ long: LengthStep?,
    scalesOnly: Bool
  ) {
    guard listed.isOffered, longListed?.isOffered ?? true, listed.hasTokens || listed.unitFactor != nil else {
      derived = .all
      return
    }
    let isLongListed = long != nil && longListed?.hasTokens == true
    let base = isLongListed ? long?.prices ?? row.standard : row.standard
    let used = isLongListed ? longListed ?? listed : listed
    if used.isEstimate { derived = .all }
    let replaces = !scalesOnly && (long == nil || isLongListed)
    let prompt = Ratio(from: base.input, to: used.prices.input)
    let answer = Ratio(from: base.output, to: used.prices.output)
    // The cache of batches keeps its price where none is listed.
    let reads = listed.tier.contains(.batch) ? nil : prompt
    func changed(_ price: UnitPrice?, _ kind: PriceKind, _ ratio: Ratio?) -> UnitPrice? {
      let new = used.prices[kind]
      if let new, replaces { return new }
      return price?.scaled(by: Ratio(from: base[kind], to: new) ?? ratio) ?? new
    }
    func flags(_ kind: PriceKind, _ flag: CostTerm.Classes) {
      if !(replaces && used.prices[kind] != nil) { derived.insert(flag) }
    }
    prices.input = changed(prices.input, .input, prompt)
    prices.output = changed(prices.output, .output, answer)
    prices.cacheRead = changed(prices.cacheRead, .cacheRead, reads)
    prices.cacheWrite5m = changed(prices.cacheWrite5m, .cacheWrite5m, prompt)
    prices.cacheWrite1h = changed(prices.cacheWrite1h, .cacheWrite1h, prompt)
    flags(.input, .input)
    flags(.output, .output)
    flags(.cacheRead, .cacheRead)
    flags(.cacheWrite5m, .cacheWrite5m)
    flags(.cacheWrite1h, .cacheWrite1h)
    changeMedia(replaces ? used.media : MediaPrices(), prompt, answer)
    if answer != nil || used.prices.output != nil { reasoning = nil }
    unit = unit?.scaled(by: listed.unitFactor)
    derived.insert(.units)
  }

  /// Takes the listed prices of audio and images; others change as the prompt or the answer does.
  private mutating func changeMedia(_ listed: MediaPrices, _ prompt: Ratio?, _ answer: Ratio?) {
    func changed(_ kind: PriceKind, _ ratio: Ratio?, _ flag: CostTerm.Classes) -> UnitPrice? {
      if let new = listed[kind] { return new }
      derived.insert(flag)
      return media[kind]?.scaled(by: ratio)
    }
    let new = (
      changed(.audioIn, prompt, .audioIn), changed(.imageIn, prompt, .imageIn),
      changed(.audioOut, answer, .audioOut), changed(.imageOut, answer, .imageOut)
    )
    (media.audioIn, media.imageIn, media.audioOut, media.imageOut) = new
  }

  // MARK: What has no price of its own

  /// The cache costs what plain input does, a write for an hour what one for five minutes does, and
  /// reasoning is output.
  private mutating func fillIn() {
    prices.cacheRead = prices.cacheRead ?? prices.input
    prices.cacheWrite5m = prices.cacheWrite5m ?? prices.input
    prices.cacheWrite1h = prices.cacheWrite1h ?? prices.cacheWrite5m
    reasoning = reasoning ?? prices.output
  }
}
