import SpendCore

/// A price that a book states as a multiple of another: `b=0.5x` halves every price for batches,
/// `b.cr=1x` keeps that of cache reads, `w5=1.25x` prices a cache write by the input.
struct PriceMultiple: Sendable, Hashable {
  enum Target: Sendable, Hashable {
    /// Every class of tokens, and other units.
    case all
    case kind(PriceKind)
    /// Seconds, images, pages and the like.
    case units
  }

  /// The length of prompts it holds for; nil is every length.
  var over: Int64?
  /// The standard tier for multiples of the input price.
  var tier: ServiceTier
  var target: Target
  /// In millionths; nil where the tier is not offered.
  var micro: Int64?

  var ratio: Ratio? { micro.map { Ratio($0, 1_000_000) } }

  /// The word of a price book.
  var word: String {
    let tier = self.tier.key
    let name =
      switch target {
      case .all: tier
      case .units: tier + ".u"
      case .kind(let kind): (tier.isEmpty ? "" : tier + ".") + kind.rawValue
      }
    let value = micro.map { FixedPoint.shortestString($0, places: 6) + "x" } ?? "none"
    return "\(over == nil ? "" : "t.")\(name)=\(value)"
  }
}

extension PriceMultiple {
  /// Reads a key of a price book without its `t.`, and its value. Nil for everything that is none.
  init?(key: Substring, value: BookBytes, over: Int64?) {
    self.over = over
    if value.elementsEqual("none".utf8) {
      micro = nil
    } else {
      guard value.last == UInt8(ascii: "x"),
        let micro = FixedPoint.parse(value.dropLast(), places: 6), (0...1_000_000_000).contains(micro)
      else { return nil }
      self.micro = micro
    }
    let parts = key.split(separator: ".", omittingEmptySubsequences: false)
    if parts.count == 1, let kind = PriceKind(rawValue: String(key)) {
      // Only prices of the cache follow from another price of the same tier.
      guard [.cacheRead, .cacheWrite5m, .cacheWrite1h].contains(kind), micro != nil else { return nil }
      (tier, target) = (.standard, .kind(kind))
      return
    }
    guard let first = parts.first, let tier = ServiceTier(key: first), parts.count <= 2 else { return nil }
    self.tier = tier
    guard parts.count == 2 else {
      target = .all
      return
    }
    guard micro != nil else { return nil }
    if parts[1] == "u" {
      target = .units
    } else {
      guard let kind = PriceKind(rawValue: String(parts[1])) else { return nil }
      target = .kind(kind)
    }
  }
}

extension PriceRow {
  /// The row with all prices derived from its own; the provider's rules, the first one first, fill the
  /// missing prices.
  func resolved(by rules: [PriceRow]) -> PriceRow {
    var row = self
    row.resolve(multiples, isGeneral: false)
    for rule in rules {
      row.resolve(rule.multiples, isGeneral: true)
      if row.terms.search == nil, row.standard.input != nil, let search = rule.terms.search {
        row.terms.search = search
        row.terms.searchIsGeneral = true
      }
      if row.terms.mostSearches == nil { row.terms.mostSearches = rule.terms.mostSearches }
      if row.terms.freeRefusals == nil { row.terms.freeRefusals = rule.terms.freeRefusals }
      if row.terms.usualSearches == nil { row.terms.usualSearches = rule.terms.usualSearches }
      if row.minimumCache == nil { row.minimumCache = rule.minimumCache }
      if row.terms.regions == nil, var regions = rule.terms.regions {
        regions.isGeneral = true
        row.terms.regions = regions
      }
      if row.terms.profiles == nil, let profiles = rule.terms.profiles { row.terms.profiles = profiles }
    }
    return row
  }

  /// Fills what is not listed yet: a class named alone before all classes of a tier, and one length before
  /// every length.
  private mutating func resolve(_ multiples: [PriceMultiple], isGeneral: Bool) {
    guard !multiples.isEmpty else { return }
    let ordered = [false, true].flatMap { isAll in
      multiples.filter { ($0.target == .all) == isAll && $0.over != nil }
        + multiples.filter { ($0.target == .all) == isAll && $0.over == nil }
    }
    let lists = [nil] + terms.steps.indices.map { Optional($0) }
    for step in lists {
      let over = step.map { terms.steps[$0].over }
      let hadTokens = Set(tiers(step).filter(\.hasTokens).map(\.tier))
      for multiple in ordered
      where multiple.over == nil || multiple.over == over {
        apply(multiple, step)
      }
      guard isGeneral else { continue }
      for tier in Set(multiples.map(\.tier)) where tier != .standard && !hadTokens.contains(tier) {
        changeTiers(step) { if $0[tier].isOffered, $0[tier].hasTokens { $0[tier].isEstimate = true } }
      }
    }
  }

  private func tiers(_ step: Int?) -> [TierPrices] { step.map { terms.steps[$0].tiers } ?? terms.tiers }

  private mutating func changeTiers(_ step: Int?, _ change: (inout [TierPrices]) -> Void) {
    if let step { change(&terms.steps[step].tiers) } else { change(&terms.tiers) }
  }

  private mutating func apply(_ multiple: PriceMultiple, _ step: Int?) {
    guard multiple.tier != .standard else {
      guard case .kind(let kind) = multiple.target else { return }
      let key = PriceKey(step: step, tier: .standard, kind: kind)
      guard terms[key] == nil else { return }
      terms[key] = terms[PriceKey(step: step, tier: .standard, kind: .input)]?.scaled(by: multiple.ratio)
      return
    }
    guard let ratio = multiple.ratio else {
      if !tiers(step)[multiple.tier].hasTokens {
        changeTiers(step) { $0[multiple.tier].isOffered = false }
      }
      return
    }
    func fill(_ kind: PriceKind) {
      let key = PriceKey(step: step, tier: multiple.tier, kind: kind)
      guard terms[key] == nil, let base = terms[PriceKey(step: step, tier: .standard, kind: kind)] else {
        return
      }
      terms[key] = base.scaled(by: ratio)
    }
    guard tiers(step)[multiple.tier].isOffered else { return }
    switch multiple.target {
    case .kind(let kind): fill(kind)
    case .units: break
    case .all: PriceKind.allCases.forEach(fill)
    }
    if case .kind = multiple.target { return }
    if step == nil, terms.tiers[multiple.tier].unitFactor == nil {
      terms.tiers[multiple.tier].unitFactor = ratio
    }
  }
}
