public import SpendCore
public import SpendPricing
import Synchronization

/// Estimates workloads with one price book, for callers that do not read prices themselves.
///
/// Keeps the prices of names that were looked up, so that an estimate takes microseconds.
public final class WorkloadPlanner: Sendable {
  private let catalog: PriceCatalog
  private let matches = Mutex<[String: PriceMatch?]>([:])

  /// A planner with the prices inside the program.
  public static let builtin = WorkloadPlanner(.builtin)

  /// The number of names whose prices are kept.
  private static let mostNames = 200

  public init(_ catalog: PriceCatalog) { self.catalog = catalog }

  /// The expected cost of a workload on a model.
  ///
  /// - Parameter instant: the moment whose prices hold for the whole plan.
  public func plan(_ workload: Workload, model: String, at instant: Instant) -> ModelPlan {
    let match = matches.withLock { kept -> PriceMatch? in
      if let known = kept[model] { return known }
      let match = catalog.match(named: model)
      if kept.count >= Self.mostNames { kept.removeAll() }
      kept[model] = .some(match)
      return match
    }
    return ModelPlan(workload, model: model, match, at: instant)
  }

  /// The source of the prices of a plan.
  public func source(of plan: ModelPlan, at instant: Instant) -> String {
    plan.source(in: catalog, at: instant)
  }
}
