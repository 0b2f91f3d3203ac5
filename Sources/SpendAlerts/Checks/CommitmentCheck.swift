public import SpendAnalytics
import SpendCore
import SpendFormatting

/// The check of commitments: how much of a quota or of prepaid credits is used, and whether the rest is.
public enum CommitmentCheck {
  /// - Parameters:
  ///   - limits: percent of each quota and of credits.
  ///   - leastUtilisation: percent of the committed amount below which it warns; nil for never.
  public static func result(
    _ statuses: [CommitmentStatus], limits: Thresholds, leastUtilisation: Double? = nil
  ) -> PluginResult {
    var texts: [(status: PluginResult.Status, text: String)] = []
    var measures: [PluginResult.Measure] = []
    func judge(_ label: String, _ percent: Double, _ text: String) {
      texts.append((limits.status(of: percent), text))
      measures.append(
        .init(label, percent, unit: "%", warn: limits.warn, critical: limits.critical, least: 0))
    }
    for status in statuses {
      let name = status.commitment.name
      for quota in status.quotas {
        judge(
          "\(name)/\(AmountText.window(seconds: quota.quota.seconds))", quota.share * 100,
          "\(name) \(CommitmentCheckText.quota(quota))")
      }
      let utilisation = status.utilisation ?? 0
      let used =
        "\(name) used \(AmountText.percent(utilisation)) (\(AmountText.amount(status.used)) of "
        + "\(AmountText.amount(status.committed)))"
      if status.commitment.kind == .credits {
        judge(name, utilisation * 100, used)
      } else {
        let isLow = leastUtilisation.map { utilisation * 100 < $0 } ?? false
        texts.append((isLow ? .warning : .ok, used))
        measures.append(.init(name, utilisation * 100, unit: "%", least: 0))
      }
    }
    let worst = PluginResult.Status.worst(texts.map(\.status))
    let first = texts.first { $0.status == worst }
    return PluginResult(
      worst, service: "COMMITMENT", text: first?.text ?? "no commitment", measures: measures,
      details: texts.filter { $0.text != first?.text }.map { "\($0.status.word): \($0.text)" })
  }
}
