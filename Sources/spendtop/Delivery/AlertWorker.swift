import Foundation
import SpendAlerts
import SpendCore
import SpendFormatting
import SpendIngest
import SpendStore

/// Evaluates the rules every half minute, every few seconds while a budget is about to be exhausted, and
/// delivers their notices, on two threads of its own: neither a slow query nor a slow receiver holds up
/// ingest or the screen.
final class AlertWorker: @unchecked Sendable {
  // Immutable; each thread opens what it uses.
  private let context: Context
  private let meter: IngestMeter
  private let stopping = StopSignal()

  private static let roundSeconds: Int64 = 30
  /// While a budget is about to be exhausted.
  private static let urgentRoundSeconds: Int64 = 5
  private static let deliverySeconds = 1.0
  /// Alerts at an Alertmanager end by themselves unless they are pushed again.
  private static let pushSeconds: Int64 = 300

  init(_ context: Context, meter: IngestMeter) {
    self.context = context
    self.meter = meter
  }

  func start() {
    begin("alerts") { [self] in evaluate() }
    // One thread each: a receiver that hangs holds up no other.
    for receiver in context.settings.receivers {
      begin("notices") { [self] in deliver(to: receiver.name) }
    }
    if let heartbeat = context.settings.heartbeat { begin("heartbeat") { [self] in beat(heartbeat) } }
  }

  private func begin(_ name: String, _ body: @escaping @Sendable () -> Void) {
    let thread = Thread(block: body)
    thread.name = name
    thread.stackSize = 2 << 20
    thread.start()
  }

  func stop() { stopping.stop() }

  /// Waits; false when it is time to end.
  private func rest(seconds: Double) -> Bool {
    stopping.wait(milliseconds: Int32(clamping: Int(seconds * 1_000)))
    return !stopping.isStopped
  }

  private var isCurrent: Bool {
    switch meter.current.phase {
    case .following, .done: true
    case .looking, .reading, .stalled: false
    }
  }

  // MARK: Rules

  private func evaluate() {
    // Before everything is read once, half of the facts would look like silence.
    while !isCurrent { guard rest(seconds: 0.5) else { return } }
    var round: AlertEvaluator?
    var lastSaid = ""
    var clock = ClockStepDetector()
    // Change of the wall clock that the alerts have not been moved by yet.
    var jump: Int64 = 0
    while true {
      let began = Clock.now
      jump += clock.observe(wall: began, monotonic: Clock.steady)
      do {
        if round == nil { round = try AlertEvaluator(context) }
        try round?.run(
          at: began, jump: jump, isSettled: clock.isSettled(at: began), pushSeconds: Self.pushSeconds)
        jump = 0
        lastSaid = ""
      } catch {
        // A busy store is tried again; of equal complaints in a row only the first is reported.
        let text = Self.reason(error, context)
        if text != lastSaid { Reporter.say("spendtop: alerts were not evaluated: \(text)", .warning) }
        lastSaid = text
        round = nil
      }
      let now = Clock.now.seconds
      // Rounds are aligned; one that took too long is left out, not made up for.
      let length = round?.isUrgent == true ? Self.urgentRoundSeconds : Self.roundSeconds
      let next = (now.flooredQuotient(by: length) + 1) * length
      guard rest(seconds: Double(next - now)) else { return }
    }
  }

  private static func reason(_ error: any Error, _ context: Context) -> String {
    if let error = error as? StoreError, let because = error.message(path: context.databasePath).because {
      return because
    }
    guard let message = (error as? CommandError)?.message ?? (error as? UserMessage) else {
      return "\(error)"
    }
    return [message.what, message.because, message.tryThis.map { "try: \($0)" }].compactMap(\.self)
      .joined(separator: "; ")
  }

  // MARK: Heartbeat

  /// Sends heartbeats only while ingest makes progress: an independent heartbeat would be no proof of that.
  private func beat(_ heartbeat: Heartbeat) {
    var clock = HeartbeatClock(heartbeat, at: Clock.steady)
    repeat {
      guard isCurrent else { continue }
      let complaint = clock.turn(at: Clock.steady) { $0.send(at: Clock.now) }
      if let complaint { Reporter.say("spendtop: the heartbeat cannot be sent: \(complaint)", .warning) }
    } while rest(seconds: Self.deliverySeconds)
  }

