import SpendCore

/// The text that a logger or a collector writes before each line of one process, compared apart from its times.
enum LinePrefix {
  /// Bytes of a prefix that is compared with those of later lines.
  static let longest = 256

  /// The number of bytes at the beginning of a line that match a prefix: all of it, or its first words.
  static func match(
    _ prefix: UnsafeRawBufferPointer, _ line: UnsafeRawBufferPointer, _ context: LineContext
  ) -> (length: Int, isWhole: Bool) {
    var place = 0
    var position = 0
    var boundary = 0
    while place < prefix.count {
      if place == 0 || !isOfWord(prefix[place - 1]), let known = LogTime.read(prefix, at: place, context),
        let found = LogTime.read(line, at: position, context)
      {
        place = known.end
        position = found.end
        continue
      }
      guard position < line.count, line[position] == prefix[place] else { return (boundary, false) }
      place += 1
      position += 1
      if prefix[place - 1] <= 0x20 { boundary = position }
    }
    return (position, true)
  }

  private static func isOfWord(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 <= 9
  }

  /// What a text states that is all prefix; nil for other texts.
  static func fields(of text: UnsafeRawBufferPointer, _ context: LineContext) -> WrapperFields? {
    guard text.count <= longest else { return nil }
    var scanner = PrefixScanner(context.copy(Array(text) + Array(#"{"a":0}"#.utf8)), context)
    return scanner.findRecord() == nil ? nil : scanner.fields
  }

  /// The length of what may be a prefix before the first name in the header of a table; 0 for a header without one.
  /// Words of letters alone belong to the name.
  static func length(inHeader line: UnsafeRawBufferPointer, _ delimiter: UInt8) -> Int {
    let field = line.prefix(longest).prefix { $0 != delimiter }
    guard let blank = field.lastIndex(where: { $0 <= 0x20 }) else { return 0 }
    let isTelling = field[...blank].contains { $0 &- 0x30 <= 9 || "|]:".utf8.contains($0) }
    return isTelling ? blank + 1 : 0
  }
}
