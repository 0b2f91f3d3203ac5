public import SpendAnalytics
public import SpendCore
import SpendFormatting

/// An opportunity to save as text.
public struct SavingsRecommendation: Sendable, Hashable {
  public var title: String
  /// The feature that it is about; empty for none.
  public var feature: String
  /// Dollars in thirty days.
  public var amount: Money
  public var confidence: SavingsOpportunity.Confidence
  /// Basis of the amount.
  public var method: String
  /// Recommended action.
  public var advice: String

  public init(_ one: SavingsOpportunity) {
    title = Self.title(one)
    feature = one.feature
    amount = one.perMonth
    confidence = one.confidence
    let figures = one.figures.map { figure in
      let isSentence = if case .text = figure.value { true } else { false }
      return "\(figure.name)\(isSentence ? ":" : "") \(Self.text(figure.value))"
    }
    method = ((one.missing.map { ["unknown: \($0)"] } ?? []) + figures).joined(separator: ", ")
    advice = Self.advice(one.kind)
  }

  private static func named(_ text: String) -> String { text.isEmpty ? Dimension.none : text }

  private static func title(_ one: SavingsOpportunity) -> String {
    let feature = one.feature.isEmpty ? "requests without a feature" : one.feature
    let place = "\(feature) on \(named(one.model))"
    let type = one.queryType.isEmpty ? "" : ", \(one.queryType)"
    return switch one.kind {
    case .routing: "\(named(one.alternative)) instead of \(named(one.model)) for \(feature)\(type)"
    case .batch: "batches for \(feature)\(type) on \(named(one.model))"
    case .caching: "prompt caching for \(place)"
    case .prompts: "shorter prompts for \(place)"
    case .longContext: "prompts below the long-context price for \(place)"
    case .failures:
      one.feature.isEmpty ? "failed requests without a feature" : "failed requests of \(feature)"
    case .hardware: "\(named(one.alternative)) instead of \(named(one.model))"
    case .hosting: "a rented \(one.alternative) instead of \(named(one.model))"
    }
  }

  private static func advice(_ kind: SavingsOpportunity.Kind) -> String {
    switch kind {
    case .routing: "try it on a share of the traffic and compare the answers"
    case .batch: "send as batches what may be answered within a day"
    case .caching: "put what does not change at the beginning of the prompt, and mark it for the cache"
    case .prompts: "view 5 lists the newest requests: look for more history, examples or documents"
    case .longContext: "send less, or two requests; spendtop prices show has the limit"
    case .failures: "view 7 shows where they fail; retry with backoff"
    case .hardware: "try it on a share of the traffic and compare the answers"
    case .hosting: "measure the throughput, then spendtop plan --compare"
    }
  }

  private static func text(_ value: SavingsOpportunity.Figure.Value) -> String {
    switch value {
    case .money(let amount): MoneyText.text(amount)
    case .perMillion(let amount): "\(MoneyText.text(amount))/M"
    case .share(let share): FigureText.percent(share)
    case .count(let count): CountText.text(count)
    case .seconds(let seconds): FigureText.duration(milliseconds: seconds * 1_000)
    case .decimal(let number): AmountText.fixed(number, places: 1)
    case .text(let text): text
    }
  }
}
