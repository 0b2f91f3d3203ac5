import SpendCore

/// A wrapper that is text before a record.
protocol LineWrapper: Wrapper {
  /// Finds the content of a line. Nil when the line has another form.
  func open(_ line: UnsafeRawBufferPointer, _ context: LineContext) -> OpenedLine?
}
