import SpendCore
import TOMLKit

/// Reads a table key by key, and rejects unknown keys and values of the wrong type.
struct TableReader {
  private let table: TOMLTable
  /// Name of the table as written: `[[rule]]`.
  private let name: String
  /// Position of the table, as `TOMLLines` reports it.
  private let place: String
  private let file: ConfigurationFile

  init(_ file: ConfigurationFile) {
    self.init(file.table, name: "the configuration", place: "", file: file)
  }

  private init(_ table: TOMLTable, name: String, place: String, file: ConfigurationFile) {
    self.table = table
    self.name = name
    self.place = place
    self.file = file
  }

  var keys: [String] { table.keys }

  func allow(_ known: String...) throws { try allow(known) }

  func allow(_ known: [String]) throws {
    for key in table.keys.sorted() where !known.contains(key) {
      let nearest = EditDistance.nearest(to: key, among: known)
      throw refuse(
        key, "\(name) has the unknown key \"\(key)\"",
        advice: nearest.map { "did you mean \"\($0)\"?" } ?? "the keys are \(known.joined(separator: ", "))")
    }
  }

  /// An error about a key, with its line.
  func refuse(_ key: String, _ why: String, advice: String? = nil) -> CommandError {
    file.refuse(why, line: file.lines.line(of: key, in: place), advice: advice)
  }

  private func wrong(_ key: String, _ wanted: String) -> CommandError {
    refuse(key, "\"\(key)\" in \(name) must be \(wanted)")
  }

  func text(_ key: String) throws -> String? {
    guard let value = table[key] else { return nil }
    guard let text = value.string else { throw wrong(key, "a text in quotes") }
    return text
  }

  func required(_ key: String) throws -> String {
    guard let text = try text(key), !text.isEmpty else {
      throw refuse(key, "\(name) has no \"\(key)\"")
    }
    return text
  }

  /// One word of a closed list.
  func word<Word: RawRepresentable & CaseIterable>(_ key: String, as type: Word.Type) throws -> Word?
  where Word.RawValue == String {
    guard let text = try text(key) else { return nil }
    if let word = Word(rawValue: text) { return word }
    let known = Word.allCases.map(\.rawValue)
    throw refuse(
      key, "\"\(key)\" in \(name) is \"\(text)\"",
      advice: EditDistance.nearest(to: text, among: known).map { "did you mean \"\($0)\"?" }
        ?? "one of \(known.joined(separator: ", "))")
  }

  func texts(_ key: String) throws -> [String]? {
    guard let value = table[key] else { return nil }
    if let text = value.string { return [text] }
    guard let list = value.array else { throw wrong(key, "a list of texts") }
    return try list.map { element in
      guard let text = element.string else { throw wrong(key, "a list of texts") }
      return text
    }
  }

  func number(_ key: String, in range: ClosedRange<Int>) throws -> Int? {
    guard let value = table[key] else { return nil }
    guard let number = value.int else { throw wrong(key, "a whole number") }
    guard range.contains(number) else {
      throw refuse(
        key, "\"\(key)\" in \(name) is \(number), it must be \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// A number as it reads in decimal, without sign; texts are exact.
  func decimal(_ key: String) throws -> String? {
    guard let value = table[key] else { return nil }
    let text: String
    if let written = value.string {
      text = written
    } else if let whole = value.int {
      text = String(whole)
    } else if let fraction = value.double {
      text = "\(fraction)"
    } else {
      throw wrong(key, "a number")
    }
    guard let scaled = FixedPoint.parse(text.utf8, places: 9) else { throw wrong(key, "a number") }
    guard scaled >= 0 else {
      throw refuse(key, "\"\(key)\" in \(name) is \(text), it cannot be negative")
    }
    return text
  }

  func money(_ key: String) throws -> Money? {
    try decimal(key).flatMap { Money(decimal: $0) }
  }

  func share(_ key: String) throws -> Double? {
    try decimal(key).flatMap { Double($0) }
  }

  /// Longer than anything is kept or waited for, and short enough to count back from any year.
  private static let longestDuration: Int64 = 100 * 366 * 86_400

  /// Seconds of `400d`.
  func duration(_ key: String) throws -> Int64? {
    guard let text = try text(key) else { return nil }
    guard !text.hasPrefix("-"), let seconds = TimeExpression.ago(text), seconds > 0 else {
      throw refuse(key, "\"\(key)\" in \(name) is \"\(text)\"", advice: "a duration such as 90d or 12h")
    }
    guard seconds <= Self.longestDuration else {
      throw refuse(
        key, "\"\(key)\" in \(name) is \"\(text)\", more than a hundred years", advice: "leave it out")
    }
    return seconds
  }

  func truth(_ key: String) throws -> Bool? {
    guard let value = table[key] else { return nil }
    guard let truth = value.bool else { throw wrong(key, "true or false") }
    return truth
  }

  func table(_ key: String) throws -> TableReader? {
    guard let value = table[key] else { return nil }
    guard let inner = value.table else { throw wrong(key, "a table") }
    let named = name.hasPrefix("[") ? "\(name.filter { $0 != "[" && $0 != "]" }).\(key)" : key
    return TableReader(
      inner, name: "[\(named)]", place: place.isEmpty ? key : "\(place).\(key)", file: file)
  }

  func tables(_ key: String) throws -> [TableReader] {
    guard let value = table[key] else { return [] }
    guard let list = value.array else { throw wrong(key, "a list of tables, [[\(key)]]") }
    return try list.enumerated().map { index, element in
      guard let inner = element.table else { throw wrong(key, "a list of tables, [[\(key)]]") }
      return TableReader(inner, name: "[[\(key)]]", place: "\(key)#\(index)", file: file)
    }
  }
}
