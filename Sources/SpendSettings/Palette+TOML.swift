import SpendCore
import SpendScreen

extension Palette {
  private static let longestName = 24

  /// Reads the table `[themes.NAME]`: a theme to start from, and the colours that differ from its own.
  init?(_ name: String, in tables: TableReader) throws {
    guard let reader = try tables.table(name) else { return nil }
    guard !name.isEmpty, name.count <= Self.longestName,
      name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
    else {
      throw tables.refuse(
        name, "\"\(name)\" cannot be the name of a theme",
        advice: "up to \(Self.longestName) letters, digits and -")
    }
    guard !Palette.standard.contains(where: { $0.name == name }) else {
      throw tables.refuse(
        name, "there is a theme \"\(name)\" in the program",
        advice: "[themes.my-\(name)] with base = \"\(name)\"")
    }
    try reader.allow(["base"] + Part.allCases.map(\.rawValue))
    let base =
      try reader.text("base").map { try Palette(named: $0, "base", of: Palette.standard, reader) } ?? .dark
    var colours: [Part: UInt32] = [:]
    for part in Part.allCases {
      guard let text = try reader.text(part.rawValue) else { continue }
      guard let rgb = Self.rgb(text) else {
        throw reader.refuse(
          part.rawValue, "\"\(part.rawValue)\" in [themes.\(name)] is \"\(text)\"",
          advice: "a colour such as \"#9aa0a8\"")
      }
      colours[part] = rgb
    }
    self.init(name: name, base: base, colours: colours)
  }

  /// The theme that `key` names, one of `known`.
  init(named name: String, _ key: String, of known: [Palette], _ reader: TableReader) throws {
    guard let palette = known.first(where: { $0.name == name }) else {
      let names = known.map(\.name)
      throw reader.refuse(
        key, "there is no theme \"\(name)\"",
        advice: EditDistance.nearest(to: name, among: names).map { "did you mean \"\($0)\"?" }
          ?? "one of \(names.joined(separator: ", "))\(key == "theme" ? ", or a [themes.\(name)]" : "")")
    }
    self = palette
  }
}
