/// Access to arrays, which are not indexed: elements are found one after the other, on demand.
extension JSONIndex {
  /// Calls `body` where each element of an array begins; it moves the scanner behind the element.
  @inline(__always)
  private func walk(
    _ array: Node, _ body: (inout Scanner) throws(LineRejection) -> Void
  ) throws(LineRejection) {
    guard isArray(array) else { return }
    let whole = bytes(array)
    guard whole.count >= 2, let start = whole.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
    var scanner = Scanner(base: base, end: start + whole.count, index: self)
    scanner.position = start + 1
    while true {
      scanner.skipSpace()
      guard scanner.position < scanner.end, scanner.position.pointee != UInt8(ascii: "]") else { return }
      try body(&scanner)
      scanner.skipSpace()
      if scanner.position < scanner.end, scanner.position.pointee == UInt8(ascii: ",") {
        scanner.position += 1
      }
    }
  }

  /// Bytes of the elements of an array.
  func forEachElement(
    _ array: Node, _ body: (UnsafeRawBufferPointer) throws(LineRejection) -> Void
  ) throws(LineRejection) {
    try walk(array) { scanner throws(LineRejection) in
      let first = scanner.position
      try scanner.skipValue()
      try body(UnsafeRawBufferPointer(start: first, count: scanner.position - first))
    }
  }

  /// Indexes the objects of an array in `index`, one after the other; other elements are passed over.
  func forEachObject(
    _ array: Node, in index: JSONIndex, _ body: () throws(LineRejection) -> Void
  ) throws(LineRejection) {
    try walk(array) { scanner throws(LineRejection) in
      if scanner.position.pointee == UInt8(ascii: "{") {
        scanner.position = try index.indexObject(at: scanner.position, before: scanner.end)
        try body()
      } else {
        try scanner.skipValue()
      }
    }
  }

  /// Calls `body` with the texts of the members with some names, of the objects in an array. What else they hold
  /// is stepped over.
  func forEachText(_ array: Node, named names: [StaticString], _ body: (FieldText) -> Void) {
    try? walk(array) { scanner throws(LineRejection) in
      guard scanner.position.pointee == UInt8(ascii: "{") else { return try scanner.skipValue() }
      try scanner.forEachMember { key, scanner throws(LineRejection) in
        let start = scanner.position
        let name = FieldText(key)
        guard start.pointee == UInt8(ascii: "\""), names.contains(where: { name.equals($0) }) else {
          return try scanner.skipValue()
        }
        let isEscaped = try scanner.skipString()
        let text = UnsafeRawBufferPointer(start: start + 1, count: scanner.position - start - 2)
        body(FieldText(text, isEscaped: isEscaped))
      }
    }
  }

  /// The objects of a text that consists of nothing else; nil for other texts.
  func objects(in text: UnsafeRawBufferPointer) -> [UnsafeRawBufferPointer]? {
    guard let start = text.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return nil }
    var scanner = Scanner(base: start, end: start + text.count, index: self)
    var objects: [UnsafeRawBufferPointer] = []
    while true {
      scanner.skipSpace()
      guard scanner.position < scanner.end else { return objects }
      guard scanner.position.pointee == UInt8(ascii: "{") else { return nil }
      let first = scanner.position
      do throws(LineRejection) { try scanner.skipValue() } catch { return nil }
      objects.append(UnsafeRawBufferPointer(start: first, count: scanner.position - first))
    }
  }

  func isEmptyArray(_ array: Node) -> Bool {
    isArray(array) && bytes(array).dropFirst().dropLast().allSatisfy { $0 <= 0x20 }
  }

  func isEmptyObject(_ object: Node) -> Bool {
    isObject(object) && bytes(object).dropFirst().dropLast().allSatisfy { $0 <= 0x20 }
  }
}
