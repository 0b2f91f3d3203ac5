import SpendCore

/// The part of a wrapped line that may hold a record, where it lies in the line.
struct WrappedContent {
  var bytes: UnsafeRawBufferPointer
  /// A JSON string with backslashes in it.
  var isEscaped = false
  var form = Form.text
  /// Position of the content in a record that was split over several lines.
  var part = Part.whole
  /// The content's own time in a list of several.
  var time: Instant?

  enum Form {
    /// Text, read as a line of its own.
    case text
    /// A JSON object or list.
    case json
    /// Base64 of a text.
    case base64
    /// The bytes of a text as a list of numbers.
    case byteList
  }

  enum Part {
    case whole
    /// More of the record follows in a later line of the same stream.
    case unfinished
    /// The last part, if parts of the same stream came before.
    case last
  }
}
