/// The class of a request that failed, or whose answer is not complete. The raw value is the word of the
/// command line, of JSON and of the database.
///
/// Ordered by how specific a class is: of several statements about one request the greatest holds.
public enum ErrorClass: String, Sendable, Hashable, CaseIterable, Comparable {
  /// The answer ended at the maximum number of tokens. Billed, and not a failure.
  case truncated
  /// Failed without a known cause.
  case other
  /// Refused because of the request: HTTP 4xx.
  case clientError = "client_error"
  /// Failed at the provider: HTTP 5xx.
  case serverError = "server_error"
  /// HTTP 429, or a quota that is used up.
  case rateLimited = "rate_limited"
  case timeout
  /// The prompt or the answer was blocked. An answer that was cut off by a filter is billed.
  case contentFilter = "content_filter"

  /// True for a class that an answered, billed request may have as well.
  public var isEnding: Bool { self == .truncated || self == .contentFilter }

  public var title: String {
    switch self {
    case .truncated: "Truncated"
    case .other: "Other"
    case .clientError: "Client error (4xx)"
    case .serverError: "Server error (5xx)"
    case .rateLimited: "Rate limited (429)"
    case .timeout: "Timeout"
    case .contentFilter: "Content filter"
    }
  }

  /// Position in the order, from 0.
  public var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  public static func < (a: ErrorClass, b: ErrorClass) -> Bool { a.rank < b.rank }

  /// The class of an HTTP status; nil below 400.
  public init?(status: Int32) {
    switch status {
    case 429: self = .rateLimited
    case 408, 504, 524: self = .timeout
    case 400..<500: self = .clientError
    case 500..<600: self = .serverError
    default: return nil
    }
  }
}
