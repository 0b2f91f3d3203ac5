import SpendCore

extension SavingsAnalyzer {
  private static let weekDays: Int64 = 7
  /// Prompts longer than this multiple of the median are outliers.
  private static let outlierFactor: Int64 = 4

  /// Prompts that have grown, and single prompts that are much longer than the others.
  static func prompts(_ input: SavingsInput) -> [SavingsOpportunity] {
    let grown = grownPrompts(input)
    let outliers = outlyingPrompts(input)
    return grown
      + outliers.filter { one in
        !grown.contains { $0.feature == one.feature && $0.model == one.model }
      }
  }

  /// The last week at the prompt length of the weeks before.
  private static func grownPrompts(_ input: SavingsInput) -> [SavingsOpportunity] {
    var recent: [[String]: SpendSums] = [:]
    for row in input.lastWeek { recent[Array(row.keys.prefix(2)), default: SpendSums()] += row.sums }
    let month = sum(input, by: [0, 1])
    var provider: [[String]: String] = [:]
    for row in input.rows { provider[Array(row.keys.prefix(2))] = row.keys[3] }
    return recent.compactMap { key, week in
      guard let all = month[key], week.requests >= leastRequests,
        all.requests - week.requests >= leastRequests
      else { return nil }
      let before = (all.promptTokens - week.promptTokens) / (all.requests - week.requests)
      let now = week.promptTokens / week.requests
      guard before > 0, now * 5 >= before * 6 else { return nil }
      // At the mix of cached and other tokens of the week.
      var prompt = week
      prompt.output = 0
      let request = input.mean(prompt, provider: provider[key] ?? "", model: key[0], tier: "")
      guard let each = input.quote(request).cost, each > .zero else {
        return SavingsOpportunity(
          .prompts, feature: key[1], model: key[0], .unknown,
          missing: "the price book has no price of \(key[0])'s prompts")
      }
      let week = each.scaled(by: week.requests, over: 1).scaled(by: now - before, over: now)
      return SavingsOpportunity(
        .prompts, feature: key[1], model: key[0], perMonth: week.scaled(by: days, over: weekDays), .low,
        [
          .init("tokens a prompt in the last week", .count(now)), .init("before", .count(before)),
          .init("growth", .share(Double(now - before) / Double(before))),
        ])
    }
  }

  /// The tokens of sampled prompts beyond a multiple of the median.
  private static func outlyingPrompts(_ input: SavingsInput) -> [SavingsOpportunity] {
    let sums = sum(input, by: [0, 1])
    let groups = Dictionary(grouping: input.sample) { [$0.labels.model, $0.labels.feature] }
    return groups.compactMap { key, records in
      guard let all = sums[key], Int64(records.count) >= leastRequests else { return nil }
      let lengths = records.map(\.tokens.prompt).sorted()
      let limit = lengths[lengths.count / 2] * outlierFactor
      let spent = records.reduce(Money.zero) { $0 + ($1.cost ?? .zero) }
      guard limit > 0, spent > .zero else { return nil }
      var excess: Int64 = 0
      var count: Int64 = 0
      for record in records where record.tokens.prompt > limit {
        count += 1
        // Only uncached tokens: what is read from a cache is cheap.
        excess += min(record.tokens.prompt - limit, Int64(record.tokens.input ?? 0))
      }
      guard excess > 0 else { return nil }
      let provider = records[0].labels.provider
      guard let price = input.perMillion(provider: provider, model: key[0], \.input) else {
        return SavingsOpportunity(
          .prompts, feature: key[1], model: key[0], .unknown,
          missing: "the price book has no price of \(key[0])'s prompts")
      }
      let amount = price.scaled(by: excess, over: 1_000_000)
      return SavingsOpportunity(
        .prompts, feature: key[1], model: key[0],
        perMonth: input.perMonth(
          min(all.cost, all.cost.scaled(by: amount.nanodollars, over: spent.nanodollars))), .low,
        [
          .init("median prompt", .count(limit / outlierFactor)),
          .init("prompts over \(outlierFactor) times as long", .count(count)),
          .init("of examined requests", .count(Int64(records.count))), .init("input", .perMillion(price)),
        ])
    }
  }

  /// Prompts just long enough for the price of long contexts: the same tokens in two requests.
  static func longContexts(_ input: SavingsInput) -> [SavingsOpportunity] {
    var excess: [[String]: (count: Int64, amount: Money)] = [:]
    for record in input.sample {
      let whole = input.quote(record)
      guard whole.isLongContext, let price = whole.cost else { continue }
      var half = record
      half.tokens = TokenCounts(
        input: record.tokens.input.map { $0 / 2 }, cacheRead: record.tokens.cacheRead.map { $0 / 2 },
        cacheWrite5m: record.tokens.cacheWrite5m.map { $0 / 2 },
        cacheWrite1h: record.tokens.cacheWrite1h.map { $0 / 2 }, output: record.tokens.output.map { $0 / 2 },
        reasoning: record.tokens.reasoning.map { $0 / 2 })
      guard let part = input.quote(half).cost, part.scaled(by: 2, over: 1) < price else { continue }
      let key = [record.labels.model, record.labels.feature]
      excess[key, default: (0, .zero)].count += 1
      excess[key, default: (0, .zero)].amount += price - part.scaled(by: 2, over: 1)
    }
    let requests = input.rows.reduce(0) { $0 &+ $1.sums.requests }
    let examined = Int64(max(1, input.sample.count))
    return excess.map { key, found in
      SavingsOpportunity(
        .longContext, feature: key[1], model: key[0],
        perMonth: input.perMonth(found.amount.scaled(by: max(requests, examined), over: examined)), .low,
        [
          .init("requests at the price of long contexts", .count(found.count)),
          .init("of examined requests", .count(examined)),
        ])
    }
  }
}
