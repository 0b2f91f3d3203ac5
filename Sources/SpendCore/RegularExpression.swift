/// A regular expression that is matched in time proportional to the length of the text.
///
/// The syntax is that of RE2: no backreferences and no look-around, because neither can be matched in linear
/// time. Matching is by Unicode scalars and simulates the automaton of the expression, so no pattern
/// backtracks.
public struct RegularExpression: Sendable {
  public let pattern: String
  private let program: RegularExpressionProgram

  /// Throws `RegularExpressionError`.
  public init(_ pattern: String) throws(RegularExpressionError) {
    self.pattern = pattern
    var parser = RegularExpressionParser(pattern)
    program = try RegularExpressionProgram(parser.parse())
  }

  /// Returns whether any part of the text matches.
  public func matchesPart(of text: String) -> Bool {
    program.run(text, isAnchored: false)
  }

  /// Returns whether the whole text matches.
  public func matchesWhole(of text: String) -> Bool {
    program.run(text, isAnchored: true)
  }

  /// A pattern that matches exactly this text.
  public static func escaped(_ text: String) -> String {
    var pattern = ""
    for scalar in text.unicodeScalars {
      if "\\.+*?()|[]{}^$".unicodeScalars.contains(scalar) { pattern += "\\" }
      pattern.unicodeScalars.append(scalar)
    }
    return pattern
  }
}

/// The reason why a pattern is refused.
public enum RegularExpressionError: Error, Sendable, Hashable {
  case missingBracket
  case missingParenthesis
  case unexpectedParenthesis
  case nothingToRepeat
  case badRepetition
  case badRange
  case badEscape(String)
  case badGroup
  case notLinear(String)
  case tooLarge
  case tooDeep

  public var message: String {
    switch self {
    case .missingBracket: "a [ has no closing ]"
    case .missingParenthesis: "a ( has no closing )"
    case .unexpectedParenthesis: "a ) has no opening ("
    case .nothingToRepeat: "a repetition has nothing before it"
    case .badRepetition: "a repetition {n,m} is out of order or above 1,000"
    case .badRange: "a range in [ ] is out of order"
    case .badEscape(let text): "unknown escape \\\(text)"
    case .badGroup: "unknown kind of group (?…)"
    case .notLinear(let what): "\(what) are not supported, because they cannot be matched in linear time"
    case .tooLarge: "the expression is too large when its repetitions are written out"
    case .tooDeep: "groups are nested too deeply"
    }
  }
}
