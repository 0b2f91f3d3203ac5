public import SpendCore

/// The monthly cost of a workload at one volume, on an API and on own GPUs.
public struct VolumeCost: Sendable, Hashable {
  public let requestsPerDay: Int64
  public let api: Money
  public let hosted: Money
}

extension SelfHosting {
  /// Costs at a quarter, half, once, twice and four times a volume; volumes below one request are left out.
  ///
  /// - Parameters:
  ///   - perRequest: the API's cost of one request of `workload`.
  ///   - point: the volume of the break-even.
  public func costs(of workload: Workload, perRequest: Money, around point: BreakEven) -> [VolumeCost] {
    let once = point.requestsPerDay
    return [once / 4, once / 2, once, once * 2, once * 4].filter { $0 > 0 }.map { volume in
      var scaled = workload
      scaled.requestsPerDay = volume
      let api = Int128(perRequest.nanodollars) * Int128(volume) * Int128(ModelPlan.daysPerMonth)
      return VolumeCost(
        requestsPerDay: volume, api: Money(nanodollars: Int64(clamping: api)),
        hosted: perMonth(replicas: replicas(for: scaled)))
    }
  }
}
