import SpendCore

/// Prices that hold for a whole request once its prompt is longer than so many tokens.
public struct LengthStep: Sendable, Hashable {
  /// The longest prompt that is still billed at the prices below.
  public var over: Int64
  public var prices = ClassPrices()
  public var media = MediaPrices()
  /// Prices of such prompts in other tiers.
  public var tiers: [TierPrices] = []

  /// The length of a step whose bound is not known yet.
  static let unknown = Int64.max

  init(over: Int64 = LengthStep.unknown) {
    self.over = over
  }

  subscript(tier: ServiceTier, kind: PriceKind) -> UnitPrice? {
    get { tier == .standard ? prices[kind] ?? media[kind] : tiers[tier][kind] }
    set {
      if tier == .standard {
        prices[kind] = newValue
        media[kind] = newValue
      } else if newValue != nil || tiers.contains(where: { $0.tier == tier }) {
        tiers[tier][kind] = newValue
      }
    }
  }
}

extension PriceTerms {
  /// Prices of the n-th step, from 0, in the order in which a file names them.
  subscript(step index: Int) -> ClassPrices {
    get { index < steps.count ? steps[index].prices : ClassPrices() }
    set {
      grow(to: index)
      steps[index].prices = newValue
    }
  }

  /// Sets the bound of the n-th step.
  mutating func setStep(_ index: Int, over: Int64) {
    grow(to: index)
    steps[index].over = over
  }

  mutating func grow(to index: Int) {
    while steps.count <= index { steps.append(LengthStep()) }
  }

  /// Sorts the steps and drops those without a bound. False where two begin at one length.
  mutating func settleSteps() -> Bool {
    steps = steps.filter { $0.over != LengthStep.unknown }.sorted { $0.over < $1.over }
    return zip(steps, steps.dropFirst()).allSatisfy { $0.over < $1.over }
  }

  /// The prices of a prompt, when it is longer than the standard ones reach: those of the highest step
  /// it exceeds.
  func step(forPrompt prompt: Int64) -> LengthStep? {
    steps.last { prompt > $0.over && $0.prices.input != nil }
  }
}
