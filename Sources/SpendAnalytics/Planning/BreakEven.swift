import SpendCore

/// The volume from which a self-hosted model costs no more than an API.
public struct BreakEven: Sendable, Hashable {
  public let requestsPerDay: Int64
  /// Prompt and output tokens of a month of 30 days at that volume.
  public let tokensPerMonth: Int64
  public let replicas: Int64
}
