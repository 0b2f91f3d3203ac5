import Foundation
public import SpendAlerts
public import SpendCore

/// Alerts, their acknowledgements and silences, and the outbox, as values: stored as JSON in the database of
/// alerts.
public struct AlertStateStore {
  public let ledger: any AlertLedger

  public init(_ ledger: any AlertLedger) { self.ledger = ledger }

  public func engine() throws -> AlertEngine {
    guard let bytes = try ledger.engineState() else { return AlertEngine() }
    // A state of another version that this version cannot read is replaced by an empty one: an alert may be
    // notified twice.
    return (try? JSONDecoder().decode(AlertEngine.self, from: Data(bytes))) ?? AlertEngine()
  }

  /// Puts a notice into the outbox that did not come from the engine.
  public func post(_ notice: Notice, to receivers: [Receiver], rules: [AlertRule]) throws {
    try ledger.save(engineState: nil, entries: try Self.entries([notice], receivers, rules))
  }

  public func save(_ engine: AlertEngine, notices: [Notice], to receivers: [Receiver], rules: [AlertRule])
    throws
  {
    try ledger.save(
      engineState: [UInt8](try JSONEncoder().encode(engine)),
      entries: try Self.entries(notices, receivers, rules))
  }

  private static func entries(
    _ notices: [Notice], _ receivers: [Receiver], _ rules: [AlertRule]
  ) throws -> [OutboxEntry] {
    try notices.flatMap { notice in
      try receivers.compactMap { receiver in
        try part(of: notice, for: receiver, rules: rules).map { try entry($0, receiver) }
      }
    }
  }

  public static func entry(_ notice: Notice, _ receiver: Receiver) throws -> OutboxEntry {
    OutboxEntry(
      id: "\(notice.id)/\(receiver.name)", receiver: receiver.name,
      notice: [UInt8](try JSONEncoder().encode(notice)),
      created: notice.at)
  }

  /// The alerts of a notice that a receiver gets, by severity and rule; nil when there are none.
  public static func part(of notice: Notice, for receiver: Receiver, rules: [AlertRule]) -> Notice? {
    if notice.state == .test { return notice }
    let named = Dictionary(rules.map { ($0.name, $0.receivers) }) { first, _ in first }
    var part = notice
    part.alerts = notice.alerts.filter { alert in
      let receivers = named[alert.labels["rule"] ?? ""] ?? []
      return alert.severity >= receiver.severity && (receivers.isEmpty || receivers.contains(receiver.name))
    }
    return part.alerts.isEmpty ? nil : part
  }

  public func controls() throws -> AlertControls {
    try ledger.controls().map(Self.controls) ?? AlertControls()
  }

  private static func controls(_ bytes: [UInt8]) -> AlertControls {
    let stored = try? JSONDecoder().decode(StoredControls.self, from: Data(bytes))
    return AlertControls(
      acknowledgements: stored?.acknowledgements ?? [], silences: stored?.silences ?? [])
  }

  /// Changes acknowledgements and silences, in one step for all concurrent writers; ended ones are dropped.
  public func change(at now: Instant, _ change: (inout AlertControls) throws -> Void) throws {
    try ledger.changeControls { bytes in
      var controls = bytes.map(Self.controls) ?? AlertControls()
      try change(&controls)
      let stored = StoredControls(
        acknowledgements: controls.acknowledgements.filter { $0.until > now },
        silences: controls.silences.filter { $0.end > now })
      return [UInt8](try JSONEncoder().encode(stored))
    }
  }

  /// PagerDuty has acknowledgements of its own.
  public func notifyPagerDuty(
    of alert: AlertView, _ receivers: [Receiver], rules: [AlertRule], at now: Instant
  ) throws {
    let pagers = receivers.filter { $0.kind == .pagerduty }
    guard !pagers.isEmpty else { return }
    let one = Notice.Alert(
      key: alert.key, labels: alert.labels, state: .acknowledged, severity: alert.severity,
      start: alert.since, value: alert.value, threshold: alert.threshold, summary: alert.summary)
    let notice = Notice(
      id: "ack-\(alert.key)-\(now.microseconds)", state: .acknowledged, groupLabels: [:], alerts: [one],
      at: now)
    try post(notice, to: pagers, rules: rules)
  }

  private struct StoredControls: Codable {
    var acknowledgements: [Acknowledgement]
    var silences: [Silence]
  }

  public func snapshot(rules: [AlertRule], budgets: [Budget], at now: Instant) throws -> AlertSnapshot {
    var snapshot = try engine().snapshot(
      rules: rules, controls: try controls(), parents: AlertFactsCollector.parents(budgets), at: now)
    let history = try ledger.history(limit: 500)
    snapshot.undelivered = history.count { $0.state == .pending && $0.attempts > 0 }
    snapshot.givenUp = history.count { $0.state == .givenUp || $0.state == .failed }
    return snapshot
  }
}
