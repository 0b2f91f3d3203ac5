/// A stored event as far as its price is concerned.
public struct StoredCost: Sendable {
  public var time: Instant
  /// Lower and upper half of the event's identity.
  public var keyLow: Int64
  public var keyHigh: Int64
  /// The key of the event's labels in `labelSets`.
  public var labels: Int32
  public var tokens: TokenCounts
  public var webSearches: Int32?
  public var units: BilledUnits?
  public var isError: Bool
  /// The record's own total differs from every sum of its counts.
  public var contradictsItself: Bool
  /// The counts are those of several requests together.
  public var isSeveral: Bool
  public var price: RecordedPrice
  /// Logged cost.
  public var logged: Money?

  public init(
    time: Instant, keyLow: Int64, keyHigh: Int64, labels: Int32, tokens: TokenCounts, webSearches: Int32?,
    units: BilledUnits?, isError: Bool, contradictsItself: Bool, isSeveral: Bool = false,
    price: RecordedPrice, logged: Money?
  ) {
    self.time = time
    self.keyLow = keyLow
    self.keyHigh = keyHigh
    self.labels = labels
    self.tokens = tokens
    self.webSearches = webSearches
    self.units = units
    self.isError = isError
    self.contradictsItself = contradictsItself
    self.isSeveral = isSeveral
    self.price = price
    self.logged = logged
  }
}
