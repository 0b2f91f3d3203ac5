import SpendCore

/// Prices of a tier other than the standard one.
public struct TierPrices: Sendable, Hashable {
  public let tier: ServiceTier
  public var prices = ClassPrices()
  public var media = MediaPrices()
  /// The provider does not offer the tier here: such requests are billed as standard, as an estimate.
  public var isOffered = true
  /// The factor of prices of other units than tokens; nil is the standard price, as an estimate.
  var unitFactor: Ratio?
  /// The prices stand in for unknown ones: by a rule of the provider, or listed in a later period only.
  var isEstimate = false

  init(_ tier: ServiceTier) {
    self.tier = tier
  }

  subscript(kind: PriceKind) -> UnitPrice? {
    get { prices[kind] ?? media[kind] }
    set {
      prices[kind] = newValue
      media[kind] = newValue
    }
  }

  /// True if it lists a price of plain tokens, from which the others follow.
  var hasTokens: Bool { prices.input != nil || prices.output != nil }
}

extension [TierPrices] {
  /// Prices of a tier; those of `fast` are OpenAI's `priority` where no others are listed.
  func listed(_ tier: ServiceTier) -> TierPrices? {
    if let exact = first(where: { $0.tier == tier }) { return exact }
    guard tier.contains(.fast) else { return nil }
    let priority = tier.subtracting(.fast).union(.priority)
    return first { $0.tier == priority }
  }

  /// The prices of exactly this tier; setting adds them where there are none.
  subscript(tier: ServiceTier) -> TierPrices {
    get { first { $0.tier == tier } ?? TierPrices(tier) }
    set {
      if let index = firstIndex(where: { $0.tier == tier }) {
        self[index] = newValue
      } else {
        append(newValue)
      }
    }
  }
}

extension ClassPrices {
  subscript(kind: PriceKind) -> UnitPrice? {
    get {
      switch kind {
      case .input: input
      case .output: output
      case .cacheRead: cacheRead
      case .cacheWrite5m: cacheWrite5m
      case .cacheWrite1h: cacheWrite1h
      case .audioIn, .audioOut, .imageIn, .imageOut: nil
      }
    }
    set {
      switch kind {
      case .input: input = newValue
      case .output: output = newValue
      case .cacheRead: cacheRead = newValue
      case .cacheWrite5m: cacheWrite5m = newValue
      case .cacheWrite1h: cacheWrite1h = newValue
      case .audioIn, .audioOut, .imageIn, .imageOut: break
      }
    }
  }
}

extension MediaPrices {
  subscript(kind: PriceKind) -> UnitPrice? {
    get {
      switch kind {
      case .audioIn: audioIn
      case .audioOut: audioOut
      case .imageIn: imageIn
      case .imageOut: imageOut
      case .input, .output, .cacheRead, .cacheWrite5m, .cacheWrite1h: nil
      }
    }
    set {
      switch kind {
      case .audioIn: audioIn = newValue
      case .audioOut: audioOut = newValue
      case .imageIn: imageIn = newValue
      case .imageOut: imageOut = newValue
      case .input, .output, .cacheRead, .cacheWrite5m, .cacheWrite1h: break
      }
    }
  }
}
