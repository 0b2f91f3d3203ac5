public import SpendCore

/// A way to spend less, with the amount that thirty days of the recorded traffic would have cost less.
public struct SavingsOpportunity: Sendable, Hashable {
  /// The word of JSON.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case routing
    case batch
    case caching
    case prompts
    case longContext = "long_context"
    case failures
    case hardware
    case hosting
  }

  public enum Confidence: String, Sendable, Hashable {
    /// Recorded cost.
    case high
    /// Recorded traffic at another price.
    case medium
    /// Depends on the prompts or on the quality of other answers, which are unknown.
    case low
    /// A fact is missing, and no amount is guessed.
    case unknown
  }

  /// A figure that the amount was computed from.
  public struct Figure: Sendable, Hashable {
    public enum Value: Sendable, Hashable {
      case money(Money)
      /// USD per million tokens.
      case perMillion(Money)
      /// 0 to 1
      case share(Double)
      case count(Int64)
      case seconds(Double)
      case decimal(Double)
      case text(String)
    }

    public var name: String
    public var value: Value

    public init(_ name: String, _ value: Value) {
      self.name = name
      self.value = value
    }
  }

  public var kind: Kind
  public var feature: String
  /// Empty for all models of the feature.
  public var model: String
  /// Empty for all query types.
  public var queryType: String
  /// The model or the hardware to use instead; empty when the model stays.
  public var alternative = ""
  /// In thirty days, at the rate of the observed time.
  public var perMonth = Money.zero
  public var confidence: Confidence
  public var figures: [Figure] = []
  /// The missing fact; nil for a known amount.
  public var missing: String?

  init(
    _ kind: Kind, feature: String = "", model: String = "", queryType: String = "",
    alternative: String = "", perMonth: Money = .zero, _ confidence: Confidence, _ figures: [Figure] = [],
    missing: String? = nil
  ) {
    self.kind = kind
    self.feature = feature
    self.model = model
    self.queryType = queryType
    self.alternative = alternative
    self.perMonth = perMonth
    self.confidence = confidence
    self.figures = figures
    self.missing = missing
  }
}
