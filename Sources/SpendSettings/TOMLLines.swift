/// On which line of a TOML text each key stands: the parser keeps the values, not the places.
///
/// A place is a dotted path; elements of `[[rule]]` are `rule#0`, `rule#1` and so on.
struct TOMLLines {
  private var lines: [String: Int] = [:]
  /// Input that would crash the TOML parser.
  struct Damage: Equatable {
    var line: Int
    var what: String
  }

  /// The first of its kind.
  private(set) var damage: Damage?

  init(_ text: String) {
    var table = ""
    var elements: [String: Int] = [:]
    var open = OpenValue()
    let written = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    for (index, line) in written.enumerated() {
      defer { if let damage = open.damage { note(damage: damage, index + 1) } }
      if open.isOpen {
        open.read(line)
        continue
      }
      let line = line.drop { $0 == " " || $0 == "\t" }
      if line.isEmpty || line.hasPrefix("#") { continue }
      if line.hasPrefix("["), !Self.beginsKey(line) {
        note(damage: "a bracket must be followed by the name of a table", index + 1)
      }
      if line.hasPrefix("[[") {
        let name = Self.resolve(Self.path(line.dropFirst(2).prefix { $0 != "]" }), elements)
        let number = elements[name, default: 0]
        elements[name] = number + 1
        note(name, index + 1)
        table = "\(name)#\(number)"
        note(table, index + 1)
      } else if line.hasPrefix("[") {
        table = Self.resolve(Self.path(line.dropFirst().prefix { $0 != "]" }), elements)
        note(table, index + 1)
      } else if let equals = line.firstIndex(of: "=") {
        var path = table
        for key in Self.path(line[..<equals]) {
          path = path.isEmpty ? key : "\(path).\(key)"
          note(path, index + 1)
        }
        open.read(line[line.index(after: equals)...])
      }
    }
  }

  /// True when a key, or a bracket that the parser rejects, follows the brackets of a header.
  private static func beginsKey(_ header: Substring) -> Bool {
    var rest = header.unicodeScalars.dropFirst()
    func skipBlanks() { rest = rest.drop { $0 == " " || $0 == "\t" } }
    skipBlanks()
    if rest.first == "[" {
      rest = rest.dropFirst()
      skipBlanks()
    }
    guard let first = rest.first else { return false }
    return first.isASCII && (first.properties.isAlphabetic || first.properties.numericType != nil)
      || "_-\"']".unicodeScalars.contains(first)
  }

  /// The line of a key, else of the table around it; nil when neither is written out.
  func line(of key: String, in place: String) -> Int? {
    if let line = lines[place.isEmpty ? key : "\(place).\(key)"] { return line }
    var place = place[...]
    while !place.isEmpty {
      if let line = lines[String(place)] { return line }
      place = place[..<(place.lastIndex { $0 == "." || $0 == "#" } ?? place.startIndex)]
    }
    return nil
  }

  private mutating func note(damage what: String, _ line: Int) {
    if damage == nil { damage = Damage(line: line, what: what) }
  }

  private mutating func note(_ path: String, _ line: Int) {
    if lines[path] == nil { lines[path] = line }
  }

  private static func path(_ text: some StringProtocol) -> [String] {
    text.split(separator: ".").map { part in
      String(part.filter { !$0.isWhitespace && $0 != "\"" && $0 != "'" })
    }
  }

  /// `[rule.set]` belongs to the last `[[rule]]`.
  private static func resolve(_ path: [String], _ elements: [String: Int]) -> String {
    var resolved = ""
    for (index, part) in path.enumerated() {
      resolved = resolved.isEmpty ? part : "\(resolved).\(part)"
      if index < path.count - 1, let count = elements[resolved] { resolved += "#\(count - 1)" }
    }
    return resolved
  }
}

/// A value that continues on later lines: an array or a multi-line string.
private struct OpenValue {
  private var brackets: [Unicode.Scalar] = []
  private var quotes: Substring.UnicodeScalarView?
  /// The last bracket or comma of a list was not followed by anything yet.
  private var expectsValue = false
  /// Description of input that crashes the parser: a brace or an invalid line break in place of an array
  /// element, or a malformed date.
  private(set) var damage: String?

  var isOpen: Bool { !brackets.isEmpty || quotes != nil }

  mutating func read(_ text: Substring) {
    var rest = text.unicodeScalars
    while let scalar = rest.first {
      if let end = quotes {
        if rest.starts(with: end) {
          quotes = nil
          rest = rest.dropFirst(end.count)
        } else {
          rest = rest.dropFirst(end.first == "\"" && scalar == "\\" ? 2 : 1)
        }
        continue
      }
      switch scalar {
      case "#": return endLine()
      case "\"", "'":
        let isTriple = rest.prefix(3).count == 3 && rest.prefix(3).allSatisfy { $0 == scalar }
        quotes = rest.prefix(isTriple ? 3 : 1)
        rest = rest.dropFirst(isTriple ? 3 : 1)
        expectsValue = false
        continue
      case "[", "{":
        brackets.append(scalar)
        expectsValue = scalar == "["
      case ",": expectsValue = brackets.last == "["
      case "}", "\u{85}", "\u{2028}", "\u{2029}":
        if expectsValue { damage = "a list has something else where a value should be" }
        if scalar == "}" { close() }
      case "]": close()
      case " ", "\t": break
      default:
        expectsValue = false
        let word = rest.prefix { !Self.endsWord($0) }
        if Self.isDate(word) { damage = "no key takes a date or a time; write it in quotes" }
        rest = rest.dropFirst(max(1, word.count))
        continue
      }
      rest = rest.dropFirst()
    }
    endLine()
  }

  private static func endsWord(_ scalar: Unicode.Scalar) -> Bool {
    " \t,]}#\"'[{\u{85}\u{2028}\u{2029}".unicodeScalars.contains(scalar)
  }

  /// True when an unquoted word begins like `1979-05` or `07:32`.
  private static func isDate(_ word: Substring.UnicodeScalarView) -> Bool {
    let digits = word.prefix { ("0"..."9").contains($0) }
    guard !digits.isEmpty, let next = word.dropFirst(digits.count).first else { return false }
    return next == "-" || next == ":"
  }

  private mutating func close() {
    _ = brackets.popLast()
    expectsValue = false
  }

  /// A text in single quotes ends with its line, whatever it holds.
  private mutating func endLine() {
    if quotes?.count == 1 { quotes = nil }
  }
}
