public import SpendCore

/// Prices of one model at one provider in one period, with their source.
public struct PriceRow: Sendable, Hashable {
  public let provider: String
  public let model: String
  /// Other exact names of the model.
  public var names: [String] = []
  var terms = PriceTerms()
  /// The model of the same provider that this name means in the row's period; empty for a row with prices
  /// of its own.
  public var sameAs = ""
  /// Prices stated as multiples of others.
  var multiples: [PriceMultiple] = []
  /// Source of the prices.
  public var source = ""
  /// Confidence: `high`, `resolved`, `dated`, `single` or `historic`.
  public var confidence = ""
  /// Date on which the source was read.
  public var date = ""
  /// Prices of what no log counts, as the book writes them: shown, not in the formula.
  public var others = ""
  /// Shortest prompt that is cached, in tokens; nil where unknown.
  public internal(set) var minimumCache: Int64?
  /// Of a rule: true for names that no other provider sells, false for names of other makers' models.
  var isOwner: Bool?
  /// Further facts, such as the day of retirement.
  public var note = ""

  public init(provider: String, model: String) {
    self.provider = provider
    self.model = model
  }

  /// True for a rule of a provider, which holds for models whose own rows do not state it. The model's
  /// name of a rule is a pattern with `*`.
  var isRule: Bool { model.contains("*") }

  var isNothing: Bool { terms.isNothing }

  /// True when it prices other units than tokens, searches and requests.
  var hasUnits: Bool { terms.units != UnitPrices() || !others.isEmpty }

  /// Stored with events. 0 for prices of the configuration.
  public var id: Int32 { terms.id }
  /// First moment it holds; nil is open.
  public var from: Instant? { terms.from }
  /// First moment it holds no longer; nil is open.
  public var to: Instant? { terms.to }
  /// Hours of the day it holds for; nil is all.
  public var window: DailyWindow? { terms.window }

  public var standard: ClassPrices {
    get { terms.standard }
    set { terms.standard = newValue }
  }
  /// Prices of tiers other than the standard one.
  public var tiers: [TierPrices] { terms.tiers }
  public var batch: ClassPrices { terms[tier: .batch] }
  public var flex: ClassPrices { terms[tier: .flex] }
  public var priority: ClassPrices { terms[tier: .priority] }
  /// Prices of longer prompts, the shortest first.
  public var steps: [LengthStep] { terms.steps }
  public var media: MediaPrices { terms.media }
  /// Price of reasoning tokens, where it differs from output.
  public var reasoning: UnitPrice? { terms.reasoning }
  /// For each server-side search.
  public var search: UnitPrice? { terms.search }
  /// Most searches that one request is billed for; nil is all.
  public var mostSearches: Int32? { terms.mostSearches }
  /// Searches that an answer is billed for whose log counts none; nil is none.
  public var usualSearches: Int32? { terms.usualSearches }
  /// Beginning of the time from which a refusal without output is free; nil is never.
  public var freeRefusals: Instant? { terms.freeRefusals }
  /// For each request.
  public var request: UnitPrice? { terms.request }
  /// For what is billed beside tokens, searches and requests.
  public var units: UnitPrices { terms.units }
}
