import CSupport
import Foundation
import SpendAlerts
import SpendCore

/// Evaluates the rules every half minute, every few seconds while a budget is about to be exhausted, and
/// delivers their notices, on two threads of its own: neither a slow query nor a slow receiver holds up
/// ingest or the screen.
public final class AlertWorker: @unchecked Sendable {
  // Immutable; each thread opens what it uses.
  private let setup: DeliverySetup
  private let isCurrent: @Sendable () -> Bool
  private let stopping = StopSignal()

  private static let roundSeconds: Int64 = 30
  /// While a budget is about to be exhausted.
  private static let urgentRoundSeconds: Int64 = 5
  private static let deliverySeconds = 1.0
  /// Alerts at an Alertmanager end by themselves unless they are pushed again.
  private static let pushSeconds: Int64 = 300

  /// - Parameter isCurrent: true once all that was there has been read.
  public init(_ setup: DeliverySetup, isCurrent: @escaping @Sendable () -> Bool) {
    self.setup = setup
    self.isCurrent = isCurrent
  }

  public func start() {
    begin("alerts") { [self] in evaluate() }
    // One thread each: a receiver that hangs holds up no other.
    for receiver in setup.receivers {
      begin("notices") { [self] in deliver(to: receiver.name) }
    }
    if let heartbeat = setup.heartbeat { begin("heartbeat") { [self] in beat(heartbeat) } }
  }

  private func begin(_ name: String, _ body: @escaping @Sendable () -> Void) {
    let thread = Thread(block: body)
    thread.name = name
    thread.stackSize = 2 << 20
    thread.start()
  }

  public func stop() { stopping.stop() }

  /// Waits; false when it is time to end.
  private func rest(seconds: Double) -> Bool {
    stopping.wait(milliseconds: Int32(clamping: Int(seconds * 1_000)))
    return !stopping.isStopped
  }

  // MARK: Rules

  private func evaluate() {
    // Before everything is read once, half of the facts would look like silence.
    while !isCurrent() { guard rest(seconds: 0.5) else { return } }
    var round: AlertEvaluator?
    var lastSaid = ""
    var clock = ClockStepDetector()
    // Change of the wall clock that the alerts have not been moved by yet.
    var jump: Int64 = 0
    while true {
      let began = Clock.now
      jump += clock.observe(wall: began, monotonic: Clock.steady)
      do {
        if round == nil { round = try AlertEvaluator(setup) }
        try round?.run(
          at: began, jump: jump, isSettled: clock.isSettled(at: began), pushSeconds: Self.pushSeconds)
        jump = 0
        lastSaid = ""
      } catch {
        // A busy store is tried again; of equal complaints in a row only the first is reported.
        let text = setup.describe(error)
        if text != lastSaid { setup.log("spendtop: alerts were not evaluated: \(text)", .warning) }
        lastSaid = text
        round = nil
      }
      let now = Clock.now.seconds
      // A round over thousands of labels takes tens of megabytes, which glibc would keep until the next.
      spendtop_trim_heap()
      // Rounds are aligned; one that took too long is left out, not made up for.
      let length = round?.isUrgent == true ? Self.urgentRoundSeconds : Self.roundSeconds
      let next = (now.flooredQuotient(by: length) + 1) * length
      guard rest(seconds: Double(next - now)) else { return }
    }
  }

  // MARK: Heartbeat

  /// Sends heartbeats only while ingest makes progress: an independent heartbeat would be no proof of that.
  private func beat(_ heartbeat: Heartbeat) {
    var clock = HeartbeatClock(heartbeat, at: Clock.steady)
    repeat {
      guard isCurrent() else { continue }
      let complaint = clock.turn(at: Clock.steady) { $0.send(at: Clock.now) }
      if let complaint { setup.log("spendtop: the heartbeat cannot be sent: \(complaint)", .warning) }
    } while rest(seconds: Self.deliverySeconds)
  }

  // MARK: Delivery

  private func deliver(to receiver: String) {
    let isFirst = receiver == setup.receivers.first?.name
    var post: OutboxDispatcher?
    var clock = ClockStepDetector()
    var jump: Int64 = 0
    repeat {
      let now = Clock.now
      jump += clock.observe(wall: now, monotonic: Clock.steady)
      if post == nil, setup.hasLedger() { post = try? OutboxDispatcher(setup) }
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
