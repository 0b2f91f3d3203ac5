import SpendAlerts
import SpendCore
public import SpendScreen

/// Side effects requested by an event.
public enum Effect: Hashable, Sendable {
  case quit
  /// New facts are wanted.
  case ask(SnapshotRequest)
  /// So many requests are wanted for the list.
  case want(Int)
  /// Facts are wanted no more, or again.
  case pause(Bool)
  case redraw
  /// A text is to be written into a file of this name.
  case export(name: String, text: String)
  /// A text is to go to the clipboard.
  case copy(String)
  /// A view is to be kept: the lines of the palette that make it.
  case save(name: String, line: String)
  /// An acknowledgement or silence of an alert.
  case say(AlertCommand)
  /// Colours for the terminal.
  case use(Palette)
  /// Settings are to be kept.
  case saveSettings(ScreenSettings, before: ScreenSettings)
  case suspend
}
