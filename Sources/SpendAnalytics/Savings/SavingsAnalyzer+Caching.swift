import SpendCore

extension SavingsAnalyzer {
  /// Seconds that a cached prefix is kept without being read.
  private static let cacheSeconds: Int64 = 300

  /// The result of sending prompts with a cached prefix, in tokens.
  private struct Simulation {
    var hits: Int64 = 0
    var requests: Int64 = 0
    /// Tokens that would have been read from the cache and were not.
    var read: Int64 = 0
    /// Tokens that would have been written to the cache and were not.
    var written: Int64 = 0
    var prefixes: Int64 = 0
    var cost = Money.zero
  }

  /// Prompts that repeat a prefix within the lifetime of a cache entry: the previous prompt of the same
  /// session, else the tokens that nearly every prompt of the feature has.
  static func caching(_ input: SavingsInput) -> [SavingsOpportunity] {
    let sums = sum(input, by: [0, 1, 3])
    let groups = Dictionary(grouping: input.sample) {
      [$0.labels.model, $0.labels.feature, $0.labels.provider]
    }
    return groups.compactMap { key, records in
      guard let all = sums[key], all.cost > .zero, Int64(records.count) >= leastRequests else { return nil }
      let (model, provider) = (key[0], key[2])
      let least = input.minimumCache(provider: provider, model: model)
      let simulation = simulate(records.sorted { $0.time < $1.time }, least: least ?? 1)
      guard simulation.hits > 0, simulation.read > 0, simulation.cost > .zero else { return nil }
      func price(_ path: WritableKeyPath<TokenCounts, Int32?>) -> Money? {
        input.perMillion(provider: provider, model: model, path)
      }
      guard let full = price(\.input), full > .zero else {
        return SavingsOpportunity(
          .caching, feature: key[1], model: model, .unknown,
          missing: "the price book has no price of \(model)")
      }
      // A model without a cache price has no cache.
      guard let cached = price(\.cacheRead), cached < full else { return nil }
      let write = max(full, price(\.cacheWrite5m) ?? full)
      let saved = (full - cached).scaled(by: simulation.read, over: 1_000_000)
      let premium = (write - full).scaled(by: simulation.written, over: 1_000_000)
      guard saved > premium else { return nil }
      guard let least else {
        return SavingsOpportunity(
          .caching, feature: key[1], model: model, .unknown,
          missing: "the price book has no minimum length of a cached prompt of \(model)")
      }
      let net = all.cost.scaled(by: (saved - premium).nanodollars, over: simulation.cost.nanodollars)
      return SavingsOpportunity(
        .caching, feature: key[1], model: model, perMonth: input.perMonth(min(net, all.cost)), .low,
        [
          .init("input", .perMillion(full)), .init("cache read", .perMillion(cached)),
          .init("cache write", .perMillion(write)),
          .init("hit rate", .share(Double(simulation.hits) / Double(simulation.requests))),
          .init("mean repeated prefix", .count(simulation.prefixes / max(1, simulation.hits))),
          .init("minimum length", .count(least)),
          .init("unknown", .text("whether prompts of the same size share their text")),
        ])
    }
  }

  private static func simulate(_ records: [EventRecord], least: Int64) -> Simulation {
    let prompts = records.map(\.tokens.prompt).sorted()
    // Nine of ten prompts are at least as long.
    let common = prompts[prompts.count / 10]
    var lastOfSession: [String: (time: Instant, prompt: Int64)] = [:]
    var last: Instant?
    var result = Simulation()
    for record in records {
      let prompt = record.tokens.prompt
      result.cost += record.cost ?? .zero
      result.requests += 1
      let session = lastOfSession[record.session]
      // The first prompt of a session repeats none.
      let prefix = record.session.isEmpty ? min(prompt, common) : min(prompt, session?.prompt ?? 0)
      let before = record.session.isEmpty ? last : session?.time
      let isKept = before.map { record.time.seconds - $0.seconds <= cacheSeconds } ?? false
      let known = Int64(record.tokens.cacheRead ?? 0)
      let written = Int64(record.tokens.cacheWrite5m ?? 0) + Int64(record.tokens.cacheWrite1h ?? 0)
      // Whole prompts of a session are written; otherwise the common prefix, when it is not in the cache.
      let wanted = record.session.isEmpty ? common : prompt
      if isKept, prefix >= least {
        result.hits += 1
        result.prefixes += prefix
        result.read += max(0, prefix - known)
        if wanted > prefix { result.written += max(0, wanted - prefix - written) }
      } else if wanted >= least {
        result.written += max(0, wanted - known - written)
      }
      if record.session.isEmpty {
        last = record.time
      } else {
        lastOfSession[record.session] = (record.time, prompt)
      }
    }
    return result
  }
}
