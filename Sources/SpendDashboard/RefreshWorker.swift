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
    var isStopped = false
    var controls = AlertControls()
    /// Rises with each change of the controls.
    var controlNumber = 0
  }

  /// How the worker looks at the world.
  struct Setup: Sendable {
    var options: DashboardOptions
    var clock: @Sendable () -> Instant
    /// Opens the store; called on the worker's thread, which alone uses what it returns.
    var open: @Sendable () throws -> any SpendSource
  }

  let mailbox: Mailbox<DashboardSnapshot>
  private let orders: Mutex<Orders>
  private let wake = DispatchSemaphore(value: 0)
  private let done = DispatchSemaphore(value: 0)
  private let setup: Setup

  /// No more than four snapshots a second, however fast the store grows.
  private static let pollMilliseconds = 250
  /// A store that answers slowly is asked less often, so that it never takes more than a fifth of a core.
  private static let restsPerWork = 4
  private static let longestRestMilliseconds = 5_000
  /// Windows end now: without new events they still move.
  private static let longestSeconds: Int64 = 15

  init(_ request: SnapshotRequest, setup: Setup) throws {
    mailbox = try Mailbox()
    orders = Mutex(Orders(request: request))
    self.setup = setup
  }

  func start() {
    let thread = Thread { [self] in
      run()
      done.signal()
    }
    thread.name = "refresh"
    thread.stackSize = 1 << 20
    thread.start()
  }

  func ask(_ request: SnapshotRequest) {
    orders.withLock {
      $0.request = request
      $0.number += 1
    }
    wake.signal()
  }

  func pause(_ isPaused: Bool) {
    orders.withLock { $0.isPaused = isPaused }
    wake.signal()
  }

  /// Changes what is acknowledged and silenced, as long as the dashboard runs.
  func control(_ change: (inout AlertControls) -> Void) {
    orders.withLock {
      change(&$0.controls)
      $0.controlNumber += 1
    }
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
    var alerts: AlertSnapshot?
    var controlled = 0
    while true {
      let orders = orders.withLock { $0 }
      if orders.isStopped { return }
      let now = setup.clock()
      let began = ContinuousClock.now
      do {
        let open = try builder ?? makeBuilder()
        builder = open
        let isAsked = orders.number != answered
        let isOld = last.map { now.seconds - $0.takenAt.seconds >= Self.longestSeconds } ?? true
        if isAsked || !orders.isPaused {
          let newest = try open.generation()
          if isAsked || isOld || newest != generation {
            var snapshot = try open.build(for: orders.request, at: now)
            snapshot.alerts = alerts
            generation = newest
            answered = orders.number
            last = snapshot
            mailbox.post(snapshot)
          }
        }
        // After the figures, which nobody is to wait for.
        if !orders.isPaused || controlled != orders.controlNumber {
          let looked = try open.alerts(
            at: now, billingDay: orders.request.billingDay, controls: orders.controls,
            isUrgent: controlled != orders.controlNumber)
          controlled = orders.controlNumber
          if let looked, looked != alerts, var snapshot = last {
            alerts = looked
            snapshot.alerts = looked
            last = snapshot
            mailbox.post(snapshot)
          }
        }
      } catch {
        // What is known stays on the screen, with the reason why it is not newer.
        let reason = Self.reason(error)
        if orders.number != answered || reason != last?.problem {
          var snapshot = last
          if snapshot?.request != orders.request { snapshot = nil }
          var shown = snapshot ?? DashboardSnapshot(takenAt: now, request: orders.request)
          shown.problem = reason
          mailbox.post(shown)
          last = shown
        }
        answered = orders.number
        generation = nil
        builder = nil
      }
      let worked = Int((ContinuousClock.now - began) / .milliseconds(1))
      let rest = max(Self.pollMilliseconds, min(Self.longestRestMilliseconds, worked * Self.restsPerWork))
      _ = wake.wait(timeout: .now() + .milliseconds(rest))
    }
  }

  private func makeBuilder() throws -> SnapshotBuilder {
    SnapshotBuilder(
      source: try setup.open(), zone: setup.options.zone, budget: setup.options.monthlyBudget,
      budgets: setup.options.budgets)
  }

  private static func reason(_ error: any Error) -> String {
    (error as? UserMessage)?.what ?? "cannot read the database (\(error))"
  }
}
