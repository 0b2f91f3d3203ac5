import SpendCore

extension SavingsAnalyzer {
  private static let daySeconds: Int64 = 86_400

  /// The model with the highest cost among those that are paid by the request.
  private static func costliest(_ input: SavingsInput) -> (model: String, sums: SpendSums)? {
    sum(input, by: [0]).filter {
      $0.value.requests >= leastRequests && $0.value.cost > .zero
        && $0.value.promptTokens &+ $0.value.output > 0
    }
    .max { ($0.value.cost, $1.key[0]) < ($1.value.cost, $0.key[0]) }.map { ($0.key[0], $0.value) }
  }

  /// Traffic that idle self-hosted hardware could serve.
  static func ownHardware(_ input: SavingsInput) -> [SavingsOpportunity] {
    guard let (model, sums) = costliest(input) else { return [] }
    let tokens = sums.promptTokens &+ sums.output
    return input.hardware.map { piece in
      guard let room = piece.roomForTokens else {
        return SavingsOpportunity(
          .hardware, model: model, alternative: piece.name, .unknown,
          missing: "its requests have no durations, so its idle time is unknown")
      }
      let moved = min(room, tokens)
      let evenAt = Int64(
        clamping: Int128(piece.cost.nanodollars) * Int128(tokens) / Int128(max(1, sums.cost.nanodollars)))
      return SavingsOpportunity(
        .hardware, model: model, alternative: piece.name,
        perMonth: input.perMonth(sums.cost.scaled(by: moved, over: tokens)), .low,
        [
          .init("serves tokens", .count(piece.tokens)), .init("busy", .share(piece.utilisation ?? 0)),
          .init("room for tokens", .count(room)),
          .init("price", .perMillion(sums.cost.scaled(by: 1_000_000, over: tokens))),
          .init("breaks even at tokens", .count(evenAt)),
          .init("unknown", .text("the quality of its answers")),
        ])
    }
  }

  /// A rented GPU against the model with the highest cost: the requests a day from which the rent is less
  /// than the price, with the throughput that one GPU would have to reach. Whether it does has to be measured.
  static func hosting(_ input: SavingsInput) -> [SavingsOpportunity] {
    guard let (model, sums) = costliest(input), let rental = GPURental.cheapest("H100") else { return [] }
    let observed = input.observed.counted
    let rent = rental.perHour.scaled(by: 24, over: 1)
    let perRequest = sums.cost.scaled(by: 1, over: sums.requests)
    guard perRequest > .zero else { return [] }
    let requestsADay = sums.requests * daySeconds / observed
    let evenAt = (rent.nanodollars + perRequest.nanodollars - 1) / perRequest.nanodollars
    // Far from it, there is nothing to measure.
    guard requestsADay >= evenAt else { return [] }
    let records = input.sample.filter { $0.labels.model == model }
    var figures: [SavingsOpportunity.Figure] = [
      .init("rent of a \(rental.gpu) (\(rental.provider), \(rental.asOf)) a day", .money(rent)),
      .init("requests a day", .count(requestsADay)), .init("breaks even at requests a day", .count(evenAt)),
      .init(
        "output tokens a second needed",
        .decimal(Double(sums.output) / Double(observed))),
    ]
    if let peak = peakConcurrency(records) {
      figures.append(.init("concurrent requests at peak", .count(peak)))
    }
    return [
      SavingsOpportunity(
        .hosting, model: model, alternative: rental.gpu, .unknown, figures,
        missing: "the throughput of a GPU with such a model; measure it, then spendtop plan --compare")
    ]
  }

  /// The most requests that ran at one time; nil without durations. A request begins at its time.
  static func peakConcurrency(_ records: [EventRecord]) -> Int64? {
    var changes: [(at: Int64, by: Int64)] = []
    for record in records {
      guard let duration = record.latencyMilliseconds, duration > 0 else { continue }
      changes.append((record.time.microseconds, 1))
      changes.append((record.time.microseconds + Int64(duration) * 1_000, -1))
    }
    // Of two changes at one moment the end comes first.
    changes.sort { ($0.at, $0.by) < ($1.at, $1.by) }
    var (running, most): (Int64, Int64) = (0, 0)
    for change in changes {
      running += change.by
      most = max(most, running)
    }
    return changes.isEmpty ? nil : most
  }
}
