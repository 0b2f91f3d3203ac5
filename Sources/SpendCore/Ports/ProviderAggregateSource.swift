/// Reads the imported usage and cost reports of providers.
public protocol ProviderAggregateSource {
  /// Provider report rows that begin in `window`, in time order.
  func providerAggregates(in window: TimeWindow) throws -> [ProviderAggregate]
}
