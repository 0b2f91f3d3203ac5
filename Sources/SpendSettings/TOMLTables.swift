import Foundation
import SpendCore

/// The lines of a TOML text by the `[[table]]` they belong to.
public struct TOMLTables {
  private var lines: [String]

  public init(_ text: String) {
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
  }

  public var text: String { lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n" }

  public mutating func append(_ values: [(key: String, value: String)], as kind: String) {
    if let last = lines.last, !last.isEmpty { lines.append("") }
    lines.append("[[\(kind)]]")
    lines += values.map { "\($0.key) = \($0.value)" }
  }

  /// Sets keys of one table; a key that is there keeps its line and the comment behind it.
  public mutating func set(_ values: [(key: String, value: String)], in kind: String, named name: String)
    throws
  {
    for (key, value) in values {
      let range = try range(of: kind, named: name)
      let body = range.dropFirst().prefix { !Self.isHeader(lines[$0]) }
      if let index = body.first(where: { Self.key(lines[$0]) == key }) {
        lines[index] = "\(key) = \(value)" + Self.comment(lines[index])
      } else {
        lines.insert(
          "\(key) = \(value)", at: (body.last { Self.key(lines[$0]) != nil } ?? range.lowerBound) + 1)
      }
    }
  }

  /// Sets keys of the table `[name]`, which is added when there is none, or of the top level for nil. A key
  /// that is there keeps its line and the comment behind it. Throws for a value of several lines.
  public mutating func set(_ values: [(key: String, value: String)], in table: String?) throws {
    var start = 0
    if let table {
      if let header = lines.firstIndex(where: { Self.header($0) == "[\(table)]" }) {
        start = header + 1
      } else {
        if let last = lines.last, !last.isEmpty { lines.append("") }
        lines.append("[\(table)]")
        start = lines.count
      }
    }
    for (key, value) in values {
      let end = lines[start...].firstIndex(where: Self.isHeader) ?? lines.count
      if let index = (start..<end).first(where: { Self.key(lines[$0]) == key }) {
        guard !Self.value(lines[index]).hasPrefix("[") || Self.value(lines[index]).hasSuffix("]") else {
          throw UserMessage(
            "cannot change \"\(key)\"", because: "its value takes several lines",
            tryThis: "edit the file by hand")
        }
        lines[index] = "\(key) = \(value)" + Self.comment(lines[index])
      } else {
        let last = (start..<end).last { Self.key(lines[$0]) != nil }
        lines.insert("\(key) = \(value)", at: last.map { $0 + 1 } ?? start)
      }
    }
  }

  public mutating func remove(_ kind: String, named name: String) throws {
    lines.removeSubrange(try range(of: kind, named: name))
  }

  /// From the `[[kind]]` to its last key, subtables such as `[kind.filter]` included.
  private func range(of kind: String, named name: String) throws -> Range<Int> {
    for start in lines.indices where Self.header(lines[start]) == "[[\(kind)]]" {
      var end = start + 1
      while end < lines.count, !Self.isHeader(lines[end]) || Self.header(lines[end]).hasPrefix("[\(kind).") {
        end += 1
      }
      // Blank lines and comments before the next table belong to that table.
      if end < lines.count {
        while end > start + 1, Self.key(lines[end - 1]) == nil, !Self.isContent(lines[end - 1]) { end -= 1 }
      }
      let names = (start..<end).filter { Self.key(lines[$0]) == "name" }
      if names.contains(where: { Self.value(lines[$0]) == name }) { return start..<end }
    }
    throw UserMessage(
      "cannot find the lines of \"\(name)\"",
      because: "the [[\(kind)]] table has a layout that cannot be edited automatically",
      tryThis: "edit the file by hand")
  }

  private static func isContent(_ line: String) -> Bool {
    let text = line.drop { $0 == " " || $0 == "\t" }
    return !text.isEmpty && !text.hasPrefix("#") && text != "\r"
  }

  private static func isHeader(_ line: String) -> Bool {
    line.drop { $0 == " " || $0 == "\t" }.hasPrefix("[")
  }

  private static func header(_ line: String) -> String {
    let text = line.prefix { $0 != "#" }.filter { !$0.isWhitespace }
    return String(text)
  }

  private static func key(_ line: String) -> String? {
    guard isContent(line), !isHeader(line), let equals = line.firstIndex(of: "=") else { return nil }
    return line[..<equals].filter { !$0.isWhitespace && $0 != "\"" && $0 != "'" }
  }

  private static func value(_ line: String) -> String {
    guard let equals = line.firstIndex(of: "=") else { return "" }
    let end = line.index(line.endIndex, offsetBy: -comment(line).count)
    let text = line[line.index(after: equals)..<end].trimmingCharacters(in: .whitespaces)
    guard let quote = text.first, quote == "\"" || quote == "'", text.count >= 2, text.last == quote else {
      return text
    }
    let inner = String(text.dropFirst().dropLast())
    return quote == "'" ? inner : TOMLText.unescaped(inner)
  }

  /// The comment behind a value, with the blanks before it.
  private static func comment(_ line: String) -> String {
    var quote: Character?
    var previous: Character = " "
    for index in line.indices {
      let character = line[index]
      if let open = quote {
        if character == open, previous != "\\" || open == "'" { quote = nil }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if character == "#" {
        var start = index
        while start > line.startIndex, line[line.index(before: start)] == " " {
          start = line.index(before: start)
        }
        return String(line[start...])
      }
      previous = character
    }
    return ""
  }
}