  // MARK: Delivery

  private func deliver(to receiver: String) {
    let isFirst = receiver == context.settings.receivers.first?.name
    var post: OutboxDispatcher?
    var clock = ClockStepDetector()
    var jump: Int64 = 0
    repeat {
      let now = Clock.now
      jump += clock.observe(wall: now, monotonic: Clock.steady)
      if post == nil,
        FileManager.default.fileExists(atPath: context.companions.state)
      {
        post = try? OutboxDispatcher(context)
      }
      do {
        // Work that does not belong to a single receiver is done by one thread.
        try post?.run(
          at: now, jump: isFirst ? jump : 0, receiver: receiver, includingUnknown: isFirst)
        jump = 0
      } catch {
        post = nil
      }
    } while rest(seconds: Self.deliverySeconds)
  }
}

/// Evaluates the alert rules: opened once, run every half minute.
final class AlertEvaluator {
  private let context: Context
  private let store: SQLiteStore
  private let book: AlertStateStore
  private let gatherer: AlertFactsCollector
  private var engine: AlertEngine
  private let parents: [String: Set<String>]
  private var lastPush: Int64 = 0
  /// True when the next round is due within seconds.
  private(set) var isUrgent = false

  init(_ context: Context) throws {
    self.context = context
    store = try context.store()
    book = try AlertStateStore(context.companions)
    let settings = context.settings
    gatherer = AlertFactsCollector(
      source: store, zone: context.zone, billingDay: settings.billingDay, budgets: settings.budgets,
      rules: settings.alertRules)
    parents = AlertFactsCollector.parents(settings.budgets)
    engine = try book.engine()
  }

  /// - Parameters:
  ///   - jump: seconds that the clock was set by since the last round.
  ///   - isSettled: false while the last hours are of two clocks: alerts then stay as they are.
  @discardableResult
  func run(at now: Instant, jump: Int64 = 0, isSettled: Bool = true, pushSeconds: Int64 = 300) throws
    -> AlertEngine.Step
  {
    if jump != 0 { try follow(jump, at: now) }
    let currency = context.settings.currency.map { ShownCurrency($0) }
    let step = try ShownCurrency.$current.withValue(currency) {
      isSettled ? try evaluate(at: now) : AlertEngine.Step()
    }
    if isSettled, !context.settings.digests.isEmpty {
      try DigestSender(context, store, book.ledger).run(at: now)
    }
    try push(at: now, every: pushSeconds)
    return step
  }

  /// Moves what is remembered along with a clock that was set.
  private func follow(_ jump: Int64, at now: Instant) throws {
    let settings = context.settings
    engine.shift(by: jump)
    gatherer.clockWasSet()
    lastPush += jump
    try book.save(engine, notices: [], to: settings.receivers, rules: settings.alertRules)
    try book.change(at: min(now, now.adding(seconds: -jump))) {
      $0.shift(by: jump, givenUpTo: now.adding(seconds: -jump))
    }
    let length = AmountText.duration(seconds: Double(abs(jump)))
    Reporter.say(
      "spendtop: the clock was set \(jump < 0 ? "back" : "forward") by \(length): alerts keep their state, "
        + "rules wait until a whole hour of the new time is over", .warning)
  }

  private func evaluate(at now: Instant) throws -> AlertEngine.Step {
    let settings = context.settings
    let facts = try gatherer.facts(at: now)
    isUrgent = facts.isUrgent
    let controls = try book.controls()
    var next = engine
    let step = next.step(
      settings.alertRules.flatMap { $0.readings(facts) }, rules: settings.alertRules, controls: controls,
      parents: parents, at: now,
      explain: { [store] record in
        guard record.explainsSpend else { return "" }
        return
          (try? Attribution(
            of: record.filters, windowSeconds: record.windowSeconds, at: now, in: store))?.sentence ?? ""
      })
    if next != engine || !step.notices.isEmpty {
      try book.save(next, notices: step.notices, to: settings.receivers, rules: settings.alertRules)
    }
    engine = next
    return step
  }

