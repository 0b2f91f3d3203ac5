/// Exit statuses, as scripts see them.
public enum ExitStatus: Int32, Error {
  case fine = 0
  /// `verify` found a difference.
  case difference = 1
  case usage = 2
  /// Something could not be read or written.
  case unreadable = 3
  /// Another collector holds the database.
  case busy = 75
  /// Stopped by a signal before its end.
  case hungUp = 129, interrupted = 130, terminated = 143
}
