import SpendCore

/// A wrapper that is a JSON object with the record in one of its fields.
final class RecordWrapper: Wrapper {
  let name: StaticString
  let title: String
  /// Members that the object has: one of each list.
  let marks: [[FieldPath]]
  /// Members that the object does not have.
  let lacks: [FieldPath]
  /// Fields that may hold the record, in this order; the first that holds one is read.
  let contents: [FieldPath]
  /// The field is a list of pairs of a time and a text, each a record.
  let holdsPairs: Bool
  /// The field is a list of objects with the record in base64.
  let holdsItems: Bool
  /// A text without a line break at its end is the first part of a longer one.
  let splitsText: Bool
  let samples: [String]

  init(
    name: StaticString, title: String, marks: [[FieldPath]], lacks: [FieldPath] = [], contents: [FieldPath],
    holdsPairs: Bool = false, holdsItems: Bool = false, splitsText: Bool = false, samples: [String]
  ) {
    self.name = name
    self.title = title
    self.marks = marks
    self.lacks = lacks
    self.contents = contents
    self.holdsPairs = holdsPairs
    self.holdsItems = holdsItems
    self.splitsText = splitsText
    self.samples = samples
  }

  func recognises(_ json: JSONIndex) -> Bool {
    marks.allSatisfy { $0.contains { json[$0].exists } } && !lacks.contains { json[$0].exists }
      && contents.contains { Self.mayHoldRecord(json, json[$0]) }
  }

  private static func mayHoldRecord(_ json: JSONIndex, _ node: JSONIndex.Node) -> Bool {
    json.isString(node) || json.isObject(node) || json.isArray(node)
  }

  /// Adds the fields that may hold a record to the context's contents.
  func open(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    if holdsPairs { return try openPairs(json, context) }
    if holdsItems { return try openItems(json, context) }
    for path in contents {
      guard var content = Self.content(json, json[path]) else { continue }
      if path.isText, content.form != .text { continue }
      if path.isBase64 { content.form = .base64 }
      if content.form == .text { content.part = part(json, content) }
      context.contents.append(content)
    }
  }

  private func openPairs(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    for path in contents {
      try json.forEachElement(json[path]) { pair throws(LineRejection) in
        guard pair.first == UInt8(ascii: "[") else { return }
        try context.element.index(pair)
        // The time, the line, and metadata in newer versions.
        var texts: [UnsafeRawBufferPointer] = []
        try context.element.forEachElement(.root) { element throws(LineRejection) in
          guard texts.count < 2, element.count >= 2, element.first == UInt8(ascii: "\"") else { return }
          texts.append(UnsafeRawBufferPointer(rebasing: element[1..<(element.count - 1)]))
        }
        guard texts.count == 2 else { return }
        var content = WrappedContent(bytes: texts[1], isEscaped: true)
        content.time = Timestamp.epoch(texts[0])
        context.contents.append(content)
      }
    }
  }

  private func openItems(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    let item = context.element
    for path in contents where json.isArray(json[path]) {
      try json.forEachObject(json[path], in: item) { () throws(LineRejection) in
        let data = item.first(.root, "data", "Data")
        guard item.isString(data) else { return }
        var content = WrappedContent(bytes: item.bytes(data), form: .base64)
        content.time = item.time(
          item.first(.root, "approximateArrivalTimestamp", "ApproximateArrivalTimestamp"))
        context.contents.append(content)
      }
    }
  }

  static func content(_ json: JSONIndex, _ node: JSONIndex.Node) -> WrappedContent? {
    let bytes = json.bytes(node)
    switch json.kind(node) {
    case .string: return WrappedContent(bytes: bytes)
    case .escapedString: return WrappedContent(bytes: bytes, isEscaped: true)
    case .object: return WrappedContent(bytes: bytes, form: .json)
    case .array:
      let first = bytes.dropFirst().first { $0 > 0x20 }
      if first == UInt8(ascii: "{") { return WrappedContent(bytes: bytes, form: .json) }
      if first == UInt8(ascii: "\"") { return argument(json, node) ?? firstText(bytes) }
      if let first, first &- 0x30 <= 9 { return WrappedContent(bytes: bytes, form: .byteList) }
      return nil
    default: return nil
    }
  }

  /// The first object among the arguments of a call that a console logs behind a text, or the first text of one.
  private static func argument(_ json: JSONIndex, _ list: JSONIndex.Node) -> WrappedContent? {
    var content: WrappedContent?
    try? json.forEachElement(list) { element throws(LineRejection) in
      guard content == nil else { return }
      if element.first == UInt8(ascii: "{") {
        content = WrappedContent(bytes: element, form: .json)
      } else if FieldText(element).hasPrefix("\"{\\\"") {
        let text = UnsafeRawBufferPointer(rebasing: element[1..<(element.count - 1)])
        content = WrappedContent(bytes: text, isEscaped: true)
      }
    }
    return content
  }

