public import SpendCore

/// How fast money goes right now, and whether that is usual.
public struct BurnRate: Sendable, Hashable {
  /// Dollars per hour over the short window just passed.
  public var perHour: Money
  /// Dollars per hour over the long window it is compared with; nil when that has no events.
  public var usualPerHour: Money?

  /// - Parameters:
  ///   - recent: spend of the last `recentSeconds`, which must be positive.
  ///   - usual: spend of the long window, `usualSeconds` long; nil when there is none.
  public init(recent: Money, recentSeconds: Int64, usual: Money? = nil, usualSeconds: Int64 = 0) {
    perHour = Self.hourly(recent, seconds: recentSeconds) ?? .zero
    usualPerHour = usual.flatMap { Self.hourly($0, seconds: usualSeconds) }
  }

  /// How many times the usual; nil when there is nothing to compare with.
  public var factor: Double? {
    guard let usualPerHour, usualPerHour > .zero else { return nil }
    return Double(perHour.nanodollars) / Double(usualPerHour.nanodollars)
  }

  private static func hourly(_ spend: Money, seconds: Int64) -> Money? {
    guard seconds > 0 else { return nil }
    return spend.scaled(by: 3_600, over: seconds)
  }
}

extension Money {
  /// `self × factor / divisor`, exact in between and rounded to the nearest nanodollar; the ends of the
  /// range hold. `divisor` must be positive.
  public func scaled(by factor: Int64, over divisor: Int64) -> Money {
    let product = Int128(nanodollars) * Int128(factor)
    let half = Int128(divisor) / 2
    let result = (product + (product < 0 ? -half : half)) / Int128(max(1, divisor))
    return Money(nanodollars: Int64(clamping: result))
  }
}
