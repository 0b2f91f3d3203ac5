import SpendCore

/// The numbers of a price row. Holds no text, so that pricing an event counts no references, but for long
/// prompts.
struct PriceTerms: Sendable, Hashable {
  enum Maker: Sendable, Hashable { case openAI, google, other }

  var id: Int32 = 0
  var from: Instant?
  var to: Instant?
  var window: DailyWindow?
  var standard = ClassPrices()
  var batch = ClassPrices()
  var flex = ClassPrices()
  var priority = ClassPrices()
  /// For longer prompts, the shortest first.
  var steps: [LengthStep] = [] {
    didSet { longestStandard = steps.first?.over ?? .max }
  }
  /// Prompts up to here, which is nearly all, need not be looked up in `steps`.
  private(set) var longestStandard = Int64.max
  var media = MediaPrices()
  @Packed var reasoning: UnitPrice?
  @Packed var search: UnitPrice?
  @Packed var request: UnitPrice?
  var units = UnitPrices()

  /// A model of Anthropic's, whoever sells it: its cache prices follow from the input price.
  let isAnthropic: Bool
  /// Who settles what a tier does to the cache.
  let maker: Maker
  /// The seller publishes half price for all batches.
  let halvesBatches: Bool
  private(set) var regions: RegionFactors
  /// A list says what places cost; else the rules of sellers do.
  private(set) var statesRegions = false
  /// The fee for a search is the seller's general one; the row has none.
  private(set) var searchIsGeneral = false
  /// The tier's prices were first listed in a later period.
  private(set) var borrowsFlex = false
  private(set) var borrowsPriority = false

  init(provider: String, model: String) {
    let name = model.lowercased()
    isAnthropic = provider == "anthropic" || name.contains("claude")
    maker =
      switch provider {
      case "openai", "azure": .openAI
      case "google", "vertex": .google
      default: .other
      }
    halvesBatches = ["openai", "anthropic", "google", "mistral", "azure", "vertex", "bedrock"]
      .contains(provider)
    regions = Region.factors(provider: provider, model: model)
  }

  /// Whether it holds at a moment, its hours of the day included.
  func holds(at instant: Instant) -> Bool {
    if let from, instant < from { return false }
    if let to, instant >= to { return false }
    return window?.contains(instant) ?? true
  }

  var isNothing: Bool { standard.isNothing && request == nil && units == UnitPrices() }

  /// Takes what a list says that places cost.
  mutating func state(_ regions: RegionFactors) {
    self.regions = regions
    statesRegions = true
  }

  /// Puts the seller's general fee for a search where the row has none (price pages, November 2026).
  mutating func addGeneralSearchFee(provider: String, model: String) {
    guard search == nil, standard.input != nil else { return }
    let dollarsPerThousand: Int64? =
      switch provider {
      case "openai", "anthropic": 10
      case "google", "vertex":
        model.hasPrefix("gemini-2")
          ? 35 : model.hasPrefix("gemini-3") || model.hasPrefix("gemini-4") ? 14 : nil
      default: nil
      }
    guard let dollarsPerThousand else { return }
    search = UnitPrice(picodollars: dollarsPerThousand * 1_000_000_000)
    searchIsGeneral = true
  }

  /// Takes the prices of flex and priority from the first later period that has them, in proportion
  /// to the standard price then and now.
  mutating func borrowTiers(from later: some Sequence<PriceTerms>) {
    if flex.input == nil, let source = later.first(where: { $0.flex.input != nil }) {
      flex = source.flex.scaled(from: source.standard, to: standard)
      borrowsFlex = true
    }
    if priority.input == nil, let source = later.first(where: { $0.priority.input != nil }) {
      priority = source.priority.scaled(from: source.standard, to: standard)
      borrowsPriority = true
    }
  }
}

extension ClassPrices {
  fileprivate func scaled(from old: ClassPrices, to new: ClassPrices) -> ClassPrices {
    let prompt = Ratio(from: old.input, to: new.input)
    var scaled = ClassPrices()
    scaled.input = input?.scaled(by: prompt)
    scaled.output = output?.scaled(by: Ratio(from: old.output, to: new.output))
    scaled.cacheRead = cacheRead?.scaled(by: Ratio(from: old.cacheRead, to: new.cacheRead) ?? prompt)
    return scaled
  }
}
