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
