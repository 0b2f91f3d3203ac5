/// A row of a provider's usage or cost report: a total kept for comparison, never an event.
public struct ProviderAggregate: Sendable, Hashable {
  /// The source report: `openai.usage.completions`, `openai.costs`, `anthropic.usage.messages`,
  /// `anthropic.costs`.
  public var endpoint: String
  public var window: TimeWindow
  public var provider: String
  /// Empty where the report was not grouped by model; likewise for all labels.
  public var model = ""
  public var project = ""
  public var key = ""
  public var user = ""
  public var tier = ""
  /// Further properties that distinguish rows of one span, such as the line of the bill.
  public var detail = ""

  public var requests: Int64?
  /// The disjoint classes of `TokenCounts`; nil when absent from the report.
  public var input: Int64?
  public var cacheRead: Int64?
  public var cacheWrite: Int64?
  public var output: Int64?
  public var webSearches: Int64?
  public var cost: Money?

  public init(endpoint: String, window: TimeWindow, provider: String) {
    self.endpoint = endpoint
    self.window = window
    self.provider = provider
  }
}
