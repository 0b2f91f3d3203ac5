/// Length of a budget's period.
public enum BudgetPeriod: Sendable, Hashable {
  /// A slice of the calendar.
  case calendar(BucketWidth)
  /// A month that begins on the billing day.
  case billing
  /// The seconds before now.
  case rolling(seconds: Int64)

  /// `hour`, `day`, `week`, `month`, `billing` or `rolling 30d`; nil for anything else.
  public init?(_ text: String) {
    switch text {
    case "hour": self = .calendar(.hour)
    case "day": self = .calendar(.day)
    case "week": self = .calendar(.week)
    case "month": self = .calendar(.month)
    case "billing": self = .billing
    default:
      let words = text.split(separator: " ")
      guard words.count == 2, words[0] == "rolling", !words[1].hasPrefix("-"),
        let seconds = TimeExpression.ago(String(words[1])), seconds > 0
      else { return nil }
      self = .rolling(seconds: seconds)
    }
  }
}
