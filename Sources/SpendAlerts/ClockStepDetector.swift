public import SpendCore

/// Detects changes of the wall clock by comparison with the monotonic clock.
///
/// Between two readings both clocks advance equally. When they did not, stored wall-clock times are moved
/// along; and after a jump that tears a hole into the last hour, or folds it, rules wait until a whole hour
/// of the new time is over: otherwise they would compare data of two clocks.
public struct ClockStepDetector: Sendable {
  private var last: (wall: Instant, monotonic: Duration)?
  private var waitsUntil: Instant?

  /// Seconds that clocks may differ by: they are slewed, and two of them are not read at once.
  private static let tolerance: Int64 = 60
  /// Seconds of a jump that an hour can bear.
  private static let bearable: Int64 = 600
  /// Lines of an hour may come in this much later.
  private static let lateSeconds: Int64 = 120

  public init() {}

  /// Returns the seconds by which the wall clock was set since the last reading; 0 when it was not.
  ///
  /// - Parameter monotonic: Time of a clock that is never set and that counts while the machine sleeps.
  public mutating func observe(wall: Instant, monotonic: Duration) -> Int64 {
    defer { last = (wall, monotonic) }
    guard let last else { return 0 }
    let passed = (monotonic - last.monotonic).components.seconds
    let jump = wall.seconds &- last.wall.seconds &- passed
    guard abs(jump) >= Self.tolerance else { return 0 }
    if let until = waitsUntil { waitsUntil = until.adding(seconds: jump) }
    if abs(jump) >= Self.bearable {
      let hours = wall.seconds.flooredQuotient(by: 3_600) + 2
      waitsUntil = Instant(seconds: hours * 3_600 + Self.lateSeconds)
    }
    return jump
  }

  /// True when all data that rules look at was recorded under the current clock.
  public func isSettled(at wall: Instant) -> Bool { waitsUntil.map { wall >= $0 } ?? true }
}
