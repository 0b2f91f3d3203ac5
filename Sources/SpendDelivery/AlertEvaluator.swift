public import SpendAlerts
public import SpendCore
import SpendFormatting

/// Evaluates the alert rules: opened once, run every half minute.
public final class AlertEvaluator {
  private let setup: DeliverySetup
  private let store: any SpendSource & IngestFactsSource
  private let book: AlertStateStore
  private let gatherer: AlertFactsCollector
  private var engine: AlertEngine
  private let parents: [String: Set<String>]
  private var lastPush: Int64 = 0
  /// True when the next round is due within seconds.
  public private(set) var isUrgent = false

  public init(_ setup: DeliverySetup) throws {
    self.setup = setup
    store = try setup.openStore()
    book = AlertStateStore(try setup.openLedger())
    gatherer = AlertFactsCollector(
      source: store, zone: setup.zone, billingDay: setup.billingDay, budgets: setup.budgets,
      rules: setup.rules)
    parents = AlertFactsCollector.parents(setup.budgets)
    engine = try book.engine()
  }

  /// - Parameters:
  ///   - jump: seconds that the clock was set by since the last round.
  ///   - isSettled: false while the last hours are of two clocks: alerts then stay as they are.
  @discardableResult
  public func run(at now: Instant, jump: Int64 = 0, isSettled: Bool = true, pushSeconds: Int64 = 300) throws
    -> AlertEngine.Step
  {
    if jump != 0 { try follow(jump, at: now) }
    let step = try ShownCurrency.$current.withValue(setup.currency) {
      isSettled ? try evaluate(at: now) : AlertEngine.Step()
    }
    try push(at: now, every: pushSeconds)
    if isSettled, !setup.digests.isEmpty {
      try DigestSender(setup, store, book.ledger).run(at: now)
    }
    return step
  }

  /// Moves what is remembered along with a clock that was set.
  private func follow(_ jump: Int64, at now: Instant) throws {
    engine.shift(by: jump)
    gatherer.clockWasSet()
    lastPush += jump
    try book.save(engine, notices: [], to: setup.receivers, rules: setup.rules)
    try book.change(at: min(now, now.adding(seconds: -jump))) {
      $0.shift(by: jump, givenUpTo: now.adding(seconds: -jump))
    }
    let length = AmountText.duration(seconds: Double(abs(jump)))
    setup.log(
      "spendtop: the clock was set \(jump < 0 ? "back" : "forward") by \(length): alerts keep their state, "
        + "rules wait until a whole hour of the new time is over", .warning)
  }

  private func evaluate(at now: Instant) throws -> AlertEngine.Step {
    let facts = try gatherer.facts(at: now)
    isUrgent = facts.isUrgent
    let controls = try book.controls()
    var next = engine
    let step = next.step(
      setup.rules.flatMap { $0.results(facts) }, rules: setup.rules, controls: controls,
      parents: parents, at: now,
      explain: { [store] record in
        guard record.explainsSpend else { return "" }
        return
          (try? Attribution(
            of: record.filters, windowSeconds: record.windowSeconds, at: now, in: store))?.sentence ?? ""
      })
    if next != engine || !step.notices.isEmpty {
      try book.save(next, notices: step.notices, to: setup.receivers, rules: setup.rules)
    }
    engine = next
    return step
  }

  /// Sends firing alerts again to receivers that forget them otherwise.
  private func push(at now: Instant, every pushSeconds: Int64) throws {
    let managers = setup.receivers.filter { $0.kind == .alertmanager }
    if !managers.isEmpty, now.seconds - lastPush >= pushSeconds,
      let notice = engine.standing(
        rules: setup.rules, controls: try book.controls(), parents: parents, at: now)
    {
      try book.save(engine, notices: [notice], to: managers, rules: setup.rules)
      lastPush = now.seconds
    }
  }
}
