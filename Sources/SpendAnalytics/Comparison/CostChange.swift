public import SpendCore

/// A change of cost between two time ranges, split into its causes. The parts add up to the change exactly.
public struct CostChange: Sendable, Hashable {
  /// More or fewer requests, at the cost per request of before.
  public var volume = Money.zero
  /// More or fewer tokens per request of the same model, at its cost per token of before.
  public var tokensPerRequest = Money.zero
  /// Another cost per token of the same model: prices, and the shares of cached and output tokens.
  public var price = Money.zero
  /// Other shares of the models, at the cost per request of before.
  public var mix = Money.zero

  public init() {}

  /// The whole change.
  public var total: Money { volume + tokensPerRequest + price + mix }

  public static func += (a: inout CostChange, b: CostChange) {
    a.volume += b.volume
    a.tokensPerRequest += b.tokensPerRequest
    a.price += b.price
    a.mix += b.mix
  }

  /// Splits the change of one row of a comparison.
  ///
  /// Each step replaces one figure of before by that of after: the number of requests, the shares of the
  /// models, their tokens per request, their cost per token. A part is the difference of two steps, so that
  /// rounding cancels out. Unpriced requests count as absent. The cost of a row without requests before is
  /// volume, that of a new model of a known row is mix.
  ///
  /// - Parameter models: sums of before and after, by model.
  public init(models: [(before: SpendSums, after: SpendSums)]) {
    let before = models.map { Priced($0.before) }
    let after = models.map { Priced($0.after) }
    let first = before.reduce(Int128(0)) { $0 + $1.cost }
    let last = after.reduce(Int128(0)) { $0 + $1.cost }
    let requestsBefore = before.reduce(Int128(0)) { $0 + $1.requests }
    let requestsAfter = after.reduce(Int128(0)) { $0 + $1.requests }
    guard requestsBefore > 0 else {
      volume = Self.money(last - first)
      return
    }
    let grown = Self.scaled(first, requestsAfter, over: requestsBefore)
    var mixed: Int128 = 0
    var lengthened: Int128 = 0
    for (old, new) in zip(before, after) {
      guard old.requests > 0 else {
        mixed += new.cost
        lengthened += new.cost
        continue
      }
      let sameLength = Self.scaled(old.cost, new.requests, over: old.requests)
      mixed += sameLength
      lengthened += old.tokens > 0 ? Self.scaled(old.cost, new.tokens, over: old.tokens) : sameLength
    }
    volume = Self.money(grown - first)
    mix = Self.money(mixed - grown)
    tokensPerRequest = Self.money(lengthened - mixed)
    price = Self.money(last - lengthened)
  }

  /// The figures of priced requests.
  private struct Priced {
    var requests, tokens, cost: Int128

    init(_ sums: SpendSums) {
      requests = Int128(max(0, sums.requests - sums.unpricedRequests))
      tokens = max(
        0, Int128(sums.promptTokens) + Int128(sums.output) - Int128(sums.unpricedTokens))
      cost = Int128(sums.cost.nanodollars)
    }
  }

  private static func money(_ nanodollars: Int128) -> Money {
    Money(nanodollars: Int64(clamping: nanodollars))
  }

  /// `cost × count / base`, rounded to nearest, halves away from zero; `base` is positive.
  private static func scaled(_ cost: Int128, _ count: Int128, over base: Int128) -> Int128 {
    let product = cost * count
    return (product + (product < 0 ? -base : base) / 2) / base
  }
}
