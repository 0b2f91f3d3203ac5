extension DimensionFilter.Test {
  /// An invalid regular expression as pattern.
  public struct NotAPattern: Error, Sendable {
    public let pattern: String
    public let reason: RegularExpressionError
  }

  /// Reads a test as options and configurations write it: `=search`, `!=search`, `~^gpt`, `!~^gpt`; of a
  /// tag also `*=batch`. `=~^gpt` is the same as `~^gpt`. Nil without one of these signs.
  public init?(text: some StringProtocol) throws(NotAPattern) {
    func value(_ count: Int) -> String {
      let value = String(text.dropFirst(count))
      return value == Dimension.none ? "" : value
    }
    func pattern(_ count: Int) throws(NotAPattern) -> String {
      let pattern = String(text.dropFirst(count))
      do throws(RegularExpressionError) {
        _ = try RegularExpression(pattern)
      } catch {
        throw NotAPattern(pattern: pattern, reason: error)
      }
      return pattern
    }
    if text.hasPrefix("!=") {
      self = .differs(value(2))
    } else if text.hasPrefix("!~") {
      self = .avoids(try pattern(2))
    } else if text.hasPrefix("*=") {
      self = .includes(value(2))
    } else if text.hasPrefix("=~") {
      self = .matches(try pattern(2))
    } else if text.hasPrefix("=") {
      self = .equals(value(1))
    } else if text.hasPrefix("~") {
      self = .matches(try pattern(1))
    } else {
      return nil
    }
  }

  /// The test as it is read.
  public var text: String {
    switch self {
    // Behind `=`, a tilde would begin a pattern.
    case .equals(let value) where value.hasPrefix("~"): "~^" + RegularExpression.escaped(value) + "$"
    case .equals(let value): "=" + value
    case .differs(let value): "!=" + value
    case .matches(let pattern): "~" + pattern
    case .avoids(let pattern): "!~" + pattern
    case .includes(let word): "*=" + word
    }
  }
}

extension DimensionFilter {
  /// As an option of the command line: `feature=search`.
  public var text: String { dimension.rawValue + test.text }
}
