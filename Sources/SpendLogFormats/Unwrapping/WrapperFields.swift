import SpendCore

/// The fields that a wrapper states about the line inside: defaults for what the record lacks.
struct WrapperFields {
  var time: Instant?
  var host = FieldText.empty
  var pod = FieldText.empty
  var namespace = FieldText.empty
  var container = FieldText.empty
  var service = FieldText.empty
  /// The environment that the wrapper states besides a namespace.
  var environment = FieldText.empty
  /// Output stream of the process: `stdout` or `stderr`.
  var stream = FieldText.empty
  /// An id that all lines of one answer share.
  var streamID = FieldText.empty
  /// What tells the processes of one container, host or service apart: an id, a file, the source of the log.
  var process = FieldText.empty
  /// The same of a wrapper further out.
  var outerProcess = FieldText.empty
  /// The thread or the call that wrote the line. The lines of one answer may have several.
  var thread = FieldText.empty
  /// The wrapper has a date in no form that is read.
  var isTimeUnread = false

  /// Fills in what the event's own record leaves open.
  func fill(_ draft: inout EventDraft) {
    if draft.time == nil { draft.time = time }
    if draft.host.isEmpty { draft.host = host.isEmpty ? pod : host }
    if draft.environment.isEmpty { draft.environment = environment.isEmpty ? namespace : environment }
    if draft.project.isEmpty { draft.project = service.isEmpty ? container : service }
  }

  /// Takes the fields of a wrapper further out for those that are open.
  mutating func fillBlanks(from outer: WrapperFields) {
    time = time ?? outer.time
    if host.isEmpty { host = outer.host }
    if pod.isEmpty { pod = outer.pod }
    if namespace.isEmpty { namespace = outer.namespace }
    if container.isEmpty { container = outer.container }
    if environment.isEmpty { environment = outer.environment }
    if service.isEmpty { service = outer.service }
    if stream.isEmpty { stream = outer.stream }
    if streamID.isEmpty { streamID = outer.streamID }
    if process.isEmpty {
      process = outer.process
      outerProcess = outer.outerProcess
    } else if outerProcess.isEmpty {
      outerProcess = outer.process
    }
    if thread.isEmpty { thread = outer.thread }
  }

  /// The process and the output stream that the line came from.
  func origin(_ context: LineContext) -> FieldText {
    let place = context.text(stream, pod, container, host)
    if service.isEmpty, process.isEmpty, outerProcess.isEmpty { return place }
    return context.text(place, FieldText("|"), service, process, outerProcess)
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
