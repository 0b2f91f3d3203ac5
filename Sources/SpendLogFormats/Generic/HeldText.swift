/// A member of a record of an unknown kind whose text may be a usage object or an answer.
struct HeldText {
  var text: FieldText
  /// What the member's name stands for.
  var container: AliasTable.Container

  /// Names whose texts are content, whatever they look like.
  private static let contents: [StaticString] = [
    "prompt", "messages", "content", "choices", "question", "query", "input", "inputs", "text", "request",
    "arguments", "tool_input", "system", "history", "context",
  ]

  /// Nil for texts other than an object or the events of a stream, and for content.
  init?(_ name: UnsafeRawBufferPointer, _ text: FieldText, in outer: AliasTable.Container = .none) {
    guard let first = text.bytes.first,
      first == UInt8(ascii: "{") || Self.isStream(first, text) || PythonText.mayBe(text.bytes)
    else { return nil }
    let key = FieldText(name)
    guard !Self.contents.contains(where: { key.equals($0) }), !GenericJSONFormat.isContent(name) else {
      return nil
    }
    self.text = text
    container = AliasTable.container(name, in: outer)
  }

  /// As `init(_:_:in:)`, for a column of a table.
  init?(_ text: FieldText, _ container: AliasTable.Container) {
    guard let first = text.bytes.first,
      first == UInt8(ascii: "{") || Self.isStream(first, text) || PythonText.mayBe(text.bytes)
    else { return nil }
    self.text = text
    self.container = container
  }

  private static func isStream(_ first: UInt8, _ text: FieldText) -> Bool {
    (first == UInt8(ascii: "d") || first == UInt8(ascii: "e")) && ServerSentEvents.isField(text.bytes)
  }
}
