import SpendCore

/// A line without the text before its record.
struct OpenedLine {
  var fields: WrapperFields
  var content: WrappedContent
  /// The line's form alone proves the wrapper, whatever the content is.
  var isProven = false
  /// The text behind the content, which holds another record.
  var rest: UnsafeRawBufferPointer?
}
