/// Exports that hold their records in a list, and the list in an object: `{"data":[…],"next":null}`.
public enum WrappedList {
  private static let names: [StaticString] = [
    "data", "events", "logs", "records", "result", "results", "rows", "items", "observations", "entries",
    "requests",
    "generations", "batch", "value", "logEvents", "Records", "hits", "streams", "Logs", "calls", "llm_calls",
    "transactions", "Items", "list", "history", "completions", "spans", "responses",
  ]

  /// Members of answers, whose lists are parts of one request.
  private static let marksOfAnswers: [StaticString] = ["object", "created"]

  public static func isName(_ key: UnsafeRawBufferPointer) -> Bool {
    let key = FieldText(name: key)
    return names.contains { key.equals($0) }
  }

  public static func marksAnswer(_ key: UnsafeRawBufferPointer) -> Bool {
    let key = FieldText(name: key)
    return marksOfAnswers.contains { key.equals($0) }
  }

  /// The objects in the lists of a record that is only a container.
  static func elements(
    of json: JSONIndex, _ context: LineContext
  ) throws(LineRejection) -> [UnsafeRawBufferPointer] {
    var elements: [UnsafeRawBufferPointer] = []
    for name in names {
      var list = json[.root, name]
      // Search results are lists in objects of the same name, query results in one of a name of its own.
      if json.isObject(list) { list = json.first(list, name, "result") }
      guard json.isArray(list) else { continue }
      try json.forEachElement(list) { element throws(LineRejection) in
        if element.first == UInt8(ascii: "{") {
          elements.append(element)
        } else if element.first == UInt8(ascii: "["), let row = try row(element, context) {
          elements.append(row)
        }
      }
    }
    // Graylog's search results; other lists of messages are conversations.
    if json[.root, "total_results"].exists {
      try json.forEachElement(json[.root, "messages"]) { element throws(LineRejection) in
        if element.first == UInt8(ascii: "{") { elements.append(element) }
      }
    }
    // A browser's archive of requests.
    try json.forEachElement(json[.root, "log", "entries"]) { element throws(LineRejection) in
      if element.first == UInt8(ascii: "{") { elements.append(element) }
    }
    return elements
  }

  /// A row of CloudWatch Insights, a list of fields with a name and a value each, as one object; nil for other lists.
  private static func row(
    _ list: UnsafeRawBufferPointer, _ context: LineContext
  ) throws(LineRejection) -> UnsafeRawBufferPointer? {
    let index = context.element
    try index.index(list)
    var bytes: [UInt8] = []
    try index.forEachObject(.root, in: context.leaf) { () throws(LineRejection) in
      let field = context.leaf[.root, "field"]
      let value = context.leaf[.root, "value"]
      guard context.leaf.isString(field), context.leaf.isString(value) else { return }
      bytes.append(UInt8(ascii: bytes.isEmpty ? "{" : ","))
      for (text, end) in [(field, ":"), (value, "")] as [(JSONIndex.Node, String)] {
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: context.leaf.bytes(text))
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: end.utf8)
      }
    }
    guard !bytes.isEmpty else { return nil }
    bytes.append(UInt8(ascii: "}"))
    return context.copy(bytes)
  }
}