  /// Sends firing alerts again to receivers that forget them otherwise.
  private func push(at now: Instant, every pushSeconds: Int64) throws {
    let settings = context.settings
    let managers = settings.receivers.filter { $0.kind == .alertmanager }
    if !managers.isEmpty, now.seconds - lastPush >= pushSeconds,
      let notice = engine.standing(
        rules: settings.alertRules, controls: try book.controls(), parents: parents, at: now)
    {
      try book.save(engine, notices: [notice], to: managers, rules: settings.alertRules)
      lastPush = now.seconds
    }
  }
}

/// Takes notices from the outbox to their receivers.
final class OutboxDispatcher {
  private let context: Context
  private let book: AlertStateStore

  /// Reason why configured programs are not started; nil when they are.
  private let objection: String?

  /// Number of entries sent before the outbox is read again.
  private static let batch = 16
  /// Number of entries searched for those to send first.
  private static let readAhead = 1_000

  init(_ context: Context) throws {
    self.context = context
    book = try AlertStateStore(context.companions)
    objection = ConfigurationRights(path: context.configurationPath).objection
  }

  /// Critical notices first, each in the order of their times.
  private static func criticalFirst(_ entries: [OutboxEntry]) -> [OutboxEntry] {
    guard entries.count > 1 else { return entries }
    let ranked = entries.enumerated().map { place, entry in
      let notice = try? JSONDecoder().decode(Notice.self, from: Data(entry.notice))
      return (isCritical: notice?.severity == .critical, place: place, entry: entry)
    }
    return ranked.sorted { ($0.isCritical ? 0 : 1, $0.place) < ($1.isCritical ? 0 : 1, $1.place) }.map(
      \.entry)
  }

  /// - Parameters:
  ///   - jump: seconds that the clock was set by since the last time.
  ///   - receiver: whose notices are delivered; nil for all.
  ///   - includingUnknown: also fails notices whose receiver was removed from the configuration.
  func run(
    at now: Instant, jump: Int64 = 0, receiver only: String? = nil, includingUnknown: Bool = true
  ) throws {
    if jump != 0 { try book.ledger.shiftPending(by: jump) }
    let known = Set(context.settings.receivers.map(\.name))
    let due = try book.ledger.due(at: now, limit: Self.readAhead).filter { entry in
      guard let only else { return true }
      return entry.receiver == only || (includingUnknown && !known.contains(entry.receiver))
    }
    for var entry in Self.criticalFirst(due).prefix(Self.batch) {
      let receiver = context.settings.receivers.first { $0.name == entry.receiver }
      if let receiver, receiver.startsPrograms, let objection {
        entry.state = .failed
        entry.error = objection
        try book.ledger.note(entry)
        continue
      }
      guard let receiver, let notice = try? JSONDecoder().decode(Notice.self, from: Data(entry.notice)) else {
        entry.state = .failed
        entry.error =
          receiver == nil ? "there is no receiver of this name any more" : "the notice cannot be read"
        try book.ledger.note(entry)
        continue
      }
      switch NoticeSender(receiver: receiver).deliver(notice) {
      case .delivered:
        entry.attempts += 1
        entry.state = .delivered
        entry.error = ""
      case .refused(let reason):
        entry.attempts += 1
        entry.state = .failed
        entry.error = reason
        Reporter.say("spendtop: the receiver \(receiver.name) refused a notice: \(reason)", .error)
      case .retry(let asked, let reason):
        entry.retry(at: now, because: reason, asked: asked, share: Double.random(in: 0...1))
        if entry.attempts == 1 || entry.state == .givenUp {
          let what =
            entry.state == .givenUp ? "was tried for a day in vain" : "cannot be reached, it is tried again"
          Reporter.say("spendtop: the receiver \(receiver.name) \(what): \(reason)", .warning)
        }
      }
      try book.ledger.note(entry)
    }
  }
}
