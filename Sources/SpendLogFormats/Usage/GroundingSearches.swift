import SpendCore

/// Searches that Google bills for a grounded answer: one for a prompt up to Gemini 2.5, each different
/// query that is not empty from Gemini 3 on.
enum GroundingSearches {
  static func count(
    _ json: JSONIndex, _ candidates: JSONIndex.Node, model: FieldText, _ context: LineContext
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
    let billed = generation(of: model) >= 3 ? queries.count : min(1, queries.count)
    return Int32(clamping: billed)
  }

  /// The number behind `gemini-`; 0 for names without one.
  private static func generation(of model: FieldText) -> Int {
    guard let end = model.end(of: "gemini-") else { return 0 }
    let digits = model.bytes[end...].prefix { (0x30...0x39).contains($0) }.prefix(4)
    return digits.reduce(0) { $0 * 10 + Int($1 &- 0x30) }
  }
}
