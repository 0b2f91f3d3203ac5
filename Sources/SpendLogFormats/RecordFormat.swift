import SpendCore

/// A format whose lines are JSON objects with a meaning as a whole.
protocol RecordFormat: LogFormat {
  /// Indicates whether a file with a record of the format is written by one tool alone: its other lines
  /// contain no usage, whatever their members are called.
  var ownsFile: Bool { get }
  func recognises(_ json: JSONIndex) -> Bool
  /// Adds the line's events to `context.drafts`; none when the line is valid and not usage.
  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection)
}

extension RecordFormat {
  var ownsFile: Bool { false }
}
