import SpendCore

/// The text of `text/event-stream` as it comes over the wire.
enum ServerSentEvents {
  /// The data of a `data:` line; nil for other lines and for the end marker.
  static func data(_ line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    guard FieldText(line).hasPrefix("data:") else { return nil }
    var rest = line.dropFirst(5)
    while rest.first == 0x20 { rest = rest.dropFirst() }
    while let last = rest.last, last <= 0x20 { rest = rest.dropLast() }
    guard !rest.isEmpty, !rest.elementsEqual("[DONE]".utf8) else { return nil }
    return UnsafeRawBufferPointer(rebasing: rest)
  }

  /// True for a line of an event stream.
  static func isField(_ line: UnsafeRawBufferPointer) -> Bool {
    let text = FieldText(line)
    return text.hasPrefix("data:") || text.hasPrefix("event:") || text.hasPrefix("id:")
      || text.hasPrefix("retry:") || text.hasPrefix(":")
  }
}
