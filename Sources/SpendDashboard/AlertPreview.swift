public import SpendAlerts
public import SpendCore

/// Evaluates the rules of alerts for the screen: without storing, and without telling anybody.
///
/// It goes on from where the collector is, so that both speak of the same occurrence of an alert. The
/// first look learns the history; a look is worth some queries, so it is taken a few times a minute.
public final class AlertPreview {
  private let source: any SpendSource
  private let gatherer: AlertFactsCollector
  private let rules: [AlertRule]
  private let parents: [String: Set<String>]
  private var engine = AlertEngine()
  /// The collector's stored state at the last read.
  private var adopted: AlertEngine?
  private var lookedAt: Instant?

  /// Seconds between evaluations. Rules hold for minutes: more frequent evaluation yields no new
  /// information.
  private static let intervalSeconds: Int64 = 15

  public init(
    source: any SpendSource & IngestFactsSource, zone: Zone, billingDay: Int, budgets: [Budget],
    rules: [AlertRule] = RuleRegistry.defaults
  ) {
    self.source = source
    gatherer = AlertFactsCollector(
      source: source, zone: zone, billingDay: billingDay, budgets: budgets, rules: rules)
    parents = AlertFactsCollector.parents(budgets)
    self.rules = rules
  }

  /// Returns the alert states; nil when the last evaluation is too recent. Throws errors of the stores.
  public func look(at now: Instant, desk: any AlertControlStore, isUrgent: Bool = false) throws
    -> AlertSnapshot?
  {
    if let lookedAt, !isUrgent, (0..<Self.intervalSeconds).contains(now.seconds - lookedAt.seconds) {
      return nil
    }
    let controls = try controls(desk)
    if lookedAt == nil, adopted == nil { try catchUp(to: now, controls) }
    let facts = try gatherer.facts(at: now)
    _ = engine.step(
      rules.flatMap { $0.results(facts) }, rules: rules, controls: controls, parents: parents, at: now,
      explain: { self.source(of: $0, at: now) })
    lookedAt = now
    var snapshot = engine.snapshot(rules: rules, controls: controls, parents: parents, at: now)
    snapshot.budgets = facts.budgets
    return snapshot
  }

  /// Evaluates the rules at some moments before the first look, so that an alert that has lasted for longer
  /// than it is held back fires at once, with the time it began.
  private func catchUp(to now: Instant, _ controls: AlertControls) throws {
    for minutes in Self.earlierMinutes {
      let moment = now.adding(seconds: -60 * minutes)
      let facts = try gatherer.facts(at: moment)
      _ = engine.step(
        rules.flatMap { $0.results(facts) }, rules: rules, controls: controls, parents: parents, at: moment,
        explain: { self.source(of: $0, at: moment) })
    }
  }

  /// The traffic behind an alert about spend; empty for other alerts.
  private func source(of alert: AlertRecord, at now: Instant) -> String {
    guard alert.explainsSpend else { return "" }
    let attribution = try? Attribution(
      of: alert.filters, windowSeconds: alert.windowSeconds, at: now, in: source)
    return attribution?.sentence ?? ""
  }

  private static let earlierMinutes: [Int64] = [30, 20, 10, 4]

  /// Alert states of the collector's last evaluation; nil without one.
  public func known(at now: Instant, desk: any AlertControlStore) throws -> AlertSnapshot? {
    guard try desk.engine() != nil else { return nil }
    let controls = try controls(desk)
    return engine.snapshot(rules: rules, controls: controls, parents: parents, at: now)
  }

  private func controls(_ desk: any AlertControlStore) throws -> AlertControls {
    var controls = try desk.controls()
    if let kept = try desk.engine() {
      if kept != adopted { engine = kept }
      adopted = kept
    } else {
      // Without a collector the start of an alert is unknown: an acknowledgement is valid until its end.
      for index in controls.acknowledgements.indices {
        controls.acknowledgements[index].at = controls.acknowledgements[index].until
      }
    }
    return controls
  }
}
