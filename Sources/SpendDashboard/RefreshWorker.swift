import Foundation
import SpendCore
import Synchronization

/// Hands the newest value from one thread to another and wakes the one that waits. What was not
/// fetched in time is replaced, never queued.
final class Mailbox<Value: Sendable>: Sendable {
  private let value = Mutex<Value?>(nil)
  /// Readable when there is something to fetch.
  let descriptor: Int32
  private let writeEnd: Int32

  init() {
    var ends: [Int32] = [-1, -1]
    _ = pipe(&ends)
    descriptor = ends[0]
    writeEnd = ends[1]
    for end in ends {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
  }

  deinit {
    close(descriptor)
    close(writeEnd)
  }

  func post(_ new: Value) {
    value.withLock { $0 = new }
    var byte: UInt8 = 1
    _ = write(writeEnd, &byte, 1)
  }

  func take() -> Value? {
    value.withLock { value in
      defer { value = nil }
      return value
    }
  }
}

/// Builds snapshots on a thread of its own: when the store has changed, when something else is asked
/// for, and now and then because time goes on.
final class RefreshWorker: @unchecked Sendable {
  // `request`, `isPaused` and `isStopped` are touched under the condition's lock only.
  private let condition = NSCondition()
  private var request: ViewRequest
  private var asked = true
  private var isPaused = false
  private var isStopped = false

  private let open: @Sendable () throws -> any SpendSource
  private let zone: Zone
  private let clock: @Sendable () -> Instant
  let mailbox = Mailbox<Result<DashboardSnapshot, any Error>>()

  /// How often the store is asked whether it has changed.
  private static let look = 0.1
  /// A snapshot is this old at most, in seconds.
  private static let oldest: Int64 = 20

  init(
    _ request: ViewRequest, zone: Zone, clock: @escaping @Sendable () -> Instant,
    open: @escaping @Sendable () throws -> any SpendSource
  ) {
    self.request = request
    self.zone = zone
    self.clock = clock
    self.open = open
  }

  func start() {
    let thread = Thread { [self] in run() }
    thread.name = "refresh"
    thread.stackSize = 2 << 20
    thread.start()
  }

  func ask(_ request: ViewRequest) {
    condition.withLock {
      self.request = request
      asked = true
      condition.broadcast()
    }
  }

  func pause(_ isPaused: Bool) {
    condition.withLock {
      self.isPaused = isPaused
      asked = asked || !isPaused
      condition.broadcast()
    }
  }

  func stop() {
    condition.withLock {
      isStopped = true
      condition.broadcast()
    }
  }

  private func run() {
    var source: (any SpendSource)?
    var generation: Int64 = -1
    var builtAt = Instant(microseconds: 0)
    while true {
      let (request, asked, isPaused, isStopped) = condition.withLock {
        if !self.asked, !self.isStopped { _ = condition.wait(until: Date(timeIntervalSinceNow: Self.look)) }
        defer { self.asked = false }
        return (self.request, self.asked, self.isPaused, self.isStopped)
      }
      if isStopped { return }
      do {
        if source == nil { source = try open() }
        guard let source else { continue }
        let now = clock()
        let newest = try source.generation()
        let isOld = now.seconds - builtAt.seconds >= Self.oldest
        guard asked || (!isPaused && (newest != generation || isOld)) else { continue }
        let snapshot = try SnapshotBuilder(source, zone: zone).build(request, at: now)
        generation = newest
        builtAt = now
        mailbox.post(.success(snapshot))
      } catch {
        // The database may not be there yet, or be busy: try again.
        source = nil
        mailbox.post(.failure(error))
        Thread.sleep(forTimeInterval: 0.5)
        condition.withLock { self.asked = true }
      }
    }
  }
}