  /// The first text of a list of texts, as consoles of workers log the arguments of a call.
  private static func firstText(_ list: UnsafeRawBufferPointer) -> WrappedContent? {
    guard let quote = list.firstIndex(of: UInt8(ascii: "\"")) else { return nil }
    var end = quote + 1
    var isEscaped = false
    while end < list.count, list[end] != UInt8(ascii: "\"") {
      let isBackslash = list[end] == UInt8(ascii: "\\")
      isEscaped = isEscaped || isBackslash
      end += isBackslash ? 2 : 1
    }
    guard end < list.count else { return nil }
    let text = UnsafeRawBufferPointer(rebasing: list[(quote + 1)..<end])
    return WrappedContent(bytes: text, isEscaped: isEscaped)
  }

  private func part(_ json: JSONIndex, _ content: WrappedContent) -> WrappedContent.Part {
    if splitsText { return Self.endsLine(content.bytes) ? .last : .unfinished }
    for path in Self.partialFlags {
      let flag = json[path]
      guard flag.exists else { continue }
      if json.equals(flag, "P") || json.truth(flag) == true {
        return Self.lastFlags.contains { json.truth(json[$0]) == true } ? .last : .unfinished
      }
      return .last
    }
    // journald marks the parts of a long line but the last one.
    if json.equals(json[.root, named: Self.lineBreak], "line-max") { return .unfinished }
    return marksParts ? .last : .whole
  }

  private static let lineBreak: JSONIndex.Name = "_LINE_BREAK"

  /// The last part of a split line has no mark.
  private var marksParts: Bool { self === RecordWrapper.journal || self === RecordWrapper.vector }

  private static let partialFlags: [FieldPath] = [
    "_p", "logtag", "partial_message", "CONTAINER_PARTIAL_MESSAGE", "_partial",
  ]
  private static let lastFlags: [FieldPath] = ["partial_last", "CONTAINER_PARTIAL_LAST"]

  private static func endsLine(_ text: UnsafeRawBufferPointer) -> Bool {
    text.count >= 2 && text[text.count - 1] == UInt8(ascii: "n") && text[text.count - 2] == UInt8(ascii: "\\")
  }

  // MARK: Fields

  /// A time in a logger's form, or the only one of a list as search results have it.
  private static func listedTime(
    _ json: JSONIndex, _ node: JSONIndex.Node, _ context: LineContext
  ) -> Instant? {
    guard json.isArray(node) else { return LogTime.instant(json.text(node), context) }
    return firstText(json.bytes(node)).flatMap { Timestamp.parse($0.bytes) }
  }

  /// Reads what the wrapper states about the line.
  static func fields(_ json: JSONIndex, _ context: LineContext) -> WrapperFields {
    var fields = WrapperFields()
    for path in timePaths {
      let node = json[path]
      guard node.exists, let time = json.time(node) ?? listedTime(json, node, context) else { continue }
      fields.time = time
      break
    }
    fields.host = first(json, hostPaths)
    fields.service = first(json, servicePaths)
    fields.pod = first(json, podPaths)
    fields.namespace = first(json, namespacePaths)
    fields.container = first(json, containerPaths)
    fields.stream = first(json, streamPaths)
    fields.streamID = first(json, streamIDs)
    // The unit is that of the container engine.
    if json[.root, named: containerName].exists { fields.service = .empty }
    if let environment = environment(json) { fields.environment = environment }
    fields.process = process(json, context)
    fields.thread = json.text(json.first(.root, threads))
    return fields
  }

  private static func first(_ json: JSONIndex, _ paths: [FieldPath]) -> FieldText {
    for path in paths {
      let node = json[path]
      let text =
        json.isArray(node) ? firstText(json.bytes(node)).map { FieldText($0.bytes) } : json.text(node)
      if let text, !text.isEmpty { return text }
    }
    return .empty
  }

  private static let containerName: JSONIndex.Name = "CONTAINER_NAME"

  /// The container, log stream or file, and the process in it.
  private static func process(_ json: JSONIndex, _ context: LineContext) -> FieldText {
    var source = json.text(json.first(.root, sources))
    if source.isEmpty { source = first(json, sourcePaths) }
    let file = json.text(json[.root, named: file])
    if source.isEmpty, file.hasPrefix("/") { source = file }
    let process = json.text(json.first(.root, processes))
    return source.isEmpty ? process : process.isEmpty ? source : context.text(source, FieldText(" "), process)
  }

