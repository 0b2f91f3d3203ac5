public import SpendFormatting

/// An HTTP request for a notice: URL, headers and body.
public struct NoticeRequest: Sendable, Hashable {
  /// May hold a secret: never shown whole.
  public var url: String
  public var headers: [String]
  public var body: [UInt8]

  public init(url: String, headers: [String] = [], body: JSON) {
    self.url = url
    self.headers = ["Content-Type: application/json", "User-Agent: spendtop"] + headers
    self.body = Array(body.text.utf8)
  }
}
