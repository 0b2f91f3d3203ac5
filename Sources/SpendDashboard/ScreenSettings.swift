public import SpendScreen

/// Settings of the screen that a person changes on the screen and keeps in the configuration.
public struct ScreenSettings: Sendable, Hashable {
  /// Use of space by panels.
  public enum Density: String, Sendable, Hashable, CaseIterable {
    /// Panels have a border.
    case normal
    /// Panels have a line with their title: a row and two columns more for content.
    case compact
  }

  public var palette = Palette.dark
  /// Palettes to choose from: those of the program, then those of the configuration.
  public var palettes = Palette.standard
  public var density = Density.normal
  /// The time range at the start.
  public var range = WindowChoice.day
  /// Columns that the tables leave out.
  public var hiddenColumns: Set<TableColumn> = []

  public init() {}
}
