import Foundation
import SpendAlerts
import SpendCore
import SpendScreen
import SpendTestSupport
import Synchronization
import Testing

@testable import SpendDashboard

/// Acknowledging and silencing from the list of alerts.
@Suite struct AlertKeyTests {
  private func state() throws -> DashboardState {
    var state = DashboardState(size: ScreenSize(width: 120, height: 36), now: SampleTraffic.now)
    state.show(.alerts)
    let source = MemorySource(SampleTraffic.records(days: 2))
    var snapshot = try SnapshotBuilder(source: source, zone: .utc).build(
      for: state.request, at: SampleTraffic.now)
    snapshot.alerts = GoldenScreenTests.firing
    _ = reduce(&state, .snapshot(snapshot))
    return state
  }

  @Test("a takes the selected alert or gives it back, x silences it or ends its silence")
  func keys() throws {
    var state = try state()
    let alerts = try #require(state.snapshot?.alerts?.alerts)
    #expect(reduce(&state, .key(.character("a"))) == [.say(.acknowledge(alerts[0]))])
    #expect(state.message?.hasPrefix("Acknowledged for 8 h: ") == true)
    #expect(reduce(&state, .key(.character("x"))) == [.say(.silence(alerts[0]))])
    #expect(state.message?.hasPrefix("Silenced for 1 h: ") == true)
    _ = reduce(&state, .key(.down))
    #expect(reduce(&state, .key(.character("a"))) == [.say(.acknowledge(alerts[1]))])
    #expect(state.message?.hasPrefix("Acknowledgement removed: ") == true)
  }

  @Test("controls are switched on and off")
  func controls() {
    var controls = AlertControls()
    var alert = GoldenScreenTests.firing.alerts[0]
    let now = SampleTraffic.now
    controls.acknowledge(alert, by: "ann", at: now)
    controls.silence(alert, id: "1", by: "ann", at: now)
    #expect(controls.acknowledgements.map(\.until) == [now.adding(seconds: 8 * 3_600)])
    #expect(controls.silences.map(\.end) == [now.adding(seconds: 3_600)])
    alert.acknowledgement = controls.acknowledgements.first
    alert.silence = controls.silences.first
    controls.acknowledge(alert, by: "bob", at: now)
    controls.silence(alert, id: "2", by: "bob", at: now)
    #expect(controls == AlertControls())
  }

  /// A desk that hands on what it hears, or refuses.
  private final class Desk: AlertControlStore {
    let heard: @Sendable (String) throws -> Void
    init(_ heard: @escaping @Sendable (String) throws -> Void) { self.heard = heard }
    func engine() -> AlertEngine? { nil }
    func controls() -> AlertControls { AlertControls() }
    func acknowledge(_ alert: AlertView, at now: Instant) throws { try heard("ack \(alert.name)") }
    func silence(_ alert: AlertView, at now: Instant) throws { try heard("silence \(alert.name)") }
  }

  private func said(_ desk: @escaping @Sendable (String) throws -> Void) throws -> DashboardSnapshot? {
    var options = DashboardOptions(zone: .utc)
    options.host.openDesk = { Desk(desk) }
    let worker = try RefreshWorker(
      SnapshotRequest(),
      setup: .init(
        options: options, clock: { SampleTraffic.now },
        open: { MemorySource(SampleTraffic.records(days: 1)) }))
    worker.say(.acknowledge(GoldenScreenTests.firing.alerts[0]), at: SampleTraffic.now)
    worker.say(.silence(GoldenScreenTests.firing.alerts[1]), at: SampleTraffic.now)
    worker.start()
    var waiting = pollfd(fd: worker.mailbox.descriptor, events: Int16(POLLIN), revents: 0)
    _ = poll(&waiting, 1, 20_000)
    worker.stop()
    return worker.mailbox.take()
  }

  @Test("what is said reaches the desk in its order")
  func spoken() throws {
    let heard = Mutex<[String]>([])
    let snapshot = try said { word in heard.withLock { $0.append(word) } }
    #expect(heard.withLock { $0 } == ["ack burn-fast search-daily", "silence forecast all"])
    #expect(snapshot?.unkept == nil)
  }

  @Test("what can not be kept is told, once")
  func refused() throws {
    let snapshot = try #require(try said { _ in throw UserMessage("the disk is full") })
    #expect(snapshot.unkept?.reason == "not kept: the disk is full")
    var state = DashboardState(size: ScreenSize(width: 120, height: 36))
    _ = reduce(&state, .snapshot(snapshot))
    #expect(state.message == "not kept: the disk is full")
    _ = reduce(&state, .key(.down))
    _ = reduce(&state, .snapshot(snapshot))
    #expect(state.message == nil)
  }
}
