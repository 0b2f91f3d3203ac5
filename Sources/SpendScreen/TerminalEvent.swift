public enum TerminalEvent: Hashable, Sendable {
  case key(Key)
  case resized
  /// The person looks at this terminal from now on, or at something else.
  case focus(Bool)
  /// The descriptor given to `wait` has something to read.
  case readable
  /// The process received a request to end, or the terminal was closed.
  case stop
}
