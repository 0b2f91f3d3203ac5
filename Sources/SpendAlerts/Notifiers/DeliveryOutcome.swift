import SpendFormatting

/// Outcome of a delivery attempt.
public enum DeliveryOutcome: Sendable, Hashable {
  case delivered
  /// Retry later; after the number of seconds requested by the receiver, if any.
  case retry(after: Int64?, reason: String)
  /// Never in this form.
  case refused(reason: String)

  /// By the rules that all of these services share: what is wrong with the request stays wrong, what is
  /// wrong with the service may pass.
  public init(status: Int, retryAfter: Int64? = nil, answer: String = "") {
    let said = answer.isEmpty ? "" : ": " + NoticeText.cut(NoticeText.safe(answer), 200)
    switch status {
    case 200..<300: self = .delivered
    case 300..<400: self = .refused(reason: "answered \(status), a redirection, which is not followed")
    case 408, 425, 429: self = .retry(after: retryAfter, reason: "answered \(status)\(said)")
    case 400..<500: self = .refused(reason: "answered \(status)\(said)")
    default: self = .retry(after: retryAfter, reason: "answered \(status)\(said)")
    }
  }
}
