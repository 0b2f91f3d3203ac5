public import Foundation

/// The pages of a provider's report in one file.
public struct ReportPages: Sendable {
  /// True when the last page of the file announces another one.
  public let hasMore: Bool

  /// Both providers end a page with it.
  private static let key = Data("\"has_more\"".utf8)
  private static let tail = 1 << 16

  public init(ofFile path: String) {
    var text = Data()
    if let file = FileHandle(forReadingAtPath: path) {
      defer { try? file.close() }
      let size = (try? file.seekToEnd()) ?? 0
      try? file.seek(toOffset: size > UInt64(Self.tail) ? size - UInt64(Self.tail) : 0)
      text = (try? file.readToEnd()) ?? Data()
    }
    self.init(text)
  }

  /// - Parameter text: the end of a file.
  public init(_ text: Data) {
    guard let key = text.range(of: Self.key, options: .backwards) else {
      hasMore = false
      return
    }
    let value = text[key.upperBound...].drop { [0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ":")].contains($0) }
    hasMore = value.starts(with: Data("true".utf8))
  }
}
