import Foundation
import SpendAlerts
import SpendCore
import Synchronization

/// Takes snapshots on a thread of its own whenever something has changed: the question, the store, or
/// the time by more than a quarter of a minute.
final class RefreshWorker: Sendable {
  private struct Orders {
    var request: SnapshotRequest
    /// Rises with each question, so that an answer is known to be for the last one.
    var number = 1
    var isPaused = false
    /// Number of requests to load for the list.
    var wanted = DashboardState.firstRequests
    var isStopped = false
    /// Alert actions that are not stored yet.
    var pendingCommands: [(saying: AlertCommand, at: Instant)] = []
    /// Breaks off the work on an earlier question.
    var interruption: (@Sendable () -> Void)?
  }

  /// Dependencies of the worker.
  struct Setup: Sendable {
    var options: DashboardOptions
    var clock: @Sendable () -> Instant
    /// Opens the store; called on the worker's thread, which alone uses what it returns.
    var open: @Sendable () throws -> any SpendSource
  }

  let mailbox: Mailbox<DashboardSnapshot>
  private let orders: Mutex<Orders>
  private let wake = WakeupPipe()
  private let done = DispatchSemaphore(value: 0)
  private let setup: Setup

  /// No more than four snapshots a second, however fast the store grows.
  private static let pollMilliseconds = 250
  /// Rest per unit of work: a slow store is queried less often, so that queries take at most a fifth of a
  /// core.
  private static let restsPerWork = 4
  private static let longestRestMilliseconds = 5_000
  /// A search for requests goes on for this long at a time.
  private static let searchMilliseconds = 40
  /// Windows end now: without new events they still move, as the clock on the screen does.
  private static let longestSeconds: Int64 = 60

  init(_ request: SnapshotRequest, setup: Setup) throws {
    mailbox = try Mailbox()
    orders = Mutex(Orders(request: request))
    self.setup = setup
  }

  func start() {
    let thread = Thread { [self] in
      ShownCurrency.$current.withValue(setup.options.currency) { run() }
      done.signal()
    }
    thread.name = "refresh"
    thread.stackSize = 1 << 20
    thread.start()
  }

  /// Starts the next query and interrupts the running one, whose result is obsolete.
  func ask(_ request: SnapshotRequest) {
    orders.withLock {
      $0.request = request
      $0.number += 1
      $0.interruption?()
    }
    wake.signal()
  }

  func want(_ count: Int) {
    orders.withLock { $0.wanted = count }
    wake.signal()
  }

  func pause(_ isPaused: Bool) {
    orders.withLock { $0.isPaused = isPaused }
    wake.signal()
  }

  /// Queues an acknowledgement or silence for storage.
  func say(_ saying: AlertCommand, at now: Instant) {
    orders.withLock { $0.pendingCommands.append((saying, now)) }
    wake.signal()
  }

  /// Returns when the running question is answered, or after two seconds.
  func stop() {
    orders.withLock { $0.isStopped = true }
    wake.signal()
    _ = done.wait(timeout: .now() + 2)
  }

