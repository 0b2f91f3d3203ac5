public import SpendCore

/// Spend per hour over the last minutes, and its baseline.
public struct SpendRate: Sendable, Hashable {
  /// Length of the window.
  public var seconds: Int64
  /// Spend per hour over the window just passed.
  public var perHour: Money
  /// The baseline: usual spend of this hour of the week, or the mean of the last day while that is not known.
  /// Nil when there is neither.
  public var usualPerHour: Money?

  /// - Parameters:
  ///   - recent: spend of the last `recentSeconds`, which must be positive.
  ///   - usual: spend of the long window, `usualSeconds` long; nil when there is none.
  public init(recent: Money, recentSeconds: Int64, usual: Money? = nil, usualSeconds: Int64 = 0) {
    seconds = recentSeconds
    perHour = Self.hourly(recent, seconds: recentSeconds) ?? .zero
    usualPerHour = usual.flatMap { Self.hourly($0, seconds: usualSeconds) }
  }

  /// Times the baseline; nil without one.
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
