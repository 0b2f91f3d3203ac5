/// Scan state of a stream whose lines may be elements of a list.
public enum ArrayScanState: Int, Codable, Sendable {
  case outside
  case inList
  /// In a list that is a member of the object around it.
  case inWrapper
  /// Behind such a list, in what is left of the object.
  case afterArray
  /// In a line that is too long to keep.
  case inLongLine
}

/// Exports that hold their records in a list, and the list in an object: `{"data":[…],"next":null}`.
public enum WrappedList {
  private static let names: [StaticString] = [
    "data", "events", "logs", "records", "result", "results", "rows", "items", "observations", "entries",
    "requests",
    "generations", "batch", "value", "logEvents", "Records", "hits", "streams", "Logs",
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
  static func elements(of json: JSONIndex) throws(LineRejection) -> [UnsafeRawBufferPointer] {
    var elements: [UnsafeRawBufferPointer] = []
    for name in names {
      var list = json[.root, name]
      // Search results are lists in objects of the same name, query results in one of a name of its own.
      if json.isObject(list) { list = json.first(list, name, "result") }
      guard json.isArray(list) else { continue }
      try json.forEachElement(list) { element throws(LineRejection) in
        if element.first == UInt8(ascii: "{") { elements.append(element) }
      }
    }
    return elements
  }
}
