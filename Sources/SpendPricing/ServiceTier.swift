/// How a request was served, as far as it changes the price.
public enum ServiceTier: String, Sendable, Hashable, CaseIterable {
  case standard
  case batch
  case flex
  case priority
  /// A way of serving that no list has a price of: billed as standard, as an estimate.
  case other

  /// Words for the way in which everyone is served.
  private static let standardWords: Set<String> = [
    "", "standard", "default", "auto", "on_demand", "on-demand", "regular", "normal", "none", "null",
    "not_available", "standard_only", "traffic_type_unspecified", "unspecified",
  ]

  /// Reads what providers write: `default` and `auto` are standard; `fast` is the newer name of
  /// priority.
  public init(text: String) {
    switch text.lowercased() {
    case "batch": self = .batch
    case "flex", "on_demand_flex": self = .flex
    case "priority", "fast", "on_demand_priority": self = .priority
    case let word: self = Self.standardWords.contains(word) ? .standard : .other
    }
  }
}
