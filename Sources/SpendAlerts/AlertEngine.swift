public import SpendCore

/// Turns the results of rules into notices: few, without duplicates, and in time.
///
/// A value that is stored between rounds: the same results at the same times give the same notices. Notices
/// are limited by, in order: an alert must last; a less informative alert is inhibited by another; silenced
/// alerts are only shown; alerts of one group share a notice; each alert is notified once, again when it
/// gets worse, and after hours without acknowledgement; a storm is one notice.
public struct AlertEngine: Sendable, Hashable, Codable {
  public private(set) var records: [String: AlertRecord] = [:]
  /// Groups with pending notices, and the time since which they are pending.
  private var waiting: [String: Int64] = [:]
  private var lastTold: [String: Int64] = [:]
  /// Times of first notices of alerts within the last five minutes.
  private var recentFirsts: [Int64] = []

  /// Rounds are half a minute apart: the notice of a group is sent in the round after the one that began it.
  private static let groupWait: Int64 = 20
  private static let groupInterval: Int64 = 300
  private static let stormWindow: Int64 = 300
  private static let stormSize = 20
  private static let stormListed = 10
  private static let flapRepeat: Int64 = 3_600
  /// Retention of ended alerts, in seconds.
  private static let memorySeconds: Int64 = 86_400

  public init() {}

  /// Result of one evaluation.
  public struct Step: Sendable {
    public var notices: [Notice] = []
    public var transitions: [(key: AlertKey, transition: AlertMachine.Transition)] = []

    public init() {}
  }

  /// - Parameters:
  ///   - readings: of all rules; a missing one counts as over.
  ///   - parents: names of the budgets whose filter includes that of a budget.
  ///   - explain: attribution, computed just before the first notice of an alert.
  public mutating func step(
    _ readings: [RuleResult], rules: [AlertRule], controls: AlertControls = AlertControls(),
    parents: [String: Set<String>] = [:], at now: Instant, explain: (AlertRecord) -> String = { _ in "" }
  ) -> Step {
    var step = Step()
    let byName = Dictionary(rules.map { ($0.name, $0) }) { first, _ in first }
    observe(readings, byName, now.seconds, &step)
    let inhibited = inhibited(parents)
    var due: [String: [String]] = [:]
    for (fingerprint, record) in records {
      let rule = byName[record.labels["rule"] ?? ""] ?? AlertRule(record.kind)
      let isQuiet =
        inhibited.contains(fingerprint) || controls.silences.contains { $0.covers(record.labels, at: now) }
      guard isDue(record, rule, isQuiet: isQuiet, controls, now) else { continue }
      due[groupKey(record), default: []].append(fingerprint)
    }
    tell(due, byName, controls, now, explain, &step)
    forget(now.seconds)
    return step
  }

  /// Moves all stored times along with a clock that was set: a condition that has held for a minute keeps
  /// its duration, and an alert notified an hour ago is not notified again.
  public mutating func shift(by seconds: Int64) {
    for fingerprint in records.keys { records[fingerprint]?.shift(by: seconds) }
    waiting = waiting.mapValues { $0 &+ seconds }
    lastTold = lastTold.mapValues { $0 &+ seconds }
    recentFirsts = recentFirsts.map { $0 &+ seconds }
  }

  private mutating func observe(
    _ readings: [RuleResult], _ rules: [String: AlertRule], _ now: Int64, _ step: inout Step
  ) {
    var seen: Set<String> = []
    for reading in readings {
      let key = reading.key
      guard seen.insert(key.fingerprint).inserted else { continue }
      if records[key.fingerprint] == nil, reading.severity == nil { continue }
      var record = records[key.fingerprint] ?? AlertRecord(reading)
      let rule = rules[reading.labels["rule"] ?? ""] ?? AlertRule(reading.kind)
      let transition = record.machine.observe(reading.severity, holds: reading.holds, rule: rule, at: now)
      // An alert that is over keeps the figures of its last bad moment.
      if reading.holds || reading.severity != nil { record.take(reading) }
      note(transition, reading, &record, now)
      if transition != .none { step.transitions.append((key, transition)) }
      records[key.fingerprint] = record
    }
    for (fingerprint, var record) in records where !seen.contains(fingerprint) {
      let rule = rules[record.labels["rule"] ?? ""] ?? AlertRule(record.kind)
      let transition = record.machine.observe(nil, holds: false, rule: rule, at: now)
      note(transition, nil, &record, now)
      if transition != .none { step.transitions.append((record.key, transition)) }
      records[fingerprint] = record
    }
    step.transitions.sort { $0.key.fingerprint < $1.key.fingerprint }
  }

