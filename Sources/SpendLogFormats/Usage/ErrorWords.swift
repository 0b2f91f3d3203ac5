import SpendCore

/// Words for failures and for endings of answers, in the spelling of every provider.
enum ErrorWords {
  /// The class of a finish reason; nil for an answer that is complete or goes on with a tool call. A class that is
  /// not of an ending means that the request failed on the way.
  static func ending(_ reason: FieldText) -> ErrorClass? {
    let count = reason.bytes.count
    guard count >= 4, count <= 40 else { return nil }
    if count == 5, reason.equals("error") { return .other }
    if truncations.contains(where: { reason.equals($0) }) { return .truncated }
    return filters.contains { reason.equals($0) } ? .contentFilter : nil
  }

  /// Endings are few and short, and compared as they are written.
  private static let truncations: [StaticString] = [
    "length", "max_tokens", "MAX_TOKENS", "max_output_tokens", "model_length", "LENGTH", "ERROR_LIMIT",
    "model_context_window_exceeded", "max_length", "token_limit",
  ]
  private static let filters: [StaticString] = [
    "content_filter", "content_filtered", "guardrail_intervened", "refusal", "SAFETY", "RECITATION",
    "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "ERROR_TOXIC",
    "safety", "CONTENT_FILTERED",
  ]

  private static let longest = 64

  /// The class that a status, a code, a type or the beginning of a message names; nil when it names none.
  static func failure(_ text: FieldText) -> ErrorClass? {
    // "Error code: 429 - …", "litellm.RateLimitError: …", "429 Too Many Requests".
    var word: [UInt8] = []
    for byte in text.bytes.prefix(longest) {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): word.append(byte | 0x20)
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): word.append(byte)
      case UInt8(ascii: " "), UInt8(ascii: ":"):
        if word.elementsEqual("error".utf8) || word.elementsEqual("errorcode".utf8) { continue }
        return named(word)
      default: continue
      }
    }
    return named(word)
  }

  private static func named(_ word: [UInt8]) -> ErrorClass? {
    guard !word.isEmpty else { return nil }
    return word.withUnsafeBytes { bytes in
      let text = FieldText(bytes)
      let digits = bytes.drop { $0 > 0x39 }
      let isCode = digits.count == 3 && (bytes.count == 3 || text.hasPrefix("errorcode"))
      if isCode, let status = Numbers.scaled(UnsafeRawBufferPointer(rebasing: digits), places: 0) {
        return ErrorClass(status: Int32(clamping: status))
      }
      return words.first { $0.parts.contains { text.contains($0) } }?.class
    }
  }

  /// Parts of names, letters and digits in lower case. The first entry that fits holds.
  private static let words: [(class: ErrorClass, parts: [StaticString])] = [
    (
      .contentFilter,
      [
        "contentfilter", "contentpolicy", "contentblock", "responsibleai", "safety", "moderation",
        "blocklist", "prohibitedcontent", "guardrail", "flagged",
      ]
    ),
    (
      .rateLimited,
      [
        "ratelimit", "toomanyrequests", "throttl", "quota", "resourceexhausted", "tokenlimitperminute",
      ]
    ),
    (.timeout, ["timeout", "timedout", "deadlineexceeded"]),
    (
      .clientError,
      [
        "invalid", "validation", "authentication", "unauthenticated", "unauthorized", "permission",
        "notfound",
        "badrequest", "accessdenied", "forbidden", "unprocessable", "contextlength", "contextwindow",
        "toolarge", "failedprecondition", "billing", "conflict", "unsupported", "outofrange", "expiredtoken",
      ]
    ),
    (
      .serverError,
      [
        "overloaded", "servererror", "internal", "unavailable", "apierror", "badgateway", "modelstreamerror",
        "apiconnection", "modelnotready", "modelerror", "serverfailure",
      ]
    ),
  ]
}
