public import SpendCore

/// A model on rented or own GPUs, compared with an API by volume.
public struct SelfHosting: Sendable, Hashable {
  public var model: String
  /// GPUs of one replica.
  public var gpus: Int64
  public var gpu: String
  /// Rent of one GPU for an hour.
  public var perGPUHour: Money
  /// Output tokens per second that one replica reaches under full load.
  public var tokensPerSecond: Int64
  /// Share of the hours in which a replica is busy.
  public var utilisation: Share
  /// People, storage, network and what else is paid by the month, whatever the volume.
  public var overheadPerMonth: Money

  public init(
    model: String, gpus: Int64, gpu: String, perGPUHour: Money, tokensPerSecond: Int64, utilisation: Share,
    overheadPerMonth: Money
  ) {
    self.model = model
    self.gpus = gpus
    self.gpu = gpu
    self.perGPUHour = perGPUHour
    self.tokensPerSecond = tokensPerSecond
    self.utilisation = utilisation
    self.overheadPerMonth = overheadPerMonth
  }

  /// Reads `llama-3.3-70b@2xA100`: the model, the GPUs of a replica, and their kind. Nil for anything else.
  public static func hardware(_ text: String) -> (model: String, gpus: Int64, gpu: String)? {
    guard let at = text.lastIndex(of: "@") else { return nil }
    let machine = text[text.index(after: at)...]
    guard let cross = machine.firstIndex(where: { $0 == "x" || $0 == "×" }),
      let gpus = Int64(machine[..<cross]), gpus > 0, gpus <= 1_024
    else { return nil }
    let (model, gpu) = (String(text[..<at]), String(machine[machine.index(after: cross)...]))
    return model.isEmpty || gpu.isEmpty ? nil : (model, gpus, gpu)
  }

  /// Rent of one replica for a month of 30 days.
  public var replicaPerMonth: Money {
    Money(
      nanodollars: Int64(
        clamping: Int128(perGPUHour.nanodollars) * Int128(gpus) * Int128(24 * ModelPlan.daysPerMonth)))
  }

  /// Output tokens that one replica generates in a day.
  public var tokensPerDay: Int64 {
    utilisation.of(Int64(clamping: Int128(tokensPerSecond) * 86_400))
  }

  /// Replicas that a workload needs, by its longest output.
  public func replicas(for workload: Workload) -> Int64 {
    let needed = workload.billedRequestsPerDay * Int128(workload.outputTokens.upperBound) / Int128(Share.one)
    guard tokensPerDay > 0 else { return .max }
    return max(1, Int64(clamping: (needed + Int128(tokensPerDay) - 1) / Int128(tokensPerDay)))
  }

  /// Cost of a month of 30 days with so many replicas.
  public func perMonth(replicas: Int64) -> Money {
    let rent = Int128(replicaPerMonth.nanodollars) * Int128(replicas)
    return Money(nanodollars: Int64(clamping: rent)) + overheadPerMonth
  }

  /// The fewest requests a day from which hosting the model costs no more than the API, with the replicas
  /// needed for them. Nil when the API is cheaper at every volume that up to 1,000 replicas serve.
  ///
  /// - Parameter perRequest: the API's cost of one request of `workload`.
  public func breakEven(_ workload: Workload, perRequest: Money) -> BreakEven? {
    guard perRequest > .zero, tokensPerDay > 0 else { return nil }
    let perRequestMonth = Int128(perRequest.nanodollars) * Int128(ModelPlan.daysPerMonth)
    // Output tokens of one planned request, retries included, times a million.
    let tokens = max(
      1, Int128(workload.outputTokens.upperBound) * Int128(Share.one + workload.retryShare.millionths))
    for replicas in Int64(1)...1_000 {
      let cost = Int128(perMonth(replicas: replicas).nanodollars)
      let requests = (cost + perRequestMonth - 1) / perRequestMonth
      let capacity = Int128(tokensPerDay) * Int128(replicas) * Int128(Share.one) / tokens
      guard requests <= capacity else { continue }
      let count = Int64(clamping: requests)
      let perRequest = Int128(workload.promptTokens) + Int128(workload.outputTokens.upperBound)
      return BreakEven(
        requestsPerDay: count,
        tokensPerMonth: Int64(clamping: requests * perRequest * Int128(ModelPlan.daysPerMonth)),
        replicas: replicas)
    }
    return nil
  }
}
