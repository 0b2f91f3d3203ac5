import SpendCore
import SpendFormatting

/// Filters as a person types and reads them: `model=gpt-5`, `team!=web`, `key~^prod`, `tag=beta`,
/// `cost>0.1`, `latency>2s`, or a bare pattern that the values of one dimension are searched for; with
/// `!` in front, those that do not have it.
enum FilterText {
  enum Failure: Error, Hashable {
    case unknownDimension(String)
    case badPattern(String)
    case badBound(String)
  }

  enum Condition: Hashable {
    case label(DimensionFilter)
    case figure(FigureFilter)
  }

  /// Longest text that can be typed.
  static let longest = 200

  /// Nil for a blank text.
  static func parse(_ text: String, bare dimension: Dimension) throws(Failure) -> Condition? {
    let text = String(text.drop { $0 == " " })
    if text.isEmpty { return nil }
    guard let sign = text.firstIndex(where: { "=~<>".contains($0) }),
      text[..<sign].allSatisfy({ $0.isLetter || $0 == "_" || $0 == "!" || $0 == " " })
    else { return .label(try bare(text, dimension)) }
    let isNegative = text[..<sign].last == "!"
    let word = text[..<sign].filter { $0 != "!" && $0 != " " }
    let value = String(text[text.index(after: sign)...])
    if let side = FigureFilter.Side(rawValue: String(text[sign])) {
      guard let figure = FigureFilter.Figure(rawValue: word) else { throw .unknownDimension(word) }
      guard let bound = bound(value, of: figure) else { throw .badBound(value) }
      return .figure(FigureFilter(figure, side, bound))
    }
    if word == "tag" && !isNegative && text[sign] == "=" {
      return .label(DimensionFilter(.tags, .includes(value)))
    }
    guard let named = Dimension(rawValue: word) else { throw .unknownDimension(word) }
    if text[sign] == "=", !isNegative, value.hasPrefix("~") {
      return .label(DimensionFilter(named, try pattern(String(value.dropFirst()), false)))
    }
    if text[sign] == "=" {
      return .label(DimensionFilter(named, isNegative ? .differs(value) : .equals(value)))
    }
    return .label(DimensionFilter(named, try pattern(value, isNegative)))
  }

  private static func bare(_ text: String, _ dimension: Dimension) throws(Failure) -> DimensionFilter {
    let isNegative = text.hasPrefix("!")
    return DimensionFilter(dimension, try pattern(String(text.dropFirst(isNegative ? 1 : 0)), isNegative))
  }

  private static func pattern(_ text: String, _ isNegative: Bool) throws(Failure) -> DimensionFilter.Test {
    guard !text.isEmpty, (try? RegularExpression(text)) != nil else { throw .badPattern(text) }
    return isNegative ? .avoids(text) : .matches(text)
  }

  /// Dollars, durations with or without a unit, or tokens with or without `k` and `M`.
  private static func bound(_ text: String, of figure: FigureFilter.Figure) -> Int64? {
    let text = text.filter { $0 != " " && $0 != "$" && $0 != "," }
    let units: [(String, Int64)]
    switch figure {
    case .cost: units = [("", 1_000_000_000)]
    case .latency, .firstToken: units = [("ms", 1), ("min", 60_000), ("s", 1_000), ("", 1)]
    case .tokens: units = [("k", 1_000), ("M", 1_000_000), ("", 1)]
    }
    for (unit, size) in units where text.hasSuffix(unit) {
      guard let number = FixedPoint.parse(text.dropLast(unit.count).utf8, places: 9) else { continue }
      let scaled = Int128(number) * Int128(size) / 1_000_000_000
      return Int64(exactly: scaled)
    }
    return nil
  }

  /// Text of a filter chip; parsing it gives the same filter.
  static func text(_ filter: DimensionFilter) -> String {
    func named(_ value: String) -> String { value.isEmpty ? Dimension.none : value }
    let name = filter.dimension.rawValue
    return switch filter.test {
    // Behind `=`, a tilde would begin a pattern.
    case .equals(let value) where value.hasPrefix("~"):
      "\(name)~^\(RegularExpression.escaped(value))$"
    case .equals(let value): "\(name)=\(named(value))"
    case .differs(let value): "\(name)!=\(named(value))"
    case .matches(let pattern): "\(name)~\(pattern)"
    case .avoids(let pattern): "\(name)!~\(pattern)"
    case .includes(let word): "tag=\(word)"
    }
  }

  static func text(_ filter: FigureFilter) -> String {
    let bound =
      switch filter.figure {
      // A dollar sign marks the bound as dollars when the screen shows another currency.
      case .cost:
        (ShownCurrency.current == nil ? "" : "$") + MoneyText.exact(Money(nanodollars: filter.bound))
      case .latency, .firstToken: "\(filter.bound)ms"
      case .tokens: "\(filter.bound)"
      }
    return "\(filter.figure.rawValue)\(filter.side.rawValue)\(bound)"
  }

  /// The conditions of a question, each as a chip.
  static func chips(_ request: SnapshotRequest) -> [String] {
    request.filters.map(text) + request.figures.map(text)
  }
}

extension FilterText.Failure {
  var message: String {
    switch self {
    case .unknownDimension(let word):
      EditDistance.nearest(
        to: word,
        among: Dimension.allCases.map(\.rawValue) + FigureFilter.Figure.allCases.map(\.rawValue) + ["tag"]
      ).map { "no dimension \"\(word)\"; did you mean \($0)?" }
        ?? "no dimension \"\(word)\"; try feature=, model=, team=, tag=, cost>, latency>"
    case .badPattern(let pattern): "not a pattern: \"\(pattern)\""
    case .badBound(let text): "not a bound: \"\(text)\"; try cost>0.1 (US dollars), latency>2s, tokens>10k"
    }
  }
}
