import SpendAnalytics
public import SpendCore
import SpendFormatting

/// A way to spend less, and what it would have saved in the last thirty days.
public struct SavingsRecommendation: Sendable, Hashable {
  public enum Confidence: String, Sendable, Hashable {
    /// The amount is booked.
    case high
    /// The amount stands on what a neighbour does.
    case medium
    /// The effect on output quality is unknown.
    case low
    /// A fact is missing, and no amount is guessed.
    case unknown = "not known"
  }

  public var title: String
  /// Dollars in thirty days.
  public var amount: Money
  public var confidence: Confidence
  /// Basis of the amount.
  public var method: String
  /// Recommended action.
  public var advice: String
}

/// Finds savings in sums by model, feature and query type. What it can not count it does not guess.
enum SavingsAnalyzer {
  /// Number of leading dimensions of `priceGroups` that most recommendations use.
  static let groupCount = 3
  static let days: Int64 = 30
  /// Fewer requests than this say little.
  static let leastRequests: Int64 = 20
  private static let mostSavings = 40

  static func all(_ rows: [SpendRow], _ facts: SavingsInput? = nil) -> [SavingsRecommendation] {
    let cards = failures(rows) + caching(rows) + routing(rows) + (facts.map(priced) ?? [])
    return Array(
      cards.filter { $0.amount > .zero || $0.confidence == .unknown }
        .sorted { ($1.amount, $0.title) < ($0.amount, $1.title) }.prefix(mostSavings))
  }

  /// Sums by fewer dimensions.
  static func folded(_ rows: [SpendRow], keeping count: Int) -> [SpendRow] {
    var sums: [[String]: SpendSums] = [:]
    for row in rows { sums[Array(row.keys.prefix(count)), default: SpendSums()] += row.sums }
    return sums.map { SpendRow(keys: $0, sums: $1) }
  }

  static func named(_ text: String) -> String { text.isEmpty ? Dimension.none : text }

  private static func grouped(_ rows: [SpendRow], _ key: (SpendRow) -> String) -> [String: SpendSums] {
    var sums: [String: SpendSums] = [:]
    for row in rows { sums[key(row), default: SpendSums()] += row.sums }
    return sums
  }

  private static func failures(_ rows: [SpendRow]) -> [SavingsRecommendation] {
    grouped(rows) { $0.keys[1] }.map { feature, sums in
      SavingsRecommendation(
        title: "failed requests of \(named(feature))", amount: sums.errorCost, confidence: .high,
        method:
          "\(CountText.text(sums.errors)) of \(CountText.text(sums.requests)) requests failed and were paid for",
        advice: "7 shows where they fail; back off before trying again")
    }
  }

  /// A feature that caches less than another one on the same model, at the price the other one saves at.
  private static func caching(_ rows: [SpendRow]) -> [SavingsRecommendation] {
    var savings: [SavingsRecommendation] = []
    for (model, ofModel) in Dictionary(grouping: rows, by: { $0.keys[0] }) {
      let features = grouped(ofModel) { $0.keys[1] }.filter { $0.value.requests >= leastRequests }
      let shares = features.mapValues { SpendSummary(sums: $0).cacheShare ?? 0 }
      guard let best = shares.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }), best.value > 0,
        let modelSums = features[best.key], modelSums.cacheRead > 0
      else { continue }
      for (feature, sums) in features {
        let share = shares[feature] ?? 0
        guard best.value - share >= 0.1 else { continue }
        let more = Int64(Double(sums.promptTokens) * (best.value - share))
        savings.append(
          SavingsRecommendation(
            title: "prompt caching for \(named(feature)) on \(named(model))",
            amount: modelSums.cacheSaved.scaled(by: more, over: modelSums.cacheRead), confidence: .medium,
            method:
              "caches \(FigureText.percent(share)) of its prompt; \(named(best.key)) caches \(FigureText.percent(best.value)) on the same model",
            advice: "put what does not change at the beginning of the prompt, and mark it for the cache"))
      }
    }
    return savings
  }

  /// Two models that do the same kind of work for one feature at very different prices.
  private static func routing(_ rows: [SpendRow]) -> [SavingsRecommendation] {
    var savings: [SavingsRecommendation] = []
    for (_, same) in Dictionary(grouping: rows, by: { "\($0.keys[1])\u{0}\($0.keys[2])" }) {
      // An embedding model returns no text, whatever query type the logs record.
      let models = same.filter {
        $0.sums.requests >= leastRequests && $0.sums.unpricedRequests == 0 && !$0.keys[0].contains("embed")
      }
      func each(_ row: SpendRow) -> Int64 { row.sums.cost.nanodollars / max(1, row.sums.requests) }
      guard let cheap = models.filter({ each($0) > 0 }).min(by: { each($0) < each($1) }) else { continue }
      for row in models where each(row) > 2 * each(cheap) {
        let before = Double(row.sums.promptTokens) / Double(row.sums.requests)
        let after = Double(cheap.sums.promptTokens) / Double(cheap.sums.requests)
        // Much shorter prompts are other work.
        guard after * 2 >= before else { continue }
        let feature = named(row.keys[1])
        savings.append(
          SavingsRecommendation(
            title:
              "\(named(cheap.keys[0])) instead of \(named(row.keys[0])) for \(feature), \(named(row.keys[2]))",
            amount: row.sums.cost - Money(nanodollars: each(cheap)).scaled(by: row.sums.requests, over: 1),
            confidence: .low,
            method:
              "\(MoneyText.text(Money(nanodollars: each(row)))) a request against \(MoneyText.text(Money(nanodollars: each(cheap)))) for the same work",
            advice: "try it on a share of the traffic: what it does to the answers is not known here"))
      }
    }
    return savings
  }
}
