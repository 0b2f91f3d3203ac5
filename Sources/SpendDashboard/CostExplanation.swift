public import SpendCore

/// Explanation of a request's cost in terms of the price book.
public struct CostExplanation: Sendable, Hashable {
  /// A class of tokens, or what else is paid for.
  public struct Term: Sendable, Hashable {
    public var name: String
    public var count: Int64
    /// Number of `count` per unit of the price: 1, or 1,000.
    public var parts: Int64
    /// `$3.00/M`; nil when the book has none.
    public var price: String?
    /// In picodollars, exact; nil without a price.
    public var picodollars: Int64?

    public init(_ name: String, count: Int64, parts: Int64 = 1, price: String?, picodollars: Int64?) {
      self.name = name
      self.parts = parts
      self.count = count
      self.price = price
      self.picodollars = picodollars
    }
  }

  public var terms: [Term]
  /// Which price it is, where it is from, and since when it holds; nil when there is none.
  public var source: String?
  /// Cost at current prices; nil when a price is missing.
  public var recomputed: Money?
  /// Adjustments to the sum of the terms, or advice for an unpriced request.
  public var notes: [String]
  /// The prompt is long enough for a higher price.
  public var isLongContext = false
  /// Shortest prompt that the model's cache keeps, in tokens; nil when unknown.
  public var minimumCache: Int64?

  public init(terms: [Term] = [], source: String? = nil, recomputed: Money? = nil, notes: [String] = []) {
    self.terms = terms
    self.source = source
    self.recomputed = recomputed
    self.notes = notes
  }
}
