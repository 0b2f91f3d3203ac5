import SpendCore

/// The place of a token price in a row: length of the prompt, tier and class.
struct PriceKey: Hashable {
  /// The number of the length step, from 0; nil for prompts of standard length.
  var step: Int?
  var tier: ServiceTier
  var kind: PriceKind
}

extension PriceTerms {
  subscript(key: PriceKey) -> UnitPrice? {
    get {
      if let step = key.step {
        guard step < steps.count else { return nil }
        return steps[step][key.tier, key.kind]
      }
      if key.tier == .standard { return standard[key.kind] ?? media[key.kind] }
      return tiers[key.tier][key.kind]
    }
    set {
      if let step = key.step {
        grow(to: step)
        steps[step][key.tier, key.kind] = newValue
      } else if key.tier == .standard {
        standard[key.kind] = newValue
        media[key.kind] = newValue
      } else if newValue != nil || tiers.contains(where: { $0.tier == key.tier }) {
        tiers[key.tier][key.kind] = newValue
      }
    }
  }

  /// The prices of a tier for prompts of standard length; none where the row lists none.
  subscript(tier tier: ServiceTier) -> ClassPrices {
    get { tiers[tier].prices }
    set {
      if newValue != ClassPrices() || tiers.contains(where: { $0.tier == tier }) {
        tiers[tier].prices = newValue
      }
    }
  }
}
