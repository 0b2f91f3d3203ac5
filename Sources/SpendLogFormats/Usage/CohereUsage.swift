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
    let text = try json.count(json[units, "input_tokens"])
    let output = try json.count(json[units, "output_tokens"])
    let image = try json.count(json[units, "image_tokens"])
    draft.units = json.units(.rerank, json[units, "search_units"])
    // Earlier models are billed by the picture and the classification, which have no price.
    let isUncounted = text == nil && output == nil && image == nil && draft.units == nil
    if isUncounted, json.first(units, "images", "classifications").exists { return }
    // Tokens of pictures lie beside those of texts.
    draft.tokens.input = Int32(clamping: Int64(text ?? 0) + Int64(image ?? 0))
    draft.tokens.output = output ?? 0
    draft.tokens.imageIn = image
  }
}
