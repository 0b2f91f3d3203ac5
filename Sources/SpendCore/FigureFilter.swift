/// Filters as tests of a value and of a record, with one meaning for every caller.
extension DimensionFilter {
  /// Predicate of a filter; `(none)` matches a missing value. Throws for an invalid pattern.
  public func predicate() throws -> @Sendable (String) -> Bool {
    switch test {
    case .equals(let wanted):
      let value = wanted == Dimension.none ? "" : wanted
      return { $0 == value }
    case .differs(let unwanted):
      let value = unwanted == Dimension.none ? "" : unwanted
      return { $0 != value }
    case .matches(let pattern):
      let matches = try Self.search(pattern)
      return { matches($0) }
    case .avoids(let pattern):
      let matches = try Self.search(pattern)
      return { !matches($0) }
    case .includes(let word):
      return { $0.split(separator: "|").contains { $0 == word } }
    }
  }

  private static func search(_ pattern: String) throws -> @Sendable (String) -> Bool {
    let expression = try RegularExpression(pattern)
    return { expression.matchesPart(of: $0) }
  }
}

/// A condition on a figure of single requests; not applicable to sums.
public struct FigureFilter: Sendable, Hashable {
  public enum Figure: String, Sendable, Hashable, CaseIterable {
    /// In nanodollars.
    case cost
    /// In milliseconds.
    case latency
    /// Milliseconds to the first token.
    case firstToken = "ttft"
    /// Prompt and answer.
    case tokens
  }

  public enum Side: String, Sendable, Hashable {
    case above = ">"
    case below = "<"
  }

  public var figure: Figure
  public var side: Side
  /// The bound in the unit of the figure. Values equal to the bound, and figures absent from the log, fail
  /// the condition.
  public var bound: Int64

  public init(_ figure: Figure, _ side: Side, _ bound: Int64) {
    self.figure = figure
    self.side = side
    self.bound = bound
  }

  public func admits(_ record: EventRecord) -> Bool {
    let value: Int64? =
      switch figure {
      case .cost: record.cost?.nanodollars
      case .latency: record.latencyMilliseconds.map(Int64.init)
      case .firstToken: record.firstTokenMilliseconds.map(Int64.init)
      case .tokens: record.tokens.prompt + Int64(record.tokens.output ?? 0)
      }
    guard let value else { return false }
    return side == .above ? value > bound : value < bound
  }
}
