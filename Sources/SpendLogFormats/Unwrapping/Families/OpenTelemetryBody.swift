/// Log records in OTLP/JSON whose body is a record: as text, or as the list of its members.
struct OpenTelemetryBody: Wrapper {
  var name: StaticString { "otlp-log" }
  var title: String { "OpenTelemetry log records (OTLP/JSON) with a record in their body" }

  private static let deepest = 8

  /// The content of a body; nil when it is neither text nor members.
  static func content(_ json: JSONIndex, _ body: JSONIndex.Node, _ context: LineContext) -> WrappedContent? {
    let text = json[body, "stringValue"]
    if json.isString(text) { return RecordWrapper.content(json, text) }
    guard json.isObject(json[body, "kvlistValue"]) else { return nil }
    var bytes: [UInt8] = []
    guard (try? write(json, body, to: &bytes, depth: 0)) == true else { return nil }
    return WrappedContent(bytes: context.copy(bytes), form: .json)
  }

  /// The content that a list of attributes is; nil without any.
  static func members(_ json: JSONIndex, _ list: JSONIndex.Node, _ context: LineContext) -> WrappedContent? {
    var bytes: [UInt8] = []
    guard json.isArray(list), (try? write(json, values: list, isList: false, to: &bytes, depth: 0)) != nil,
      bytes.count > 2
    else { return nil }
    return WrappedContent(bytes: context.copy(bytes), form: .json)
  }

  /// Writes a value as the JSON that it stands for. False for kinds that JSON lacks.
  private static func write(
    _ json: JSONIndex, _ value: JSONIndex.Node, to bytes: inout [UInt8], depth: Int
  ) throws(LineRejection) -> Bool {
    guard depth < deepest else { return false }
    let text = json[value, "stringValue"]
    if json.isString(text) {
      bytes.append(UInt8(ascii: "\""))
      bytes.append(contentsOf: json.bytes(text))
      bytes.append(UInt8(ascii: "\""))
      return true
    }
    for name in ["intValue", "doubleValue", "boolValue"] as [StaticString] where json[value, name].exists {
      bytes.append(contentsOf: json.bytes(json[value, name]))
      return true
    }
    let isList = json.isObject(json[value, "arrayValue"])
    let values = isList ? json[value, "arrayValue", "values"] : json[value, "kvlistValue", "values"]
    guard isList || json.isObject(json[value, "kvlistValue"]) else { return false }
    try write(json, values: values, isList: isList, to: &bytes, depth: depth)
    return true
  }

  private static func write(
    _ json: JSONIndex, values: JSONIndex.Node, isList: Bool, to bytes: inout [UInt8], depth: Int
  ) throws(LineRejection) {
    bytes.append(UInt8(ascii: isList ? "[" : "{"))
    let element = JSONIndex()
    var isFirst = true
    try json.forEachObject(values, in: element) { () throws(LineRejection) in
      let known = bytes.count
      if !isFirst { bytes.append(UInt8(ascii: ",")) }
      if !isList {
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: element.bytes(element[.root, "key"]))
        bytes.append(contentsOf: "\":".utf8)
      }
      if try write(element, isList ? .root : element[.root, "value"], to: &bytes, depth: depth + 1) {
        isFirst = false
      } else {
        bytes.removeLast(bytes.count - known)
      }
    }
    bytes.append(UInt8(ascii: isList ? "]" : "}"))
  }

  var samples: [String] {
    [
      #"{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeLogs":[{"logRecords":[{"timeUnixNano":"1790064000500000000","body":{"stringValue":"RECORD"}}]}]}]}"#
    ]
  }
}
