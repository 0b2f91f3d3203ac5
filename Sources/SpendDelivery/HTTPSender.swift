import CLibcurl
import Foundation
public import SpendAlerts

/// Sends requests with libcurl, opened when it is first needed.
public enum HTTPSender {
  /// One request, one answer, ten seconds at most. Blocks.
  public static func send(_ request: NoticeRequest, allowHTTP: Bool = false) -> DeliveryOutcome {
    guard !request.url.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else {
      return .refused(reason: "its address holds a blank or a control character")
    }
    guard isWeb(request.url) else {
      return .refused(reason: "its address does not begin with https:// or http://")
    }
    // A name of a log must not begin a header of its own.
    let headers = request.headers.map { header in
      String(decoding: header.utf8.filter { $0 >= 0x20 && $0 != 0x7F }, as: UTF8.self)
    }
    var answer = spendtop_http_answer()
    let code = withStrings(headers) { list in
      request.body.withUnsafeBytes {
        spendtop_http_post(request.url, list, $0.baseAddress, $0.count, allowHTTP ? 1 : 0, &answer)
      }
    }
    let place = redacted(request.url)
    switch Int(code) {
    case spendtop_http_answered:
      let text = withUnsafeBytes(of: &answer.body) {
        String(decoding: $0.prefix(answer.length), as: UTF8.self)
      }
      let wait = answer.retry_after > 0 ? Int64(answer.retry_after) : retryAfter(text)
      return DeliveryOutcome(status: answer.status, retryAfter: wait, answer: text)
    case spendtop_http_no_library:
      return .retry(after: 300, reason: "libcurl is not installed; on Debian: apt-get install libcurl4")
    case spendtop_http_forbidden:
      return .refused(
        reason:
          "\(place) must not be talked to: https only, or allow_http = true on the loopback; never link-local"
      )
    default:
      let text = withUnsafeBytes(of: &answer.error) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      return .retry(after: nil, reason: "\(place): \(text)")
    }
  }

  /// True when an address names a host by HTTP. libcurl would guess the protocol of other texts.
  static func isWeb(_ url: String) -> Bool {
    let start = url.prefix(8).lowercased()
    guard let scheme = ["https://", "http://"].first(where: start.hasPrefix) else { return false }
    return url.dropFirst(scheme.count).first.map { $0 != "/" } ?? false
  }

  /// An address without what may be secret in it: the path, the question and the user.
  public static func redacted(_ url: String) -> String {
    guard let mark = url.range(of: "://") else { return "(address)" }
    let host = url[mark.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    return url[..<mark.upperBound] + (host.split(separator: "@").last.map(String.init) ?? "") + "/…"
  }

  /// The delay before the next attempt, which Discord states in the body.
  private static func retryAfter(_ body: String) -> Int64? {
    guard let key = body.range(of: "\"retry_after\":") else { return nil }
    let digits = body[key.upperBound...].drop { $0 == " " }.prefix { $0.isNumber || $0 == "." }
    return Double(digits).flatMap { $0.isFinite && $0 < 1e6 ? Int64($0.rounded(.up)) : nil }
  }

  /// Hands out a list of C strings that ends with nil.
  private static func withStrings<T>(
    _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> T
  ) -> T {
    func add(_ rest: ArraySlice<String>, _ pointers: [UnsafePointer<CChar>?]) -> T {
      guard let first = rest.first else {
        return (pointers + [nil]).withUnsafeBufferPointer { body($0.baseAddress) }
      }
      return first.withCString { add(rest.dropFirst(), pointers + [$0]) }
    }
    return add(strings[...], [])
  }
}
