public import SpendAnalytics
import SpendFormatting

/// Sentences about commitments.
public enum CommitmentCheckText {
  /// `5h: $12.00 of $20.00 (60.0 %), limit in 2.3 h`.
  public static func quota(_ status: CommitmentStatus.QuotaStatus) -> String {
    let text =
      "\(AmountText.window(seconds: status.quota.seconds)): \(AmountText.amount(status.used)) of "
      + "\(AmountText.amount(status.quota.amount)) (\(AmountText.percent(status.share)))"
    guard let seconds = status.secondsToLimit else { return text }
    return text + (seconds <= 0 ? ", at the limit" : ", limit in \(AmountText.duration(seconds: seconds))")
  }
}
