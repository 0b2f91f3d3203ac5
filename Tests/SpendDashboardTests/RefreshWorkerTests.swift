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
}
