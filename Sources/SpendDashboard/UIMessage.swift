public import SpendScreen

/// A message from another thread for the person at the screen. Only the UI loop writes to the terminal.
public enum UIMessage: Hashable, Sendable {
  case line(String)
  case ring(BellSignal)
}
