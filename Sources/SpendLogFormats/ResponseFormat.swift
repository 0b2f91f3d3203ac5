import SpendCore

/// The shape of an answer of a provider: stands alone on a line, in an envelope, in a stream or in
/// a batch file.
protocol ResponseFormat: LogFormat {
  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool
  /// Fills in the values of the response. Returns false when the response is not a request of its own, such
  /// as a stream's first events.
  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool
}

extension ResponseFormat {
  /// As `read`, with the class of the answer's error or ending.
  func readAnswer(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    guard try read(json, body, &draft, context) else { return false }
    ErrorClassReader.read(json, body, &draft)
    return true
  }
}
