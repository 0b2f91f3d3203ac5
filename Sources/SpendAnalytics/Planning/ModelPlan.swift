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
        perRequest: perRequest, requestsPerDay: workload.requestsPerDay, growth: workload.monthlyGrowth),
      status
    )
  }
}

/// An amount per request, day, month and year. Each is rounded once, half up, to a nanodollar.
public struct PlannedCost: Sendable, Hashable, Comparable {
  public let perRequest: Money
  public let perDay: Money
  /// The first month, of 30 days.
  public let perMonth: Money
  /// The first year, of 365 days, with growth compounded monthly.
  public let perYear: Money

  /// - Parameter perRequest: nanodollars times 10¹².
  init(perRequest: Int128, requestsPerDay: Int64, growth: Share) {
    let scale: Int128 = 1_000_000_000_000
    func money(_ count: Int128, times factor: Int128) -> Money {
      let (product, overflow) = count.multipliedReportingOverflow(by: factor)
      return Money(nanodollars: overflow ? .max : Int64(clamping: (product + scale / 2) / scale))
    }
    self.perRequest = money(perRequest, times: 1)
    let (day, overflow) = perRequest.multipliedReportingOverflow(by: Int128(requestsPerDay))
    guard !overflow else {
      perDay = Money(nanodollars: .max)
      perMonth = perDay
      perYear = perDay
      return
    }
    perDay = money(day, times: 1)
    perMonth = money(day, times: Int128(ModelPlan.daysPerMonth))
    guard growth != .none else {
      perYear = money(day, times: Int128(ModelPlan.daysPerYear))
      return
    }
    // Picodollars of a twelfth of a year, grown eleven times.
    var month = day / 1_000_000_000 * Int128(ModelPlan.daysPerYear) / 12
    var year: Int128 = 0
    for _ in 0..<12 {
      year += month
      let (grown, overflow) = month.multipliedReportingOverflow(by: Int128(Share.one + growth.millionths))
      month = overflow ? month : (grown + 500_000) / 1_000_000
    }
    perYear = Money(nanodollars: Int64(clamping: (year + 500) / 1_000))
  }

  public static func < (a: PlannedCost, b: PlannedCost) -> Bool { a.perYear < b.perYear }
}
