public import SpendCore
public import SpendPricing

/// The expected cost of a workload on one model, at the list prices of one moment.
public struct ModelPlan: Sendable {
  /// Days of a month and of a year in every plan.
  public static let daysPerMonth: Int64 = 30
  public static let daysPerYear: Int64 = 365

  /// The requested name of the model.
  public let name: String
  /// Nil when no price is known.
  public let match: PriceMatch?
  /// The cost with the shortest and with the longest output; nil when unpriced.
  public let range: ClosedRange<PlannedCost>?
  /// Certainty of the price; `unpriced` when there is none.
  public let status: CostStatus

  /// - Parameter instant: the moment whose prices hold for the whole plan.
  public init(_ workload: Workload, model name: String, _ catalog: PriceCatalog, at instant: Instant) {
    self.init(workload, model: name, catalog.match(named: name), at: instant)
  }

  /// - Parameters:
  ///   - match: the prices of the model; nil when they are unknown.
  ///   - instant: the moment whose prices hold for the whole plan.
  init(_ workload: Workload, model name: String, _ match: PriceMatch?, at instant: Instant) {
    self.name = name
    self.match = match
    guard let match else {
      (range, status) = (nil, .unpriced)
      return
    }
    let least = Self.cost(workload, output: workload.outputTokens.lowerBound, match, instant)
    let most = Self.cost(workload, output: workload.outputTokens.upperBound, match, instant)
    guard let least, let most else {
      (range, status) = (nil, .unpriced)
      return
    }
    range = min(least.cost, most.cost)...max(least.cost, most.cost)
    status = most.status
  }

  private static func cost(
    _ workload: Workload, output: Int64, _ match: PriceMatch, _ instant: Instant
  ) -> (cost: PlannedCost, status: CostStatus)? {
    let cached = workload.cachedShare.of(workload.promptTokens)
    let tokens = TokenCounts(
      input: Int32(clamping: workload.promptTokens - cached),
      cacheRead: cached > 0 ? Int32(clamping: cached) : nil,
      output: Int32(clamping: output))
    let standard = match.quote(tokens, tier: .standard, at: instant)
    guard let standardCost = standard.cost else { return nil }
    var (batchCost, status) = (standardCost, standard.status)
    if workload.batchShare > .none {
      let batch = match.quote(tokens, tier: .batch, at: instant)
      guard let cost = batch.cost else { return nil }
      batchCost = cost
      if batch.status != .priced { status = batch.status }
    }
    // Nanodollars of a day times 10¹²: shares of requests and of batches are millionths each.
    let mean =
      Int128(standardCost.nanodollars) * Int128(Share.one - workload.batchShare.millionths)
      + Int128(batchCost.nanodollars) * Int128(workload.batchShare.millionths)
    let perRequest = mean * Int128(Share.one + workload.retryShare.millionths)
    return (
      PlannedCost(
        perRequest: perRequest, dailyMillionths: workload.dailyMillionths, growth: workload.monthlyGrowth),
      status
    )
  }
}
