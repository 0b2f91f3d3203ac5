public import SpendAlerts
public import SpendCore

/// Evaluates the rules of alerts for the screen: without storing, and without telling anybody.
///
/// The first look learns the history; a look is worth some queries, so it is taken a few times a minute.
public final class AlertWatch {
  private let gatherer: FactGatherer
  private let rules: [AlertRule]
  private let parents: [String: Set<String>]
  private var engine = AlertEngine()
  private var lookedAt: Instant?

  /// Rules hold for minutes: looking more often tells nothing more.
  private static let intervalSeconds: Int64 = 15

  public init(
    source: any SpendSource & IngestFactsSource, zone: Zone, billingDay: Int, budgets: [Budget],
    rules: [AlertRule] = RuleRegistry.defaults
  ) {
    gatherer = FactGatherer(
      source: source, zone: zone, billingDay: billingDay, budgets: budgets, rules: rules)
    parents = FactGatherer.parents(budgets)
    self.rules = rules
  }

  /// How alerts stand; nil when it is too early to look again. Throws what the store throws.
  public func look(at now: Instant, controls: AlertControls, isUrgent: Bool = false) throws -> AlertSnapshot?
  {
    if let lookedAt, !isUrgent, (0..<Self.intervalSeconds).contains(now.seconds - lookedAt.seconds) {
      return nil
    }
    let facts = try gatherer.facts(at: now)
    _ = engine.step(
      rules.flatMap { $0.readings(facts) }, rules: rules, controls: controls, parents: parents, at: now)
    lookedAt = now
    var snapshot = engine.snapshot(rules: rules, controls: controls, parents: parents, at: now)
    snapshot.budgets = facts.budgets.map(\.status)
    return snapshot
  }
}
