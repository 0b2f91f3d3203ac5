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
    perDay = Money(nanodollars: perMonth.nanodollars / ModelPlan.daysPerMonth)
    perYear = Money(
      nanodollars: Int64(
        clamping: Int128(perMonth.nanodollars) * Int128(ModelPlan.daysPerYear)
          / Int128(ModelPlan.daysPerMonth)))
    perRequest =
      workload.requestsPerDay > 0
      ? Money(nanodollars: perDay.nanodollars / workload.requestsPerDay) : nil
  }
}
