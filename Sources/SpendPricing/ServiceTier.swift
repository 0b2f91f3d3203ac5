/// The way a request was served, as far as it changes the price: a set of tier names, empty for the
/// standard one. A batch may be served fast as well; logs join such names with a `+`.
public struct ServiceTier: OptionSet, Sendable, Hashable {
  public let rawValue: UInt16

  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  public static let standard: ServiceTier = []
  public static let batch = ServiceTier(rawValue: 1 << 0)
  public static let flex = ServiceTier(rawValue: 1 << 1)
  public static let priority = ServiceTier(rawValue: 1 << 2)
  /// Anthropic's fast mode, and OpenAI's newer name of priority.
  public static let fast = ServiceTier(rawValue: 1 << 3)
  public static let balanced = ServiceTier(rawValue: 1 << 4)
  public static let ultrafast = ServiceTier(rawValue: 1 << 5)
  /// A tier that no price list names: billed as standard, as an estimate.
  public static let other = ServiceTier(rawValue: 1 << 15)

  /// Each tier alone, the standard one included.
  public static let allCases: [ServiceTier] = [
    .standard, .batch, .flex, .priority, .fast, .balanced, .ultrafast, .other,
  ]

  /// Words for the tier that requests have by default.
  private static let standardWords: Set<String> = [
    "", "standard", "default", "auto", "on_demand", "on-demand", "regular", "normal", "none", "null",
    "not_available", "standard_only", "traffic_type_unspecified", "unspecified",
  ]

  /// Other spellings of tier names in requests and responses.
  private static let words: [String: ServiceTier] = [
    "batch": .batch, "batches": .batch, "flex": .flex, "on_demand_flex": .flex, "priority": .priority,
    "on_demand_priority": .priority, "fast": .fast, "balanced": .balanced, "ultrafast": .ultrafast,
  ]

  /// Reads the tier label of a request: one name, or several joined by `+`.
  public init(text: String) {
    self = []
    for part in text.lowercased().split(separator: "+", omittingEmptySubsequences: true) {
      let word = String(part).trimmed
      if Self.standardWords.contains(word) { continue }
      formUnion(Self.words[word] ?? .other)
    }
  }

  /// The tiers of the set one by one, in the order in which they change a price.
  var parts: [ServiceTier] { Self.allCases.filter { !$0.isEmpty && contains($0) } }
}

extension ServiceTier {
  /// Names of tiers in the keys of a price book, in the order of `parts`.
  private static let keys: [(tier: ServiceTier, key: String)] = [
    (.batch, "b"), (.flex, "f"), (.priority, "p"), (.fast, "fast"), (.balanced, "balanced"),
    (.ultrafast, "ultrafast"),
  ]

  /// The name in keys of a price book, such as `b` or `b+fast`.
  var key: String { Self.keys.filter { contains($0.tier) }.map(\.key).joined(separator: "+") }

  /// Reads the name in a key of a price book. Nil for other texts.
  init?(key: Substring) {
    self = []
    for part in key.split(separator: "+", omittingEmptySubsequences: false) {
      guard let known = Self.keys.first(where: { $0.key == part }) else { return nil }
      formUnion(known.tier)
    }
    if isEmpty { return nil }
  }

  /// The name on screens and in tables.
  public var name: String {
    let names: [(ServiceTier, String)] = [
      (.batch, "batch"), (.flex, "flex"), (.priority, "priority"), (.fast, "fast"),
      (.balanced, "balanced"), (.ultrafast, "ultrafast"), (.other, "other"),
    ]
    return isEmpty ? "standard" : names.filter { contains($0.0) }.map(\.1).joined(separator: "+")
  }
}
