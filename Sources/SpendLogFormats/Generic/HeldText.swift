/// A member of a record of an unknown kind whose text may be a usage object or an answer.
struct HeldText {
  let text: FieldText
  let name: FieldText
  private let outer: AliasTable.Container

  /// Names whose texts are content, whatever they look like.
  private static let contents: [StaticString] = [
    "prompt", "messages", "content", "choices", "question", "query", "input", "inputs", "text", "request",
    "arguments", "tool_input", "system", "history", "context",
  ]

  /// Nil for texts other than an object or the events of a stream, by their first bytes alone. `outer`: what the
  /// members around it are.
  @inline(__always)
  init?(_ name: UnsafeRawBufferPointer, _ text: FieldText, in outer: AliasTable.Container = .none) {
    guard let first = text.bytes.first, first == UInt8(ascii: "{") || Self.isOther(first, text) else {
      return nil
    }
    self.text = text
    self.name = FieldText(name)
    self.outer = outer
  }

  private static func isOther(_ first: UInt8, _ text: FieldText) -> Bool {
    if first == UInt8(ascii: "d") || first == UInt8(ascii: "e") {
      return ServerSentEvents.isField(text.bytes)
    }
    return first &- 0x41 < 26 && PythonText.mayBe(text.bytes)
  }

  /// The name is that of content, which is not read.
  var isContent: Bool {
    Self.contents.contains { name.equals($0) } || GenericJSONFormat.isContent(name.bytes)
  }

  /// A log shipper's name for the line that was logged, which is content elsewhere.
  var mayBeLine: Bool { name.equals("content") || name.equals("context") }

  /// What the member's name stands for.
  var container: AliasTable.Container { AliasTable.container(name.bytes, in: outer) }
}
