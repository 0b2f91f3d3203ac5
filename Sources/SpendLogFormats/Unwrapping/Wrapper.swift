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

/// The fields that a wrapper states about the line inside: defaults for what the record lacks.
struct WrapperFields {
  var time: Instant?
  var host = FieldText.empty
  var pod = FieldText.empty
  var namespace = FieldText.empty
  var container = FieldText.empty
  var service = FieldText.empty
  /// Output stream of the process: `stdout` or `stderr`.
  var stream = FieldText.empty
  /// An id that all lines of one answer share.
  var streamID = FieldText.empty

  /// Fills in what the event's own record leaves open.
  func fill(_ draft: inout EventDraft) {
    if draft.time == nil { draft.time = time }
    if draft.host.isEmpty { draft.host = host.isEmpty ? pod : host }
    if draft.environment.isEmpty { draft.environment = namespace }
    if draft.project.isEmpty { draft.project = service.isEmpty ? container : service }
  }

  /// Takes the fields of a wrapper further out for those that are open.
  mutating func fillBlanks(from outer: WrapperFields) {
    time = time ?? outer.time
    if host.isEmpty { host = outer.host }
    if pod.isEmpty { pod = outer.pod }
    if namespace.isEmpty { namespace = outer.namespace }
    if container.isEmpty { container = outer.container }
    if service.isEmpty { service = outer.service }
    if stream.isEmpty { stream = outer.stream }
    if streamID.isEmpty { streamID = outer.streamID }
  }

  /// The process and the output stream that the line came from.
  func origin(_ context: LineContext) -> FieldText {
    if pod.isEmpty, container.isEmpty, host.isEmpty { return stream }
    return context.text(stream, pod, container, host)
  }

  /// The value of a field by its name in attribution rules; nil for other names.
  func named(_ name: [UInt8]) -> FieldText? {
    for (known, value) in [
      ("host", host), ("pod", pod), ("namespace", namespace), ("container", container), ("service", service),
    ] as [(StaticString, FieldText)]
    where name.count == known.utf8CodeUnitCount && name.withUnsafeBytes({ FieldText($0).equals(known) }) {
      return value
    }
    return nil
  }
}

/// A kind of wrapper: what a logger, a container runtime or a log shipper puts around a line.
public protocol Wrapper: Sendable {
  /// The name that `formats detect -v` shows.
  var name: StaticString { get }
  /// The products that write it.
  var title: String { get }
  /// Wrapped lines with the record replaced by `RECORD` (as it is) or `"RECORD"` (as a JSON string).
  var samples: [String] { get }
}

/// A wrapper that is text before a record.
protocol LineWrapper: Wrapper {
  /// Finds the content of a line. Nil when the line has another form.
  func open(_ line: UnsafeRawBufferPointer, _ context: LineContext) -> OpenedLine?
}

/// A line without the text before its record.
struct OpenedLine {
  var fields: WrapperFields
  var content: WrappedContent
  /// The line's form alone proves the wrapper, whatever the content is.
  var isProven = false
}
