/// A set of Unicode scalars: a class such as `[a-z_]`, `\d` or `.`.
struct ScalarClass: Sendable, Hashable {
  /// A named part of Unicode, such as the letters.
  enum Category: Sendable, Hashable {
    case letter, uppercase, lowercase, number, punctuation, symbol, separator, mark

    /// By the names of `\p{…}`.
    init?(name: String) {
      switch name {
      case "L": self = .letter
      case "Lu": self = .uppercase
      case "Ll": self = .lowercase
      case "N", "Nd": self = .number
      case "P": self = .punctuation
      case "S": self = .symbol
      case "Z": self = .separator
      case "M": self = .mark
      default: return nil
      }
    }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
      let category = scalar.properties.generalCategory
      return switch self {
      case .letter:
        [.uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter]
          .contains(category)
      case .uppercase: category == .uppercaseLetter
      case .lowercase: category == .lowercaseLetter
      case .number: [.decimalNumber, .letterNumber, .otherNumber].contains(category)
      case .punctuation:
        [
          .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
          .finalPunctuation, .otherPunctuation,
        ].contains(category)
      case .symbol: [.mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol].contains(category)
      case .separator: [.spaceSeparator, .lineSeparator, .paragraphSeparator].contains(category)
      case .mark: [.nonspacingMark, .spacingMark, .enclosingMark].contains(category)
      }
    }
  }

  private struct Part: Sendable, Hashable {
    var category: Category
    var isNegated: Bool
  }

  var ranges: [ClosedRange<UInt32>] = []
  private var parts: [Part] = []
  private var complements: [[ClosedRange<UInt32>]] = []
  var isNegated = false
  var ignoresCase = false

  init() {}

  init(_ ranges: [ClosedRange<UInt32>], isNegated: Bool = false) {
    self.ranges = ranges
    self.isNegated = isNegated
  }

  static let digits: [ClosedRange<UInt32>] = [0x30...0x39]
  static let spaces: [ClosedRange<UInt32>] = [0x09...0x0D, 0x20...0x20]
  static let words: [ClosedRange<UInt32>] = [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A]

  /// The ranges of a POSIX name, as in `[[:alpha:]]`.
  static func posix(_ name: String) -> [ClosedRange<UInt32>]? {
    switch name {
    case "alpha": [0x41...0x5A, 0x61...0x7A]
    case "digit": digits
    case "alnum": [0x30...0x39, 0x41...0x5A, 0x61...0x7A]
    case "upper": [0x41...0x5A]
    case "lower": [0x61...0x7A]
    case "space": spaces
    case "punct": [0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E]
    case "word": words
    case "xdigit": [0x30...0x39, 0x41...0x46, 0x61...0x66]
    default: nil
    }
  }

  static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    words.contains { $0.contains(scalar.value) }
  }

  mutating func add(_ more: [ClosedRange<UInt32>], isNegated: Bool) {
    if isNegated { complements.append(more) } else { ranges += more }
  }

  mutating func add(_ category: Category, isNegated: Bool) {
    parts.append(Part(category: category, isNegated: isNegated))
  }

  func contains(_ scalar: Unicode.Scalar) -> Bool {
    var isMember = includes(scalar)
    if !isMember, ignoresCase {
      isMember =
        Self.only(scalar.properties.lowercaseMapping).map(includes) ?? false
        || Self.only(scalar.properties.uppercaseMapping).map(includes) ?? false
    }
    return isMember != isNegated
  }

  private func includes(_ scalar: Unicode.Scalar) -> Bool {
    let value = scalar.value
    return ranges.contains { $0.contains(value) }
      || complements.contains { !$0.contains { $0.contains(value) } }
      || parts.contains { $0.category.contains(scalar) != $0.isNegated }
  }

  private static func only(_ text: String) -> Unicode.Scalar? {
    let scalars = text.unicodeScalars
    return scalars.count == 1 ? scalars.first : nil
  }
}
