public import SpendCore

/// The cost of a workload on rented or own GPUs, with the replicas that it needs.
public struct HostedCost: Sendable, Hashable {
  public let replicas: Int64
  /// Nil without requests.
  public let perRequest: Money?
  public let perDay: Money
  /// A month of 30 days.
  public let perMonth: Money
  public let perYear: Money

  public init(_ workload: Workload, on hosting: SelfHosting) {
    replicas = hosting.replicas(for: workload)
    perMonth = hosting.perMonth(replicas: replicas)
    let month = Int128(perMonth.nanodollars)
    let days = Int128(ModelPlan.daysPerMonth)
    perDay = Self.rounded(month, over: days)
    perYear = Self.rounded(month * Int128(ModelPlan.daysPerYear), over: days)
    perRequest =
      workload.dailyMillionths > 0
      ? Self.rounded(month * Int128(Workload.request), over: days * Int128(workload.dailyMillionths)) : nil
  }

  /// The quotient, rounded once, half up. Neither is negative.
  private static func rounded(_ nanodollars: Int128, over divisor: Int128) -> Money {
    Money(nanodollars: Int64(clamping: (nanodollars + divisor / 2) / divisor))
  }
}
