/// Monetary unit of a log.
public enum CostUnit: String, Sendable, CaseIterable {
  case cents
  case dollars = "usd"
}
