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
