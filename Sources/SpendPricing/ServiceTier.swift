/// How a request was served, as far as it changes the price.
public enum ServiceTier: String, Sendable, Hashable, CaseIterable {
  case standard
  case batch
  case flex
  case priority

  /// Reads what providers write: `default`, `auto` and everything unknown is standard; `fast` is the
  /// newer name of priority.
  public init(text: String) {
    switch text.lowercased() {
    case "batch": self = .batch
    case "flex", "on_demand_flex": self = .flex
    case "priority", "fast", "on_demand_priority": self = .priority
    default: self = .standard
    }
  }
}
