import SpendCore

/// Filters as a person types and reads them: `model=gpt-5`, `team!=web`, or a bare pattern that the
/// values of one dimension are searched for.
enum FilterText {
  enum Failure: Error, Hashable {
    case unknownDimension(String)
    case badPattern(String)
  }

  /// Longest text that can be typed.
  static let longest = 200

  /// Nil for a blank text.
  static func parse(_ text: String, bare dimension: Dimension) throws(Failure) -> DimensionFilter? {
    let trimmed = text.drop { $0 == " " }
    if trimmed.isEmpty { return nil }
    if let sign = trimmed.firstIndex(of: "=") {
      let differs = sign > trimmed.startIndex && trimmed[trimmed.index(before: sign)] == "!"
      let word = trimmed[..<sign].filter { $0 != "!" && $0 != " " }
      guard let named = Dimension(rawValue: String(word)) else {
        throw .unknownDimension(String(word))
      }
      let value = String(trimmed[trimmed.index(after: sign)...])
      return DimensionFilter(named, differs ? .differs(value) : .equals(value))
    }
    let pattern = String(trimmed)
    guard (try? Regex(pattern)) != nil else { throw .badPattern(pattern) }
    return DimensionFilter(dimension, .matches(pattern))
  }

  /// What a chip says.
  static func text(_ filter: DimensionFilter) -> String {
    func named(_ value: String) -> String { value.isEmpty ? Dimension.none : value }
    let name = filter.dimension.rawValue
    return switch filter.test {
    case .equals(let value): "\(name)=\(named(value))"
    case .differs(let value): "\(name)!=\(named(value))"
    case .matches(let pattern): "\(name)~\(pattern)"
    }
  }
}

extension FilterText.Failure {
  var message: String {
    switch self {
    case .unknownDimension(let word): "no dimension \"\(word)\"; try feature=, model=, query_type=, team="
    case .badPattern(let pattern): "not a pattern: \"\(pattern)\""
    }
  }
}
