import SpendCore

extension JSONIndex {
  /// A token count: a number, or a number in text.
  @inline(__always)
  func count(_ node: Node) throws(LineRejection) -> Int32? {
    switch kind(node) {
    case .number, .string: try Numbers.count(bytes(node))
    default: nil
    }
  }

  /// The count of the first of two values that has one.
  @inline(__always)
  func count(_ node: Node, or other: Node) throws(LineRejection) -> Int32? {
    if let count = try count(node) { return count }
    return try count(other)
  }

  /// A running total, which may be far larger than what one request can use.
  func total(_ node: Node) throws(LineRejection) -> Int64? {
    switch kind(node) {
    case .number, .string: try Numbers.total(bytes(node))
    default: nil
    }
  }

  func money(_ node: Node) -> Money? {
    switch kind(node) {
    case .number, .string: Numbers.money(bytes(node))
    default: nil
    }
  }

  /// A moment; numbers are epochs, unless they are so small that they are durations.
  func time(_ node: Node) -> Instant? {
    switch kind(node) {
    case .number: Timestamp.plausibleEpoch(bytes(node))
    case .string: Timestamp.parse(bytes(node))
    case .object: ComposedTime.read(self, object: node)
    case .array: ComposedTime.read(list: bytes(node))
    default: nil
    }
  }

  /// The value of an object that exports of databases write instead of a number or a text: `{"$numberLong":"8"}` of
  /// MongoDB, `{"N":"8"}` of DynamoDB. Nil for other objects.
  func typedValue(_ node: Node) -> FieldText? {
    let raw = bytes(node)
    guard raw.count > 6, raw[1] == UInt8(ascii: "\"") else { return nil }
    let isDynamo =
      raw[3] == UInt8(ascii: "\"") && (raw[2] == UInt8(ascii: "N") || raw[2] == UInt8(ascii: "S"))
    guard raw[2] == UInt8(ascii: "$") || isDynamo else { return nil }
    let value = first(node, Self.types)
    return isObject(value) ? typedValue(value) : value.exists ? text(value) : nil
  }

  private static let types: Names = [
    "$date", "$numberLong", "$numberInt", "$numberDouble", "$numberDecimal", "$oid", "$uuid", "N", "S",
  ]

  func milliseconds(_ node: Node, unit: Numbers.DurationUnit = .milliseconds) -> Int32? {
    switch kind(node) {
    case .number, .string: Numbers.milliseconds(bytes(node), unit: unit)
    default: nil
    }
  }

  /// Text; numbers and truth values as they are written.
  @inline(__always)
  func text(_ node: Node) -> FieldText {
    switch kind(node) {
    case .string, .number, .yes, .no: FieldText(bytes(node))
    case .escapedString: FieldText(bytes(node), isEscaped: true)
    case .null, .object, .array: .empty
    }
  }

  /// True, false, or nil for anything else. `"True"`, `"false"`, 1 and 0 are understood.
  func truth(_ node: Node) -> Bool? {
    switch kind(node) {
    case .yes: return true
    case .no: return false
    case .string, .number:
      let text = text(node)
      if text.equals("true") || text.equals("True") || text.equals("1") { return true }
      if text.equals("false") || text.equals("False") || text.equals("0") { return false }
      return nil
    default: return nil
    }
  }

  /// The first of several members that is there and not null.
  @inline(__always)
  func first(_ object: Node, _ a: StaticString, _ b: StaticString) -> Node {
    let node = self[object, a]
    return kind(node) != .null ? node : self[object, b]
  }

  @inline(__always)
  func first(_ object: Node, _ a: StaticString, _ b: StaticString, _ c: StaticString) -> Node {
    let node = first(object, a, b)
    return kind(node) != .null ? node : self[object, c]
  }

  @inline(__always)
  func first(
    _ object: Node, _ a: StaticString, _ b: StaticString, _ c: StaticString, _ d: StaticString
  ) -> Node {
    let node = first(object, a, b, c)
    return kind(node) != .null ? node : self[object, d]
  }

  @inline(__always)
  func first(
    _ object: Node, _ a: StaticString, _ b: StaticString, _ c: StaticString, _ d: StaticString,
    _ e: StaticString
  ) -> Node {
    let node = first(object, a, b, c, d)
    return kind(node) != .null ? node : self[object, e]
  }

  /// The text of the first of several members that has one.
  func firstText(_ object: Node, _ keys: [StaticString]) -> FieldText {
    for key in keys {
      let text = text(self[object, key])
      if !text.isEmpty { return text }
    }
    return .empty
  }

  /// A value by dotted path: `metadata.feature`. A key that has dots itself is found, too.
  func value(at path: [UInt8]) -> Node {
    path.withUnsafeBytes { path in
      let whole = member(root, named: path)
      if whole.exists { return whole }
      var node = root
      for part in path.split(separator: UInt8(ascii: ".")) {
        node = member(node, named: UnsafeRawBufferPointer(rebasing: part))
      }
      return node
    }
  }
}
