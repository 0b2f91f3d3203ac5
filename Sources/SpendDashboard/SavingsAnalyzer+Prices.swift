import SpendAnalytics
import SpendCore
import SpendFormatting

/// Input of the savings analysis besides the sums.
struct SavingsInput {
  /// Sums of the month by `SavingsAnalyzer.priceGroups`.
  var rows: [SpendRow] = []
  /// Sums of its last week by model and feature.
  var lastWeek: [SpendRow] = []
  /// Some of the newest requests.
  var sample: [EventRecord] = []
  var paid: FixedCosts?
  /// Explains a request with the price book.
  var explain: (EventRecord) -> CostExplanation
  var now: Instant
}

/// Savings that need the price book: the same work at another price.
extension SavingsAnalyzer {
  static let priceGroups: [Dimension] = [.model, .feature, .queryType, .provider, .tier]
  /// Requests in the sample that is searched for long prompts.
  static let sampleSize = 8_000
  /// Query types without an interactive user.
  private static let patient: Set<String> = [
    "embedding", "classification", "extraction", "summarization", "translation", "tagging", "moderation",
    "evaluation", "transcription", "batch",
  ]
  private static let cheapTiers: Set<String> = ["batch", "flex"]
  private static let weekDays: Int64 = 7

  static func priced(_ facts: SavingsInput) -> [SavingsRecommendation] {
    batch(facts) + prompts(facts) + longContexts(facts) + ownHardware(facts)
  }

  /// A request as the mean of many, for the price book.
  private static func mean(_ row: SpendRow, tier: String, _ now: Instant) -> EventRecord {
    let sums = row.sums
    func each(_ count: Int64) -> Int32? { Int32(clamping: count / max(1, sums.requests)) }
    var labels = LabelSet()
    labels.model = row.keys[0]
    labels.provider = row.keys[3]
    labels.tier = tier
    return EventRecord(
      time: now, labels: labels,
      tokens: TokenCounts(
        input: each(sums.input), cacheRead: each(sums.cacheRead), cacheWrite5m: each(sums.cacheWrite5m),
        cacheWrite1h: each(sums.cacheWrite1h), output: each(sums.output)),
      cost: nil, costStatus: .unpriced, outcome: .ok)
  }

  // MARK: Batch

  private static func batch(_ facts: SavingsInput) -> [SavingsRecommendation] {
    let waiting = facts.rows.filter {
      patient.contains($0.keys[2].lowercased()) && !cheapTiers.contains($0.keys[4])
        && $0.sums.requests >= leastRequests && $0.sums.cost > .zero
    }
    let all = facts.rows.reduce(Money.zero) { $0 + $1.sums.cost }
    return waiting.compactMap { row in
      let title = "batches for \(named(row.keys[1])), \(named(row.keys[2])) on \(named(row.keys[0]))"
      guard let now = facts.explain(mean(row, tier: row.keys[4], facts.now)).recomputed,
        let later = facts.explain(mean(row, tier: "batch", facts.now)).recomputed, now > .zero
      else {
        return unknown(title, because: "no price to compare with")
      }
      // No batch is sold, or at no better price.
      guard later < now else { return nil }
      let less = now - later
      let share = Double(row.sums.cost.nanodollars) / Double(max(1, all.nanodollars))
      let discount = FigureText.percent(Double(less.nanodollars) / Double(now.nanodollars))
      return SavingsRecommendation(
        title: title, amount: row.sums.cost.scaled(by: less.nanodollars, over: now.nanodollars),
        confidence: .medium,
        method:
          "\(FigureText.percent(share)) of the spend is work that nobody waits for; a batch costs \(discount) less",
        advice:
          "send it as a batch where an answer within a day will do: who needs it sooner is not known here")
    }
  }

  // MARK: Prompts

  /// Prompts that have grown: what the last week would have cost at the length of the weeks before.
  private static func prompts(_ facts: SavingsInput) -> [SavingsRecommendation] {
    var recent: [[String]: SpendSums] = [:]
    for row in facts.lastWeek { recent[Array(row.keys.prefix(2)), default: SpendSums()] += row.sums }
    var month: [[String]: SpendSums] = [:]
    var provider: [[String]: String] = [:]
    for row in facts.rows {
      let key = Array(row.keys.prefix(2))
      month[key, default: SpendSums()] += row.sums
      provider[key] = row.keys[3]
    }
    return recent.compactMap { key, week in
      guard let all = month[key], week.requests >= leastRequests,
        all.requests - week.requests >= leastRequests
      else { return nil }
      let before = (all.promptTokens - week.promptTokens) / (all.requests - week.requests)
      let now = week.promptTokens / week.requests
      guard before > 0, now * 5 >= before * 6 else { return nil }
      let title = "shorter prompts for \(named(key[1])) on \(named(key[0]))"
      // At the mix of cached and other tokens of the week.
      var row = SpendRow(keys: [key[0], key[1], "", provider[key] ?? "", ""], sums: week)
      row.sums.output = 0
      guard let each = facts.explain(mean(row, tier: "", facts.now)).recomputed, each > .zero else {
        return unknown(title, because: "no prompt price for this model")
      }
      let month = each.scaled(by: week.requests, over: 1).scaled(by: days, over: weekDays)
      return SavingsRecommendation(
        title: title, amount: month.scaled(by: now - before, over: now), confidence: .low,
        method:
          "\(CountText.text(now)) tokens a prompt in the last week, \(CountText.text(before)) before: \(FigureText.percent(Double(now - before) / Double(before))) more",
        advice:
          "look at the newest of them with 5: more history, more examples or more documents are sent along")
    }
  }

