import SpendAnalytics
import SpendCore

extension Settings {
  /// `[[limit]]`: requests and tokens a minute that a provider allows.
  static func limit(_ reader: TableReader) throws -> RateLimit {
    try reader.allow("name", "filter", "requests_per_minute", "tokens_per_minute")
    let range = 1...1_000_000_000_000
    let limit = RateLimit(
      name: try reader.required("name"), filters: try filters(reader),
      requestsPerMinute: try reader.number("requests_per_minute", in: range).map(Int64.init),
      tokensPerMinute: try reader.number("tokens_per_minute", in: range).map(Int64.init))
    guard limit.requestsPerMinute != nil || limit.tokensPerMinute != nil else {
      throw reader.refuse(
        "name", "the limit \"\(limit.name)\" limits nothing", advice: "requests_per_minute = 500")
    }
    return limit
  }
}
