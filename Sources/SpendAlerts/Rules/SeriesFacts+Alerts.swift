import SpendCore
import SpendFormatting

extension SeriesFacts {
  /// Begun hours warn early, whole ones decide.
  var decisive: AnomalyVerdict {
    if let begun, begun.severity != nil, verdict.severity == nil { return begun }
    return verdict
  }

  /// The result of a rule for this part of the traffic. `words` stand between the part and its figures.
  func result(
    _ rule: AlertRule, _ verdict: AnomalyVerdict, severity: Severity?, holds: Bool, threshold: Double,
    words: String
  ) -> RuleResult {
    let name = dimension.map { "\($0.rawValue) \(value.isEmpty ? Dimension.none : value)" } ?? "all traffic"
    let actual = AmountText.cents(verdict.actual)
    let expected = AmountText.cents(verdict.expected)
    let figures =
      verdict.isOfDay
      ? "\(actual) in 24 h where \(expected) a day is usual"
      : "\(actual) an hour where \(expected) is usual (z \(AmountText.fixed(verdict.z, places: 1)))"
    var result = RuleResult(
      rule, labels: dimension.map { [$0.rawValue: value] } ?? [:],
      // With many series, some are always odd: one of them alone is at most a warning.
      severity: dimension == nil ? severity : severity.map { min($0, .warning) },
      holds: holds, value: verdict.z, threshold: threshold, summary: "\(name) \(words) \(figures)")
    result.filters = dimension.map { [DimensionFilter($0, .equals(value))] } ?? []
    return result
  }
}