  private func run() {
    var builder: SnapshotBuilder?
    var last: DashboardSnapshot?
    var answered = 0
    var generation: Int64?
    var isSearching = false
    var postedAt = ContinuousClock.now
    var alerts: AlertSnapshot?
    var timelines: [String: AlertTimeline] = [:]
    var desk: (any AlertControlStore)?
    // The next evaluation of the alerts shows the actions, also when a new query interrupts this one.
    var said = 0
    var evaluatedCount = 0
    var unkept: DashboardSnapshot.Unkept?
    while true {
      let (orders, pendingCommands) = orders.withLock { orders in
        defer { orders.pendingCommands = [] }
        return (orders, orders.pendingCommands)
      }
      if orders.isStopped { return }
      let now = setup.clock()
      let began = ContinuousClock.now
      if !pendingCommands.isEmpty {
        said += 1
        let reason = keep(pendingCommands, at: &desk)
        unkept = reason.map { .init(number: said, reason: $0) }
      }
      do {
        let open = try builder ?? makeBuilder()
        if builder == nil { self.orders.withLock { $0.interruption = open.interruption } }
        builder = open
        open.wanted = orders.wanted
        let isAsked = orders.number != answered
        let isOld =
          last.map { !(0..<Self.longestSeconds).contains(now.seconds - $0.takenAt.seconds) } ?? true
        if isAsked || !orders.isPaused {
          let newest = try open.generation()
          if isAsked || isOld || newest != generation {
            var snapshot = try open.build(for: orders.request, at: now)
            snapshot.alerts = alerts
            snapshot.timelines = timelines
            snapshot.unkept = unkept
            generation = newest
            answered = orders.number
            last = snapshot
            mailbox.post(snapshot)
          }
        }
        // In short steps, so that the next question never waits for it.
        if var snapshot = last {
          let wasSearching = isSearching
          isSearching = try open.lookBack(&snapshot, milliseconds: Self.searchMilliseconds)
          last = snapshot
          if wasSearching != isSearching
            || isSearching && began - postedAt >= .milliseconds(Self.pollMilliseconds)
          {
            postedAt = began
            mailbox.post(snapshot)
          }
        }
        // The alerts follow the figures, so that they never delay them.
        if !orders.isPaused || said != evaluatedCount {
          let kept = try desk ?? setup.options.host.openDesk()
          desk = kept
          let looked = try open.alerts(
            at: now, billingDay: orders.request.billingDay, desk: kept, isUrgent: said != evaluatedCount)
          evaluatedCount = said
          if let shown = looked ?? alerts, orders.request.needsBudgets,
            looked != nil || last?.timelines.isEmpty ?? true
          {
            timelines = try open.timelines(shown, at: now)
          }
          if var snapshot = last,
            unkept != snapshot.unkept || snapshot.timelines != timelines
              || looked.map({ $0 != alerts }) ?? false
          {
            snapshot.timelines = timelines
            alerts = looked ?? alerts
            snapshot.alerts = alerts
            snapshot.unkept = unkept
            last = snapshot
            mailbox.post(snapshot)
          }
        }
      } catch {
        if self.orders.withLock({ $0.number != orders.number }) { continue }
        // Known data stays on the screen, with the reason why it is out of date.
        let message = message(error)
        let reason = message.what
        if orders.number != answered || reason != last?.problem {
          var snapshot = last
          if snapshot?.request != orders.request { snapshot = nil }
          var shown = snapshot ?? DashboardSnapshot(takenAt: now, request: orders.request)
          shown.problem = reason
          shown.remedy = Self.remedy(message)
          mailbox.post(shown)
          last = shown
        }
        answered = orders.number
        generation = nil
        builder = nil
        isSearching = false
      }
      let worked = Int((ContinuousClock.now - began) / .milliseconds(1))
      let rest =
        isSearching
        ? Self.searchMilliseconds / 2
        : max(Self.pollMilliseconds, min(Self.longestRestMilliseconds, worked * Self.restsPerWork))
      wake.wait(milliseconds: Int32(clamping: rest))
      wake.drain()
    }
  }

  /// Stores alert actions; returns the reason of a failure, or nil.
  private func keep(
    _ pendingCommands: [(saying: AlertCommand, at: Instant)], at desk: inout (any AlertControlStore)?
  )
    -> String?
  {
    do {
      let kept = try desk ?? setup.options.host.openDesk()
      desk = kept
      for (saying, now) in pendingCommands {
        switch saying {
        case .acknowledge(let alert): try kept.acknowledge(alert, at: now)
        case .silence(let alert): try kept.silence(alert, at: now)
        }
      }
      return nil
    } catch {
      let message = message(error)
      return "not kept: " + [message.what, message.because].compactMap(\.self).joined(separator: ": ")
    }
  }

  private func makeBuilder() throws -> SnapshotBuilder {
    SnapshotBuilder(
      source: try setup.open(), zone: setup.options.zone, budget: setup.options.monthlyBudget,
      budgets: setup.options.budgets, rules: setup.options.alertRules,
      paidOtherwise: setup.options.paidOtherwise, explain: setup.options.explain)
  }

  private static func remedy(_ message: UserMessage) -> String? {
    let parts = [message.because, message.tryThis.map { "try: \($0)" }].compactMap(\.self)
    return parts.isEmpty ? nil : parts.joined(separator: " · ")
  }

  private func message(_ error: any Error) -> UserMessage {
    setup.options.describe(error)
      ?? UserMessage("cannot read the database", because: "\(error)", tryThis: "spendtop doctor")
  }
}
