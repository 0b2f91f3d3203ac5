/// Settings being changed over the screen, which shows each change at once.
public struct SettingsForm: Sendable, Hashable {
  /// The settings that Esc restores.
  let before: ScreenSettings
  var selection = 0

  init(_ settings: ScreenSettings) { before = settings }

  /// A line of the form.
  enum Row: Hashable {
    case palette, density, range
    case column(TableColumn)
  }

  static let rows: [Row] = [.palette, .density, .range] + TableColumn.allCases.map { .column($0) }

  mutating func move(by step: Int) { selection = min(max(0, selection + step), Self.rows.count - 1) }

  /// Returns the settings with the next or previous value of the selected row.
  func changed(_ settings: ScreenSettings, by step: Int) -> ScreenSettings {
    var settings = settings
    switch Self.rows[selection] {
    case .palette: settings.palette = Self.next(settings.palette, of: settings.palettes, by: step)
    case .density: settings.density = Self.next(settings.density, by: step)
    case .range: settings.range = Self.next(settings.range, by: step)
    case .column(let column):
      if settings.hiddenColumns.remove(column) == nil { settings.hiddenColumns.insert(column) }
    }
    return settings
  }

  private static func next<Value: CaseIterable & Equatable>(_ value: Value, by step: Int) -> Value {
    next(value, of: Array(Value.allCases), by: step)
  }

  private static func next<Value: Equatable>(_ value: Value, of all: [Value], by step: Int) -> Value {
    all[((all.firstIndex(of: value) ?? 0) + step + all.count) % all.count]
  }
}
