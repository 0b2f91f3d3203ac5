public import SpendCore

/// Spend of the last minutes, in windows that end now.
public struct RecentSpend: Sendable, Hashable {
  public var minute = Money.zero
  /// Spend of the last minute without its most expensive request, where it had many; zero for few, which may
  /// be all there is.
  public var sustainedMinute = Money.zero
  public var fiveMinutes = Money.zero
  public var quarterHour = Money.zero
  public var hour = Money.zero

  /// Seconds of the windows.
  public static let windows: [Int64] = [60, 300, 900, 3_600]

  /// Fewer requests in a minute may be a burst.
  static let manyRequests: Int64 = 10

  public init() {}

  /// - Parameter spent: by the seconds of the window.
  public init(_ spent: (Int64) -> Money) {
    minute = spent(60)
    fiveMinutes = spent(300)
    quarterHour = spent(900)
    hour = spent(3_600)
  }
}
