public import SpendCore

/// A line with what it must be read as. Every format carries some, and one test checks them all.
public struct FormatSample: Sendable {
  public var lines: String
  public var expected: [Expectation]

  /// Expected values of a sample's event; nil is unknown.
  public struct Expectation: Sendable, Hashable {
    public var requestID: String
    public var model: String
    public var provider: String
    public var queryType: String
    public var feature: String
    public var tokens: TokenCounts
    public var cost: String?
    public var outcome: Outcome
    public var errorClass: ErrorClass?

    public init(
      _ requestID: String, _ provider: String, _ model: String, _ queryType: String = "chat",
      feature: String = "", tokens: TokenCounts, cost: String? = nil, outcome: Outcome = .ok,
      errorClass: ErrorClass? = nil
    ) {
      self.requestID = requestID
      self.model = model
      self.provider = provider
      self.queryType = queryType
      self.feature = feature
      self.tokens = tokens
      self.cost = cost
      self.outcome = outcome
      self.errorClass = errorClass
    }
  }

  public init(_ lines: String, _ expected: Expectation...) {
    self.lines = lines
    self.expected = expected
  }
}
