import SpendCore

/// Mistral's reader of documents: billed by the page.
///
/// Source: mistralai Python SDK, `models/ocrusageinfo.py`.
struct MistralOCRFormat: ResponseFormat {
  var name: StaticString { "mistral-ocr" }
  var title: String { "Mistral OCR" }
  var recognisedBy: String { "usage_info.pages_processed" }

  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool {
    json[body, "usage_info", "pages_processed"].exists
  }

  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    draft.format = name
    if json[body, "model"].exists { draft.model = json.text(json[body, "model"]) }
    if draft.provider.isEmpty { draft.provider = FieldText("mistral") }
    draft.tokens = TokenCounts(input: 0, output: 0)
    draft.units = json.units(.page, json[body, "usage_info", "pages_processed"])
    draft.queryType = FieldText("ocr")
    return true
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"pages":[{"index":0,"markdown":"# usage","images":[]}],"model":"mistral-ocr-2512","document_annotation":null,\
        "usage_info":{"pages_processed":3,"doc_size_bytes":40210}}
        """,
        .init("", "mistral", "mistral-ocr-2512", "ocr", tokens: TokenCounts(input: 0, output: 0)))
    ]
  }
}
