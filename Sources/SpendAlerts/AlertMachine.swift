public import SpendCore

/// The life of one alert: inactive, pending, firing, resolving, and inactive again.
///
/// Time comes in, transitions come out. An alert that goes to and fro too often is flapping: it counts as
/// firing until an hour has passed without a change.
public struct AlertMachine: Sendable, Hashable, Codable {
  public enum Phase: Sendable, Hashable, Codable {
    case inactive
    /// The condition holds, but not yet for long enough.
    case pending(since: Int64)
    case firing
    /// The condition has ended, but may come back.
    case resolving(since: Int64)
  }

  public enum Transition: String, Sendable, Hashable, Codable {
    case none, pended, dropped, fired, escalated, eased, resolved
  }

  public private(set) var phase = Phase.inactive
  /// Highest severity since the alert started firing. Lowered only after the condition was milder for
  /// `keepSeconds`.
  public private(set) var severity: Severity?
  /// Seconds since 1970 at which it began to fire.
  public private(set) var startedSeconds: Int64?
  public private(set) var isFlapping = false
  /// Recent times of firing and resolving.
  private var changes: [Int64] = []
  /// Since when the condition is less severe than the alert.
  private var easedSince: Int64?

  private static let flapWindow: Int64 = 3_600
  private static let flapChanges = 4

  public init() {}

  public var isFiring: Bool {
    switch phase {
    case .firing, .resolving: true
    case .inactive, .pending: false
    }
  }

  public mutating func observe(
    _ condition: Severity?, holds: Bool, rule: AlertRule, at now: Int64
  ) -> Transition {
    settle(now)
    switch phase {
    case .inactive:
      guard let condition else { return .none }
      return begin(condition, since: now, rule, now) ?? .pended
    case .pending(let since):
      guard let condition else {
        phase = .inactive
        return .dropped
      }
      return begin(condition, since: since, rule, now) ?? .none
    case .firing:
      guard holds else {
        phase = .resolving(since: now)
        // While it flaps its ends are not believed, but they show that it still does.
        if isFlapping { note(now) }
        return end(now, rule) ?? .none
      }
      return regrade(condition, rule, now)
    case .resolving:
      if let condition {
        phase = .firing
        return regrade(condition, rule, now)
      }
      // A value between the two thresholds neither ends an alert nor starts it.
      if holds {
        phase = .firing
        return .none
      }
      return end(now, rule) ?? .none
    }
  }

  private mutating func begin(
    _ condition: Severity, since: Int64, _ rule: AlertRule, _ now: Int64
  ) -> Transition? {
    guard now - since >= rule.holdSeconds else {
      phase = .pending(since: since)
      return nil
    }
    phase = .firing
    severity = condition
    startedSeconds = since
    easedSince = nil
    note(now)
    return .fired
  }

  private mutating func end(_ now: Int64, _ rule: AlertRule) -> Transition? {
    guard case .resolving(let since) = phase, now - since >= rule.keepSeconds, !isFlapping else { return nil }
    phase = .inactive
    severity = nil
    startedSeconds = nil
    note(now)
    return .resolved
  }

  private mutating func regrade(_ condition: Severity?, _ rule: AlertRule, _ now: Int64) -> Transition {
    guard let condition, let current = severity else { return .none }
    if condition > current {
      severity = condition
      easedSince = nil
      return .escalated
    }
    guard condition < current else {
      easedSince = nil
      return .none
    }
    let since = easedSince ?? now
    easedSince = since
    guard now - since >= rule.keepSeconds else { return .none }
    severity = condition
    easedSince = nil
    return .eased
  }

  /// Moves all times along with a clock that was set.
  mutating func shift(by seconds: Int64) {
    switch phase {
    case .pending(let since): phase = .pending(since: since &+ seconds)
    case .resolving(let since): phase = .resolving(since: since &+ seconds)
    case .inactive, .firing: break
    }
    startedSeconds = startedSeconds.map { $0 &+ seconds }
    easedSince = easedSince.map { $0 &+ seconds }
    changes = changes.map { $0 &+ seconds }
  }

  private mutating func note(_ now: Int64) {
    changes.append(now)
    if changes.count > Self.flapChanges { isFlapping = true }
  }

  /// Forgets changes of more than an hour ago; an hour without any ends the flapping.
  private mutating func settle(_ now: Int64) {
    changes.removeAll { now - $0 >= Self.flapWindow }
    if changes.isEmpty { isFlapping = false }
  }
}
