import SpendCore

/// The names that lead to a field of a JSON object. A dotted path also finds a key that has the dots itself.
struct FieldPath: ExpressibleByStringLiteral, @unchecked Sendable {
  private let whole: JSONIndex.Name
  /// The names between the dots; none without dots. Never freed: paths are constants of the program.
  private let parts: UnsafeBufferPointer<JSONIndex.Name>
  /// What is left of the path from each part on, which may be one key.
  private let rests: UnsafeBufferPointer<JSONIndex.Name>
  /// The field's text is base64.
  let isBase64: Bool
  /// Only a text is meant.
  let isText: Bool

  /// `text`: a path, behind `base64:` or `text:` where that is meant.
  init(stringLiteral text: StaticString) {
    isBase64 = FieldText(text).hasPrefix("base64:")
    isText = FieldText(text).hasPrefix("text:")
    let start = isBase64 ? "base64:".utf8.count : isText ? "text:".utf8.count : 0
    let path = UnsafeBufferPointer(
      start: text.utf8Start + start, count: text.utf8CodeUnitCount - start)
    whole = JSONIndex.Name(text.utf8Start + start, path.count)
    let names = path.split(separator: UInt8(ascii: ".")).map { part in
      JSONIndex.Name(text.utf8Start + start + part.startIndex, part.count)
    }
    let parts = UnsafeMutableBufferPointer<JSONIndex.Name>.allocate(
      capacity: names.count > 1 ? names.count : 0)
    if names.count > 1 { _ = parts.initialize(from: names) }
    self.parts = UnsafeBufferPointer(parts)
    let ends = path.split(separator: UInt8(ascii: ".")).map { part in
      JSONIndex.Name(text.utf8Start + start + part.startIndex, path.count - part.startIndex)
    }
    let rests = UnsafeMutableBufferPointer<JSONIndex.Name>.allocate(capacity: ends.count > 2 ? ends.count : 0)
    if ends.count > 2 { _ = rests.initialize(from: ends) }
    self.rests = UnsafeBufferPointer(rests)
  }

  @inline(__always)
  func find(in json: JSONIndex) -> JSONIndex.Node {
    let direct = json[.root, named: whole]
    guard !direct.exists, let first = parts.first else { return direct }
    let node = json[.root, named: first]
    return node.exists ? find(in: json, below: node) : .missing
  }

  private func find(in json: JSONIndex, below first: JSONIndex.Node) -> JSONIndex.Node {
    var node = first
    for place in 1..<parts.count {
      // The keys of labels have dots themselves.
      if place < parts.count - 1 {
        let rest = json[node, named: rests[place]]
        if rest.exists { return rest }
      }
      node = json[node, named: parts[place]]
      guard node.exists else { return .missing }
    }
    return node
  }
}

extension JSONIndex {
  subscript(_ path: FieldPath) -> Node { path.find(in: self) }
}
