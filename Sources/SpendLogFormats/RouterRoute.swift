import SpendCore

/// The seller that Hugging Face's router passed a request to, which sets the price: the suffix of the model that was
/// asked for, the first part of the path, or a header of the answer.
///
/// Source: huggingface.co, "Inference Providers".
enum RouterRoute {
  /// Suffixes that leave the choice to the router.
  private static let policies: [StaticString] = ["fastest", "cheapest", "preferred", "auto"]

  static func read(
    _ json: JSONIndex, _ url: FieldText, _ draft: inout EventDraft, _ context: LineContext
  ) {
    guard url.contains("router.huggingface.co/") else { return }
    let response = json[.root, "response", "headers"]
    let headers = response.exists ? response : json.first(.root, "response_headers", "headers")
    var seller = json.text(json.first(headers, "x-inference-provider", "X-Inference-Provider"))
    if let colon = draft.model.bytes.lastIndex(of: UInt8(ascii: ":")), !draft.model.isEscaped {
      let suffix = FieldText(UnsafeRawBufferPointer(rebasing: draft.model.bytes[(colon + 1)...]))
      draft.model = FieldText(UnsafeRawBufferPointer(rebasing: draft.model.bytes[..<colon]))
      if seller.isEmpty, !policies.contains(where: { suffix.equals($0) }) { seller = suffix }
    }
    // Behind the router's own interface the model has the router's name, and the answer may have the seller's.
    let part = path(of: url)
    if part.isEmpty { context.calledModel = draft.model }
    if seller.isEmpty { seller = part }
    guard isName(seller) else { return }
    draft.provider = context.text(FieldText("huggingface_"), seller)
  }

  /// The part of the path behind the router's host, where it is not the version of its own interface.
  private static func path(of url: FieldText) -> FieldText {
    guard let start = url.end(of: "router.huggingface.co/") else { return .empty }
    let part = FieldText(
      UnsafeRawBufferPointer(rebasing: url.bytes[start...].prefix { $0 != UInt8(ascii: "/") }))
    return part.equals("v1") ? .empty : part
  }

  private static func isName(_ text: FieldText) -> Bool {
    !text.isEmpty && text.bytes.count <= 32
      && text.bytes.allSatisfy {
        $0 &- UInt8(ascii: "a") < 26 || $0 &- UInt8(ascii: "0") <= 9 || $0 == UInt8(ascii: "-")
      }
  }
}
