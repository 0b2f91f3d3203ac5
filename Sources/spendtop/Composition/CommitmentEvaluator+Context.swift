import SpendAnalytics
import SpendCore
import SpendReports
import SpendSettings

extension CommitmentEvaluator {
  /// Evaluates the commitments of the configuration; see `init(_:zone:store:includesListed:)`.
  init(_ context: Context, _ store: any ReportSource, includesListed: Bool = true) throws {
    self = try context.reading {
      try CommitmentEvaluator(
        context.settings.commitments, zone: context.zone, store: store, includesListed: includesListed)
    }
  }
}