  // MARK: Long contexts

  /// Prompts just long enough for the higher price: the same tokens in two requests.
  private static func longContexts(_ facts: SavingsInput) -> [SavingsRecommendation] {
    var excess: [[String]: (count: Int64, amount: Money)] = [:]
    for record in facts.sample {
      let whole = facts.explain(record)
      guard whole.isLongContext, let price = whole.recomputed else { continue }
      var half = record
      half.tokens = TokenCounts(
        input: record.tokens.input.map { $0 / 2 }, cacheRead: record.tokens.cacheRead.map { $0 / 2 },
        cacheWrite5m: record.tokens.cacheWrite5m.map { $0 / 2 },
        cacheWrite1h: record.tokens.cacheWrite1h.map { $0 / 2 }, output: record.tokens.output.map { $0 / 2 },
        reasoning: record.tokens.reasoning.map { $0 / 2 })
      guard let part = facts.explain(half).recomputed, part.scaled(by: 2, over: 1) < price else { continue }
      let key = [record.labels.model, record.labels.feature]
      excess[key, default: (0, .zero)].count += 1
      excess[key, default: (0, .zero)].amount += price - part.scaled(by: 2, over: 1)
    }
    let requests = facts.rows.reduce(0) { $0 &+ $1.sums.requests }
    let looked = Int64(max(1, facts.sample.count))
    return excess.map { key, found in
      SavingsRecommendation(
        title: "prompts below the long-context price for \(named(key[1])) on \(named(key[0]))",
        amount: found.amount.scaled(by: max(requests, looked), over: looked), confidence: .low,
        method:
          "\(CountText.text(found.count)) of the newest \(CountText.text(looked)) requests pay the price of long contexts; the month is taken to be like them",
        advice: "send less, or the same in two requests: where the price rises stands in spendtop prices show"
      )
    }
  }

  // MARK: Own hardware

  /// API traffic that idle own hardware could serve, and hardware that costs more than an API would.
  private static func ownHardware(_ facts: SavingsInput) -> [SavingsRecommendation] {
    let hardware = facts.paid?.hardware ?? []
    guard !hardware.isEmpty else { return [] }
    var models: [String: SpendSums] = [:]
    for row in facts.rows where row.sums.cost > .zero {
      models[row.keys[0], default: SpendSums()] += row.sums
    }
    func tokens(_ sums: SpendSums) -> Int64 { sums.promptTokens &+ sums.output }
    let sold = models.filter { $0.value.requests >= leastRequests && tokens($0.value) > 0 }
    return hardware.flatMap { piece -> [SavingsRecommendation] in
      let title = "\(named(piece.name)) instead of what is paid by the request"
      guard let room = piece.roomForTokens else {
        return [unknown(title, because: "no request durations, so idle time is unknown")]
      }
      let most = sold.max { ($0.value.cost, $1.key) < ($1.value.cost, $0.key) }
      guard let (model, sums) = most else { return [] }
      let moved = min(room, tokens(sums))
      let evenAt = Int64(
        clamping: Int128(piece.cost.nanodollars) * Int128(tokens(sums))
          / Int128(max(1, sums.cost.nanodollars)))
      let price = sums.cost.scaled(by: 1_000_000, over: tokens(sums))
      return [
        SavingsRecommendation(
          title: "\(named(piece.name)) instead of \(named(model))",
          amount: sums.cost.scaled(by: moved, over: tokens(sums)), confidence: .low,
          method:
            "it serves \(CountText.text(piece.tokens)) tokens, is busy \(FigureText.percent(piece.utilisation)) of the time and has room for \(CountText.text(room)) more; at \(MoneyText.text(price)) a million it breaks even at \(CountText.text(evenAt))",
          advice: "try it on a share of the traffic: what it does to the answers is not known here")
      ]
    }
  }

  static func unknown(_ title: String, because reason: String) -> SavingsRecommendation {
    SavingsRecommendation(
      title: title, amount: .zero, confidence: .unknown, method: "cannot know: \(reason)",
      advice: "what is missing is named above")
  }
}
