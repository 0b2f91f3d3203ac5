import Foundation
import SpendCore
import SpendTestSupport
import Synchronization
import Testing

@testable import SpendDashboard

@Suite struct RefreshWorkerTests {
  private struct BrokenOff: Error {}

  @Test("a new question breaks off the work on the one before, and nothing is said of that")
  func breakingOff() throws {
    let begun = DispatchSemaphore(value: 0)
    let released = DispatchSemaphore(value: 0)
    let isFirst = Mutex(true)
    let worker = try RefreshWorker(
      SnapshotRequest(),
      setup: .init(options: DashboardOptions(zone: .utc), clock: { SampleTraffic.now }) {
        let source = MemorySource(SampleTraffic.records(days: 2))
        source.interruption = { released.signal() }
        source.beforeRows = { _ in
          guard
            isFirst.withLock({ isFirst in
              defer { isFirst = false }; return isFirst
            })
          else { return }
          begun.signal()
          released.wait()
          throw BrokenOff()
        }
        return source
      })
    worker.start()
    defer { worker.stop() }
    begun.wait()
    var next = SnapshotRequest()
    next.filters = [DimensionFilter(.feature, .equals("search"))]
    worker.ask(next)
    var waiting = pollfd(fd: worker.mailbox.descriptor, events: Int16(POLLIN), revents: 0)
    try #require(poll(&waiting, 1, 20_000) > 0)
    let snapshot = try #require(worker.mailbox.take())
    #expect(snapshot.request == next && snapshot.problem == nil)
  }
  private struct Damage: Error {}

  /// The first snapshot of a worker whose store fails.
  private func failed(_ change: (inout DashboardOptions) -> Void = { _ in }) throws -> DashboardSnapshot {
    var options = DashboardOptions(zone: .utc)
    change(&options)
    let worker = try RefreshWorker(
      SnapshotRequest(),
      setup: .init(options: options, clock: { SampleTraffic.now }) {
        let source = MemorySource()
        source.failure = Damage()
        return source
      })
    worker.start()
    defer { worker.stop() }
    var waiting = pollfd(fd: worker.mailbox.descriptor, events: Int16(POLLIN), revents: 0)
    try #require(poll(&waiting, 1, 20_000) > 0)
    return try #require(worker.mailbox.take())
  }

  @Test("a failing store is described by what happened, why, and the next step")
  func described() throws {
    let known = try failed { options in
      options.describe = { error in
        error is Damage
          ? UserMessage(
            "cannot use the database", because: "the file is damaged", tryThis: "spendtop rebuild")
          : nil
      }
    }
    #expect(known.problem == "cannot use the database")
    #expect(known.remedy == "the file is damaged · try: spendtop rebuild")
    let unknown = try failed()
    #expect(unknown.problem == "cannot read the database")
    #expect(unknown.remedy?.hasSuffix("try: spendtop doctor") == true)
  }
}
