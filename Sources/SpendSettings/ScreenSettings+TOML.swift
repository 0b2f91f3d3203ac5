public import SpendDashboard
import SpendScreen

extension ScreenSettings {
  /// Reads the table `[screen]`.
  init(_ reader: TableReader) throws {
    self.init()
    try reader.allow("density", "range", "hidden_columns")
    density = try reader.word("density", as: Density.self) ?? .normal
    if let word = try reader.text("range") {
      guard let choice = WindowChoice(word: word) else {
        throw reader.refuse(
          "range", "there is no time range \"\(word)\"",
          advice: "one of \(WindowChoice.allCases.map(\.word).joined(separator: ", "))")
      }
      range = choice
    }
    for name in try reader.texts("hidden_columns") ?? [] {
      guard let column = TableColumn(rawValue: name) else {
        throw reader.refuse(
          "hidden_columns", "there is no column \"\(name)\"",
          advice: "the columns are \(TableColumn.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      hiddenColumns.insert(column)
    }
  }

  /// Writes the settings that differ from `before` into a configuration file, and returns a line about it.
  public func save(over before: ScreenSettings, in path: String) throws -> String {
    try ConfigurationText(path: path).edit { tables in
      if palette != before.palette {
        try tables.set([("theme", TOMLText.string(palette.name))], in: nil)
      }
      var values: [(key: String, value: String)] = []
      if density != before.density { values.append(("density", TOMLText.string(density.rawValue))) }
      if range != before.range { values.append(("range", TOMLText.string(range.word))) }
      if hiddenColumns != before.hiddenColumns {
        let names = TableColumn.allCases.filter(hiddenColumns.contains).map { TOMLText.string($0.rawValue) }
        values.append(("hidden_columns", "[" + names.joined(separator: ", ") + "]"))
      }
      if !values.isEmpty { try tables.set(values, in: "screen") }
    }
    return "Saved in \(path)"
  }
}
