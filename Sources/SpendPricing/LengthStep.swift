/// Prices that hold for a whole request once its prompt is longer than so many tokens.
public struct LengthStep: Sendable, Hashable {
  /// The longest prompt that is still billed at the prices below.
  public var over: Int64
  public var prices = ClassPrices()

  /// Of a step whose length has not been said yet.
  static let unknown = Int64.max

  init(over: Int64 = LengthStep.unknown) {
    self.over = over
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

  /// Says where the n-th step begins.
  mutating func setStep(_ index: Int, over: Int64) {
    grow(to: index)
    steps[index].over = over
  }

  private mutating func grow(to index: Int) {
    while steps.count <= index { steps.append(LengthStep()) }
  }

  /// Puts the steps in order and drops those whose length nobody said. False where two begin at one length.
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
