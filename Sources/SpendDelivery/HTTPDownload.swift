internal import CLibcurl
import Foundation
public import SpendCore

/// A document that was fetched over HTTPS.
public struct HTTPDownload: Sendable {
  public var bytes: [UInt8]
  /// As the server states it, such as `application/json; charset=utf-8`; empty when it does not.
  public var type: String

  /// Larger than any list of prices by far.
  public static let largest = 64 << 20

  /// Fetches a document. Certificates are checked; a redirect to anything but HTTPS is an error, and so
  /// is a transfer that ends early.
  ///
  /// Throws `UserMessage`.
  public init(https address: String, seconds: Int = 60) throws(UserMessage) {
    let what = "cannot fetch \"\(address)\""
    guard address.hasPrefix("https://") else {
      throw UserMessage(what, because: "only https:// URLs are supported")
    }
    var transfer = spendtop_transfer()
    spendtop_fetch(address, Self.largest, seconds, &transfer)
    guard transfer.code >= 0 else {
      throw UserMessage(
        what, because: "libcurl is not installed",
        tryThis: "sudo apt-get install libcurl4, or download the file and pass its path")
    }
    defer { free(transfer.bytes) }
    guard transfer.code == 0 else {
      let words = withUnsafeBytes(of: transfer.message) { Self.text($0) }
      throw UserMessage(what, because: words.isEmpty ? "no response" : words)
    }
    bytes = Array(UnsafeRawBufferPointer(start: transfer.bytes, count: transfer.count))
    type = withUnsafeBytes(of: transfer.type) { Self.text($0) }
  }

  private static func text(_ bytes: UnsafeRawBufferPointer) -> String {
    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }
}
