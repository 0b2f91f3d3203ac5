/// A moment: microseconds since 1970-01-01 00:00:00 UTC.
public struct Instant: Hashable, Sendable, Comparable, Codable {
  public var microseconds: Int64

  @inlinable
  public init(microseconds: Int64) {
    self.microseconds = microseconds
  }

  @inlinable
  public init(seconds: Int64) {
    microseconds = seconds &* 1_000_000
  }

  @inlinable
  public static func < (a: Instant, b: Instant) -> Bool {
    a.microseconds < b.microseconds
  }

  @inlinable
  public func adding(seconds: Int64) -> Instant {
    Instant(microseconds: microseconds &+ seconds &* 1_000_000)
  }

  /// Whole seconds since 1970, rounded towards the past.
  @inlinable
  public var seconds: Int64 {
    microseconds.flooredQuotient(by: 1_000_000)
  }
}

extension Int64 {
  /// Division rounded towards minus infinity, so that moments before 1970 fall into the right slice.
  @inlinable
  public func flooredQuotient(by divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}
