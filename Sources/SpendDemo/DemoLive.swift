public import SpendCore

extension DemoWorkload {
  /// The company going on from `start`, without end. `clock` is what the real clock shows now; from
  /// then on the company's time passes `speed` times as fast.
  public func live(from start: Instant, at clock: Instant, speed: Int64 = 1) -> DemoLive {
    DemoLive(workload: self, start: start, clock: clock, speed: speed)
  }
}

/// An endless sequence of requests, in order of time, each due at a moment of the real clock.
public struct DemoLive: IteratorProtocol, Sendable {
  private let workload: DemoWorkload
  private let start: Instant
  private let clock: Instant
  private let speed: Int64
  private var hour: Int64
  /// Requests of the hour, the next one last.
  private var waiting: [DemoRequest] = []

  init(workload: DemoWorkload, start: Instant, clock: Instant, speed: Int64) {
    self.workload = workload
    self.start = start
    self.clock = clock
    self.speed = max(1, min(speed, 1_000_000))
    hour = start.seconds.flooredQuotient(by: 3_600)
  }

  public mutating func next() -> DemoRequest? {
    fill()
    return waiting.popLast()
  }

  /// The requests that have become due when the real clock shows `now`.
  public mutating func due(at now: Instant) -> [DemoRequest] {
    var due: [DemoRequest] = []
    fill()
    while let request = waiting.last, self.clock(of: request) <= now {
      due.append(request)
      waiting.removeLast()
      fill()
    }
    return due
  }

  /// Wall-clock time of a simulated request.
  public func clock(of request: DemoRequest) -> Instant {
    Instant(microseconds: clock.microseconds &+ (request.time.microseconds &- start.microseconds) / speed)
  }

  /// Simulated time for the wall-clock time `now`.
  public func time(at now: Instant) -> Instant {
    Instant(microseconds: start.microseconds &+ (now.microseconds &- clock.microseconds) &* speed)
  }

  /// Loads hours until one has something to wait for.
  private mutating func fill() {
    while waiting.isEmpty {
      workload.appendRequests(ofHour: hour, nil, to: &waiting)
      waiting.removeAll { $0.time < start }
      waiting.reverse()
      hour &+= 1
    }
  }
}
