public import SpendScreen

/// What another thread has to tell the person at the screen. Only the loop writes to the terminal.
public enum Announcement: Hashable, Sendable {
  case line(String)
  case ring(Ring)
}
