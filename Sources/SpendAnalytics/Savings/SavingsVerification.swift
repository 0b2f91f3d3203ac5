public import SpendCore

/// An accepted saving held against the requests since.
public struct SavingsVerification: Sendable {
  public let accepted: AcceptedSaving
  /// Requests that the saving is about, since it was accepted.
  public private(set) var requests: Int64 = 0
  /// Their cost: of failed requests only for a saving on failures.
  public private(set) var cost = Money.zero
  public private(set) var promptTokens: Int64 = 0
  public private(set) var outputTokens: Int64 = 0
  /// Expected for the requests since, at the amount per request that was accepted; nil without requests.
  public private(set) var promised: Money?
  /// Cost of the requests since at the cost per request before, less their cost; nil when unknown.
  public private(set) var saved: Money?
  /// The missing fact; nil for a known amount.
  public private(set) var missing: String?

  private static let daySeconds: Int64 = 86_400

  /// - Parameter rows: sums since the saving was accepted, by model, feature and query type.
  init(_ accepted: AcceptedSaving, _ rows: [SpendRow]) {
    self.accepted = accepted
    guard let scope = SavingsOpportunity(accepted)?.scope, accepted.requests > 0 else {
      missing = "a saving of a newer program"
      return
    }
    let after = scope.sums(rows)
    requests = after.requests
    cost = scope.cost(after)
    promptTokens = after.promptTokens
    outputTokens = after.output
    guard requests > 0 else {
      missing = "no requests since"
      return
    }
    // The amount of thirty days was scaled from the observed time, of at least a day.
    let observed = max(Self.daySeconds, accepted.seconds)
    promised = Self.amount(
      accepted.perMonth, Int128(observed) * Int128(requests),
      over: Int128(SavingsAnalyzer.days * Self.daySeconds) * Int128(accepted.requests))
    guard requests >= SavingsAnalyzer.leastRequests else {
      missing = "fewer than \(SavingsAnalyzer.leastRequests) requests since"
      return
    }
    guard after.unpricedRequests == 0 else {
      missing = "\(after.unpricedRequests) requests since have no price"
      return
    }
    saved = Self.amount(accepted.cost, Int128(requests), over: Int128(accepted.requests)) - cost
  }

  /// All accepted savings of a store, in order of time.
  public static func all(
    _ accepted: [AcceptedSaving], _ source: any SpendSource, at now: Instant
  ) throws -> [SavingsVerification] {
    let end = Instant(microseconds: now.microseconds &+ 1)
    return try accepted.map { one in
      guard one.time < end else { return SavingsVerification(one, []) }
      let window = TimeWindow(start: one.time, end: end)
      return SavingsVerification(
        one, try source.rows(for: SpendQuery(window: window, groups: SavingsScope.groups)))
    }
  }

  /// The amount that was saved as a part of the promised one; nil when one of them is unknown.
  public var share: Double? {
    guard let saved, let promised, promised > .zero else { return nil }
    return Double(saved.nanodollars) / Double(promised.nanodollars)
  }

  /// Rounded once, to the nearest nanodollar.
  private static func amount(_ amount: Money, _ factor: Int128, over divisor: Int128) -> Money {
    let product = Int128(amount.nanodollars).multipliedReportingOverflow(by: factor)
    guard !product.overflow else { return Money(nanodollars: amount < .zero ? .min : .max) }
    let half = divisor / 2
    return Money(
      nanodollars: Int64(clamping: (product.partialValue + (amount < .zero ? -half : half)) / divisor))
  }
}
