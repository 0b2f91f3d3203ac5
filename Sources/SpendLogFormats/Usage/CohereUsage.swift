import SpendCore

/// Cohere's billed units. The token counts beside them include a template and are for information.
enum CohereUsage {
  /// The billed units of an answer: of chat under `usage`, of all else under `meta`.
  static func units(_ json: JSONIndex, _ body: JSONIndex.Node) -> JSONIndex.Node {
    let current = json[body, "usage", "billed_units"]
    return json.isObject(current) ? current : json[body, "meta", "billed_units"]
  }

  static func read(
    _ json: JSONIndex, _ units: JSONIndex.Node, _ draft: inout EventDraft
  ) throws(LineRejection) {
    draft.tokens.input = try json.count(json[units, "input_tokens"]) ?? 0
    draft.tokens.output = try json.count(json[units, "output_tokens"]) ?? 0
    draft.tokens.imageIn = try json.count(json[units, "image_tokens"])
    draft.units = json.units(.rerank, json[units, "search_units"])
  }
}
