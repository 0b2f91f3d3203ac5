public import SpendCore
import SpendPricing

/// Requests with equal labels and what they cost, those of subscriptions at list prices.
public struct CommitmentUsage: Sendable, Hashable {
  public var labels: LabelSet
  public var requests: Int64
  public var cost: Money

  public init(labels: LabelSet, requests: Int64, cost: Money) {
    self.labels = labels
    self.requests = requests
    self.cost = cost
  }
}