  /// The value of the tag `env` of Datadog.
  private static func environment(_ json: JSONIndex) -> FieldText? {
    let tags = json.first(.root, tags)
    guard json.isString(tags) || json.isArray(tags) else { return nil }
    let text = json.bytes(tags)
    guard let start = FieldText(text).end(of: "env:"),
      start == 4 || start > 4 && "\", ".utf8.contains(text[start - 5])
    else { return nil }
    let value = text[start...].prefix { !"\",] ".utf8.contains($0) }
    return value.isEmpty ? nil : FieldText(UnsafeRawBufferPointer(rebasing: value))
  }

  private static let tags: JSONIndex.Names = ["ddtags", "tags"]
  private static let file: JSONIndex.Name = "file"
  private static let threads: JSONIndex.Names = ["thread_name", "threadName", "thread"]
  private static let processes: JSONIndex.Names = ["_PID", "pid", "process_id", "ProcessId"]
  private static let sources: JSONIndex.Names = [
    "container_id", "_container_id", "ContainerID", "ContainerId", "logStreamName", "@logStream", "logStream",
    "_STREAM_ID", "filename", "instanceId", "tag",
  ]
  private static let sourcePaths: [FieldPath] = [
    "log.file.path", "container.id", "kubernetes.docker_id", "labels.instanceId", "labels.instance",
    "stream.instance", "stream.filename", "resource.labels.instance_id", "fly.app.instance", "process.pid",
  ]

  /// Ids that the lines of one answer share.
  private static let streamIDs: [FieldPath] = [
    "request_id", "requestId", "stream_id", "span_id", "spanId", "trace_id", "correlation_id", "req_id",
    "run_id", "session_id", "conversation_id", "thread_id", "reqId",
  ]
  static let timePaths: [FieldPath] = [
    "timestamp", "@timestamp", "time", "ts", "date", "TimeGenerated", "__REALTIME_TIMESTAMP",
    "_SOURCE_REALTIME_TIMESTAMP", "_time", "Timestamp", "TimestampMs", "@t", "dt", "datetime", "asctime",
    "eventTime", "publishTime", "time_iso8601", "created_at", "Time", "_ts", "message.publishTime",
    "attributes.timestamp", "_source.@timestamp", "result._time", "record.time.timestamp",
    "instant.epochSecond", "start_time", "start_timestamp", "received_at", "_messagetime", "timestampInMs",
    "TimeStamp", "EnqueuedTimeUtc",
    "fields.@timestamp",
  ]
  private static let streamPaths: [FieldPath] = ["stream", "source"]
  private static let hostPaths: [FieldPath] = [
    "host.name", "host.hostname", "host", "hostname", "_HOSTNAME", "Computer", "kubernetes.host",
    "kubernetes.node.name", "kubernetes.pod_node_name", "HostName", "_host", "attributes.host",
    "_source.host.name", "_source.host", "result.host", "agent.hostname", "labels.host", "source_host",
    "nodeName", "hostName", "HOSTNAME", "MachineName", "AppRoleInstance", "stream.host", "stream.node_name",
    "labels.compute.googleapis.com/resource_name", "fields.host.name", "@host", "_sourcehost",
  ]
  private static let servicePaths: [FieldPath] = [
    "service.name", "service", "_SYSTEMD_UNIT", "SYSLOG_IDENTIFIER", "kubernetes.labels.app",
    "kubernetes.labels.app.kubernetes.io/name", "labels.app", "labels.service_name", "app", "_app",
    "ecs_task_definition", "resource.labels.service_name", "attributes.service", "ContainerAppName_s",
    "attrs.com.docker.compose.service", "program", "appname", "Application", "AppRoleName", "fly.app.name",
    "resource.labels.module_id", "stream.app", "stream.service_name",
  ]
  private static let podPaths: [FieldPath] = [
    "kubernetes.pod_name", "kubernetes.pod.name", "PodName", "pod", "labels.pod", "resource.labels.pod_name",
    "pod_name", "podName", "stream.pod", "fields.pod", "k8s.pod.name",
  ]
  private static let namespacePaths: [FieldPath] = [
    "kubernetes.namespace_name", "kubernetes.namespace", "kubernetes.pod_namespace", "PodNamespace",
    "namespace", "labels.namespace", "resource.labels.namespace_name", "namespace_name",
    "stream.namespace", "fields.namespace", "k8s.namespace.name",
  ]
  private static let containerPaths: [FieldPath] = [
    "kubernetes.container_name", "kubernetes.container.name", "ContainerName", "container_name",
    "container.name", "CONTAINER_NAME", "labels.container", "resource.labels.container_name", "attrs.tag",
    "containerName", "_container_name", "stream.container", "fields.container_name",
  ]
}
