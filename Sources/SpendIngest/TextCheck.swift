import SpendCore

/// Finds out from the first bytes of a file whether it holds lines of text.
enum TextCheck {
  /// Reason why the first bytes of a stream, decompressed, are not lines of text; nil when they are.
  ///
  /// Zeros at the beginning are the hole of a truncation; zeros behind a line of text, or in a record, are left by
  /// a crash.
  ///
  /// - Parameter isWhole: No more bytes are expected soon.
  static func whyNotText(_ head: [UInt8], isWhole: Bool = true) -> String? {
    if let encoding = encoding(of: head) {
      return "it is \(encoding.title); convert it with iconv -f \(encoding.name) -t utf-8"
    }
    let text = head.drop { $0 == 0 || $0 == lineFeed || $0 == carriageReturn }
    let first = text.prefix { $0 != lineFeed }
    if text.contains(0) {
      let isText = !first.contains(0) && String(validating: first, as: UTF8.self) != nil
      let isRecord = first.first { $0 > 0x20 } == UInt8(ascii: "{")
      if !isText, !isRecord { return "it holds binary data, not lines of text" }
    }
    // Records and tables with such ends are read.
    if isWhole, head.count < Fingerprint.longestHead, first.count == text.count,
      first.drop(while: { $0 != carriageReturn }).contains(where: { $0 > 0x20 })
    {
      return "its lines end with carriage returns alone; convert it with tr '\\r' '\\n'"
    }
    return nil
  }

  private static let lineFeed: UInt8 = 0x0A
  private static let carriageReturn: UInt8 = 0x0D

  /// The encoding of text in units of two or four bytes that is not decoded here: UTF-32, and UTF-16 without a
  /// byte order mark.
  private static func encoding(of head: [UInt8]) -> (title: String, name: String)? {
    if head.starts(with: [0xFF, 0xFE, 0, 0]) || head.starts(with: [0, 0, 0xFE, 0xFF]) {
      return ("UTF-32", "utf-32")
    }
    // The first characters of a log are ASCII: every other byte is zero.
    let start = head.prefix(fewestBytes)
    guard start.count == fewestBytes else { return nil }
    let zeros = start.indices.filter { start[$0] == 0 }
    guard zeros.count == fewestBytes / 2 else { return nil }
    if zeros.allSatisfy({ $0 % 2 == 1 }) {
      return ("UTF-16 without a byte order mark", "utf-16le")
    }
    return zeros.allSatisfy { $0 % 2 == 0 } ? ("UTF-16 without a byte order mark", "utf-16be") : nil
  }

  private static let fewestBytes = 32
}
