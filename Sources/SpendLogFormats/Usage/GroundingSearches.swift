import SpendCore

/// Searches of a grounded answer: the different queries that are not empty. The price book states for which
/// models a request is billed for one search, however many queries it had.
enum GroundingSearches {
  static func count(
    _ json: JSONIndex, _ candidates: JSONIndex.Node, _ context: LineContext
  ) throws(LineRejection) -> Int32? {
    guard json.isArray(candidates), FieldText(json.bytes(candidates)).contains("webSearchQueries") else {
      return nil
    }
    var queries: Set<[UInt8]> = []
    let candidate = context.element
    try json.forEachObject(candidates, in: candidate) { () throws(LineRejection) in
      try add(candidate, candidate[.root, "groundingMetadata", "webSearchQueries"], to: &queries)
    }
    return Int32(clamping: queries.count)
  }

  /// Searches of an interaction: those that its usage counts, else the queries of its steps.
  static func count(
    _ json: JSONIndex, interaction body: JSONIndex.Node, _ context: LineContext
  ) throws(LineRejection) -> Int32? {
    let item = context.element
    let counts = json[body, "usage", "grounding_tool_count"]
    if json.isArray(counts) {
      var searches: Int64 = 0
      try json.forEachObject(counts, in: item) { () throws(LineRejection) in
        guard item.equals(item[.root, "type"], "google_search") else { return }
        searches += Int64(try item.count(item[.root, "count"]) ?? 0)
      }
      return Int32(clamping: searches)
    }
    let steps = json.first(body, "steps", "outputs")
    guard json.isArray(steps), FieldText(json.bytes(steps)).contains("google_search_call") else { return nil }
    var queries: Set<[UInt8]> = []
    try json.forEachObject(steps, in: item) { () throws(LineRejection) in
      guard item.equals(item[.root, "type"], "google_search_call") else { return }
      try add(item, item[.root, "arguments", "queries"], to: &queries)
    }
    return Int32(clamping: queries.count)
  }

  /// Adds the queries of a list that are not empty.
  private static func add(
    _ json: JSONIndex, _ list: JSONIndex.Node, to queries: inout Set<[UInt8]>
  ) throws(LineRejection) {
    try json.forEachElement(list) { query throws(LineRejection) in
      guard query.first == UInt8(ascii: "\""), query.count > 2 else { return }
      var text: [UInt8] = []
      FieldText(UnsafeRawBufferPointer(rebasing: query[1..<query.count - 1]), isEscaped: true)
        .append(to: &text)
      if text.contains(where: { $0 > 0x20 }) { queries.insert(text) }
    }
  }
}
