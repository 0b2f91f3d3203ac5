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
      let list = candidate[.root, "groundingMetadata", "webSearchQueries"]
      try candidate.forEachElement(list) { query throws(LineRejection) in
        guard query.first == UInt8(ascii: "\""), query.count > 2 else { return }
        var text: [UInt8] = []
        FieldText(UnsafeRawBufferPointer(rebasing: query[1..<query.count - 1]), isEscaped: true)
          .append(to: &text)
        if text.contains(where: { $0 > 0x20 }) { queries.insert(text) }
      }
    }
    return Int32(clamping: queries.count)
  }
}
