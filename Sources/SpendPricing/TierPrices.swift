import SpendCore

/// A class of tokens that a list may have a price for. Raw values are the keys of a price book.
public enum PriceKind: String, Sendable, Hashable, CaseIterable {
  case input = "in"
  case output = "out"
  case cacheRead = "cr"
  case cacheWrite5m = "w5"
  case cacheWrite1h = "w1"
  case audioIn = "ai"
  case audioOut = "ao"
  case imageIn = "ii"
  case imageOut = "io"

  /// The name on screens and in tables.
  public var name: String {
    switch self {
    case .input: "input"
    case .output: "output"
    case .cacheRead: "cache_read"
    case .cacheWrite5m: "cache_write_5m"
    case .cacheWrite1h: "cache_write_1h"
    case .audioIn: "audio_in"
    case .audioOut: "audio_out"
    case .imageIn: "image_in"
    case .imageOut: "image_out"
    }
  }
}

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
