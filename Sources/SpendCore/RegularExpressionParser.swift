/// Reads the syntax of RE2, without captures: groups only group.
struct RegularExpressionParser {
  private struct Flags {
    var ignoresCase = false
    var isMultiline = false
    var dotMatchesNewline = false
  }

  private let scalars: [Unicode.Scalar]
  private var position = 0
  private var flags = Flags()
  private var depth = 0

  private static let deepest = 200
  private static let mostRepetitions = 1_000

  init(_ pattern: String) {
    scalars = Array(pattern.unicodeScalars)
  }

  mutating func parse() throws(RegularExpressionError) -> RegularExpressionNode {
    let node = try choice()
    if position < scalars.count { throw .unexpectedParenthesis }
    return node
  }

  private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard next == scalar else { return false }
    position += 1
    return true
  }

  private mutating func choice() throws(RegularExpressionError) -> RegularExpressionNode {
    var branches = [try sequence()]
    while take("|") { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .choice(branches)
  }

  private mutating func sequence() throws(RegularExpressionError) -> RegularExpressionNode {
    var nodes: [RegularExpressionNode] = []
    while let scalar = next, scalar != "|", scalar != ")" {
      var node = try atom()
      while let (least, most) = try repetition() {
        // A lazy or possessive mark changes which match is found, not whether there is one.
        if !take("?") { _ = take("+") }
        node = .repetition(node, least: least, most: most)
      }
      nodes.append(node)
    }
    return nodes.count == 1 ? nodes[0] : .sequence(nodes)
  }

  private mutating func repetition() throws(RegularExpressionError) -> (least: Int, most: Int?)? {
    switch next {
    case "*":
      position += 1
      return (0, nil)
    case "+":
      position += 1
      return (1, nil)
    case "?":
      position += 1
      return (0, 1)
    case "{": return try counts()
    default: return nil
    }
  }

  /// Reads `{n}`, `{n,}` or `{n,m}`; nil, without consuming input, when the brace is a literal.
  private mutating func counts() throws(RegularExpressionError) -> (least: Int, most: Int?)? {
    let start = position
    position += 1
    guard let least = number() else {
      position = start
      return nil
    }
    var most: Int? = least
    if take(",") { most = number() }
    guard take("}") else {
      position = start
      return nil
    }
    guard least <= Self.mostRepetitions, most.map({ $0 >= least && $0 <= Self.mostRepetitions }) ?? true
    else {
      throw .badRepetition
    }
    return (least, most)
  }

  private mutating func number() -> Int? {
    let start = position
    var value = 0
    while let digit = next, (0x30...0x39).contains(digit.value) {
      value = min(value * 10 + Int(digit.value - 0x30), Self.mostRepetitions + 1)
      position += 1
    }
    return position > start ? value : nil
  }

  private mutating func atom() throws(RegularExpressionError) -> RegularExpressionNode {
    let scalar = scalars[position]
    switch scalar {
    case "(": return try group()
    case "[": return .scalars(try brackets())
    case ".":
      position += 1
      return .scalars(ScalarClass(flags.dotMatchesNewline ? [] : [0x0A...0x0A], isNegated: true))
    case "^":
      position += 1
      return .assertion(flags.isMultiline ? .lineStart : .textStart)
    case "$":
      position += 1
      return .assertion(flags.isMultiline ? .lineEnd : .textEnd)
    case "\\": return try escape()
    case "*", "+", "?": throw .nothingToRepeat
    case "{":
      if try counts() != nil { throw .nothingToRepeat }
    default: break
    }
    position += 1
    return literal(scalar)
  }

  private func literal(_ scalar: Unicode.Scalar) -> RegularExpressionNode {
    var single = ScalarClass([scalar.value...scalar.value])
    single.ignoresCase = flags.ignoresCase
    return .scalars(single)
  }

  // MARK: Groups

  private mutating func group() throws(RegularExpressionError) -> RegularExpressionNode {
    position += 1
    depth += 1
    guard depth <= Self.deepest else { throw .tooDeep }
    defer { depth -= 1 }
    let outside = flags
    if take("?"), try groupKind() {
      // `(?i)` holds for the rest of the group around it.
      return .empty
    }
    let node = try choice()
    guard take(")") else { throw .missingParenthesis }
    flags = outside
    return node
  }

  /// Reads what follows `(?`. True when the group held flags alone, and is closed.
  private mutating func groupKind() throws(RegularExpressionError) -> Bool {
    if take(":") { return false }
    if next == "=" || next == "!" { throw .notLinear("look-ahead assertions") }
    if next == ">" { throw .notLinear("atomic groups") }
    _ = take("P")
    if take("<") {
      if next == "=" || next == "!" { throw .notLinear("look-behind assertions") }
      while let scalar = next, ScalarClass.isWord(scalar) { position += 1 }
      guard take(">") else { throw .badGroup }
      return false
    }
    var isOn = true
    while let flag = next {
      position += 1
      switch flag {
      case "i": flags.ignoresCase = isOn
      case "m": flags.isMultiline = isOn
      case "s": flags.dotMatchesNewline = isOn
      case "U": break
      case "-": isOn = false
      case ":": return false
      case ")": return true
      default: throw .badGroup
      }
    }
    throw .missingParenthesis
  }

  // MARK: Escapes and classes

  private mutating func escape() throws(RegularExpressionError) -> RegularExpressionNode {
    switch position + 1 < scalars.count ? scalars[position + 1] : nil {
    case "b": return assertion(.wordBoundary)
    case "B": return assertion(.noWordBoundary)
    case "A": return assertion(.textStart)
    case "z", "Z": return assertion(.textEnd)
    case let digit? where ("1"..."9").contains(digit): throw .notLinear("backreferences")
    case "k": throw .notLinear("backreferences")
    default: break
    }
    var set = ScalarClass()
    set.ignoresCase = flags.ignoresCase
    if let scalar = try escapedScalar(addingTo: &set) { return literal(scalar) }
    return .scalars(set)
  }

  private mutating func assertion(_ assertion: RegularExpressionAssertion) -> RegularExpressionNode {
    position += 2
    return .assertion(assertion)
  }

  /// Reads an escape: the scalar it stands for, or nil when a class was added to `set`.
  private mutating func escapedScalar(
    addingTo set: inout ScalarClass
  ) throws(RegularExpressionError) -> Unicode.Scalar? {
    position += 1
    guard let letter = next else { throw .badEscape("") }
    position += 1
    switch letter {
    case "d", "D": set.add(ScalarClass.digits, isNegated: letter == "D")
    case "s", "S": set.add(ScalarClass.spaces, isNegated: letter == "S")
    case "w", "W": set.add(ScalarClass.words, isNegated: letter == "W")
    case "p", "P":
      var name = ""
      if take("{") {
        while let scalar = next, scalar != "}" {
          name.unicodeScalars.append(scalar)
          position += 1
        }
        guard take("}") else { throw .badEscape("p{\(name)") }
      } else if let scalar = next {
        name.unicodeScalars.append(scalar)
        position += 1
      }
      guard let category = ScalarClass.Category(name: name) else { throw .badEscape("p{\(name)}") }
      set.add(category, isNegated: letter == "P")
    case "n": return "\n"
    case "t": return "\t"
    case "r": return "\r"
    case "f": return "\u{0C}"
    case "v": return "\u{0B}"
    case "a": return "\u{07}"
    case "0": return "\u{00}"
    case "x": return try hexadecimal()
    default:
      // A letter or digit without a meaning is a mistake; any other scalar stands for itself.
      guard !ScalarClass.isWord(letter) || letter == "_" else { throw .badEscape(String(letter)) }
      return letter
    }
    return nil
  }

  /// Reads `xHH` or `x{H…}` behind the `x`.
  private mutating func hexadecimal() throws(RegularExpressionError) -> Unicode.Scalar {
    var digits = ""
    if take("{") {
      while let scalar = next, scalar != "}" {
        digits.unicodeScalars.append(scalar)
        position += 1
      }
      guard take("}") else { throw .badEscape("x{\(digits)") }
    } else {
      while digits.count < 2, let scalar = next {
        digits.unicodeScalars.append(scalar)
        position += 1
      }
    }
    guard !digits.isEmpty, digits.allSatisfy(\.isHexDigit), let value = UInt32(digits, radix: 16),
      let scalar = Unicode.Scalar(value)
    else { throw .badEscape("x{\(digits)}") }
    return scalar
  }

  private mutating func brackets() throws(RegularExpressionError) -> ScalarClass {
    position += 1
    var set = ScalarClass()
    set.ignoresCase = flags.ignoresCase
    set.isNegated = take("^")
    var isFirst = true
    while let scalar = next, isFirst || scalar != "]" {
      isFirst = false
      if scalar == "[", try posixName(addingTo: &set) { continue }
      guard let low = try member(addingTo: &set) else { continue }
      var high = low
      if next == "-", position + 1 < scalars.count, scalars[position + 1] != "]" {
        position += 1
        var other = ScalarClass()
        guard let end = try member(addingTo: &other), end >= low else { throw .badRange }
        high = end
      }
      set.add([low.value...high.value], isNegated: false)
    }
    guard take("]") else { throw .missingBracket }
    return set
  }

  private mutating func member(
    addingTo set: inout ScalarClass
  ) throws(RegularExpressionError) -> Unicode.Scalar? {
    guard let scalar = next else { throw .missingBracket }
    if scalar == "\\" { return try escapedScalar(addingTo: &set) }
    position += 1
    return scalar
  }

  /// Reads `[:name:]`; false, without consuming input, when absent.
  private mutating func posixName(addingTo set: inout ScalarClass) throws(RegularExpressionError) -> Bool {
    let start = position
    position += 1
    guard take(":") else {
      position = start
      return false
    }
    let isNegated = take("^")
    var name = ""
    while let scalar = next, ScalarClass.isWord(scalar) {
      name.unicodeScalars.append(scalar)
      position += 1
    }
    guard take(":"), take("]") else {
      position = start
      return false
    }
    guard let ranges = ScalarClass.posix(name) else { throw .badEscape("[:\(name):]") }
    set.add(ranges, isNegated: isNegated)
    return true
  }
}