  private func note(
    _ transition: AlertMachine.Transition, _ reading: RuleResult?, _ record: inout AlertRecord, _ now: Int64
  ) {
    switch transition {
    case .fired:
      record.endedSeconds = nil
      record.isLate = reading?.isLate ?? false
      record.lateSeverity = record.isLate ? record.machine.severity : nil
      record.reason = ""
    case .escalated:
      if reading?.isLate == true { record.lateSeverity = record.machine.severity }
    case .resolved: record.endedSeconds = now
    case .none, .pended, .dropped, .eased: break
    }
  }

  // MARK: Due notices

  private func groupKey(_ record: AlertRecord) -> String {
    record.groupLabels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "\u{1}")
  }

  private func isDue(
    _ record: AlertRecord, _ rule: AlertRule, isQuiet: Bool, _ controls: AlertControls, _ now: Instant
  ) -> Bool {
    guard record.machine.isFiring, let severity = record.machine.severity else {
      // An end is notified to receivers of the beginning, silenced or not: it closes open incidents
      // elsewhere.
      return record.notifiedSeverity != nil
    }
    if isQuiet { return false }
    if let late = record.lateSeverity, severity <= late { return false }
    guard let told = record.notifiedSeverity, let when = record.toldSeconds else { return true }
    if severity > told { return true }
    if acknowledgement(of: record, controls, now) != nil { return false }
    let usual: Int64 = severity == .critical ? 4 * 3_600 : 24 * 3_600
    let interval = record.machine.isFlapping ? Self.flapRepeat : rule.repeatSeconds ?? usual
    return now.seconds - when >= interval
  }

  func acknowledgement(
    of record: AlertRecord, _ controls: AlertControls, _ now: Instant
  ) -> Acknowledgement? {
    let key = record.key
    // One that was given for an earlier occurrence does not count for this one.
    return controls.acknowledgements.last {
      $0.key == key && now < $0.until && $0.at.seconds >= record.machine.startedSeconds ?? 0
    }
  }

  /// Alerts that say less than another one that fires.
  func inhibited(_ parents: [String: Set<String>]) -> Set<String> {
    let firing = records.filter { $0.value.machine.isFiring }
    if let watcher = firing.first(where: {
      $0.value.kind.definition.coversAll && $0.value.machine.severity == .critical
    }) {
      // Without fresh data every other rule looks at the past.
      return Set(firing.keys).subtracting([watcher.key])
    }
    // An anomaly of all traffic is notified once, not for each of its parts.
    let odd = Set(
      firing.values.filter { $0.labels.count == 1 && $0.kind.definition.coversParts }.map(\.kind))
    var critical: Set<[String: String]> = []
    var budgets: Set<String> = []
    for record in firing.values {
      guard let budget = record.labels["budget"], let severity = record.machine.severity else { continue }
      if severity == .critical { critical.insert(record.labels.filter { $0.key != "rule" }) }
      if severity >= .warning { budgets.insert(budget) }
    }
    return Set(
      firing.filter { _, record in
        guard record.machine.severity != .critical else { return false }
        if record.labels.count > 1, odd.contains(record.kind) { return true }
        guard let budget = record.labels["budget"] else { return false }
        if critical.contains(record.labels.filter({ $0.key != "rule" })) { return true }
        return !budgets.isDisjoint(with: parents[budget] ?? [])
      }.keys)
  }

  private func isPrompt(_ record: AlertRecord) -> Bool {
    record.kind.definition.isPrompt && record.machine.isFiring && record.notifiedSeverity == nil
  }

  // MARK: Content of notices

  private mutating func tell(
    _ due: [String: [String]], _ rules: [String: AlertRule], _ controls: AlertControls, _ now: Instant,
    _ explain: (AlertRecord) -> String, _ step: inout Step
  ) {
    for group in due.keys where waiting[group] == nil { waiting[group] = now.seconds }
    waiting = waiting.filter { due[$0.key] != nil }
    let ripe = due.keys.sorted().filter { group in
      let since = waiting[group] ?? now.seconds
      let last = lastTold[group] ?? .min / 2
      if (due[group] ?? []).contains(where: { records[$0].map(isPrompt) ?? false }) { return true }
      return now.seconds - since >= Self.groupWait && now.seconds - last >= Self.groupInterval
    }
    guard !ripe.isEmpty else { return }
    recentFirsts.removeAll { now.seconds - $0 >= Self.stormWindow }
    let firsts = ripe.flatMap { due[$0] ?? [] }.count { records[$0]?.notifiedSeverity == nil }
    let isStorm = recentFirsts.count + firsts > Self.stormSize
    recentFirsts += Array(repeating: now.seconds, count: firsts)
    var all: [Notice] = []
    for group in ripe {
      let members = (due[group] ?? []).sorted()
      for isEnd in [false, true] {
        let part = members.filter { records[$0]?.machine.isFiring == !isEnd }
        if let notice = notice(part, isEnd: isEnd, rules, now, isStorm ? { _ in "" } : explain) {
          all.append(notice)
        }
      }
      waiting[group] = nil
      lastTold[group] = now.seconds
    }
    step.notices = isStorm ? Self.storm(all, now) : all
  }

  /// Creates the notice of a group, and records that it was sent.
  private mutating func notice(
    _ fingerprints: [String], isEnd: Bool, _ rules: [String: AlertRule], _ now: Instant,
    _ explain: (AlertRecord) -> String
  ) -> Notice? {
    var alerts: [Notice.Alert] = []
    var isRepeat = true
    var labels: [String: String] = [:]
    for fingerprint in fingerprints {
      guard var record = records[fingerprint] else { continue }
      labels = record.groupLabels
      if !isEnd, record.reason.isEmpty { record.reason = explain(record) }
      let severity = record.machine.severity ?? record.notifiedSeverity ?? .info
      if record.notifiedSeverity.map({ severity > $0 }) ?? true { isRepeat = false }
      let rule = rules[record.labels["rule"] ?? ""] ?? AlertRule(record.kind)
      var alert = Notice.Alert(
        key: record.key, labels: record.labels, state: isEnd ? .resolved : .firing, severity: severity,
        start: Instant(seconds: record.machine.startedSeconds ?? record.toldSeconds ?? now.seconds),
        end: isEnd ? now : nil, value: record.value, threshold: record.threshold, summary: record.summary,
        reason: record.reason, runbook: rule.runbook, command: record.command)
      alert.isFlapping = record.machine.isFlapping
      alerts.append(alert)
      record.notifiedSeverity = isEnd ? nil : severity
      record.toldSeconds = isEnd ? nil : now.seconds
      records[fingerprint] = record
    }
    guard !alerts.isEmpty else { return nil }
    alerts.sort { ($1.severity, $0.key.fingerprint) < ($0.severity, $1.key.fingerprint) }
    var notice = Notice(
      id: Self.id(alerts, now), state: isEnd ? .resolved : .firing, groupLabels: labels, alerts: alerts,
      at: now)
    notice.isRepeat = isRepeat && !isEnd
    return notice
  }

  /// Many notices as one: what fires, the worst first, and how many more there are.
  private static func storm(_ notices: [Notice], _ now: Instant) -> [Notice] {
    var result: [Notice] = []
    for state in [Notice.State.firing, .resolved] {
      let alerts = notices.filter { $0.state == state }.flatMap(\.alerts)
        .sorted { ($1.severity, $0.key.fingerprint) < ($0.severity, $1.key.fingerprint) }
      guard !alerts.isEmpty else { continue }
      var notice = Notice(
        id: id(alerts, now), state: state, groupLabels: ["storm": "true"],
        alerts: Array(alerts.prefix(stormListed)), at: now)
      notice.unlisted = max(0, alerts.count - stormListed)
      result.append(notice)
    }
    return result
  }

  private static func id(_ alerts: [Notice.Alert], _ now: Instant) -> String {
    let text = alerts.map { "\($0.key) \($0.state.rawValue)" }.joined(separator: ",") + " \(now.seconds)"
    return SHA256.hex(SHA256.hash(Array(text.utf8)).prefix(16))
  }

  private mutating func forget(_ now: Int64) {
    records = records.filter { _, record in
      if record.machine.isFiring || record.notifiedSeverity != nil { return true }
      if case .pending = record.machine.phase { return true }
      return record.endedSeconds.map { now - $0 < Self.memorySeconds } ?? false
    }
    lastTold = lastTold.filter { now - $0.value < Self.groupInterval }
  }
}
