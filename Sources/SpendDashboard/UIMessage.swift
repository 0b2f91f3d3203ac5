public import SpendScreen

/// A message from another thread for the person at the screen. Only the UI loop writes to the terminal.
public enum UIMessage: Hashable, Sendable {
  case line(String)
  /// A line that stays until it is put away.
  case notice(String)
  case ring(BellSignal)
}
