public import SpendCore

/// Spend of the last minutes, in windows that end now.
public struct RecentSpend: Sendable, Hashable {
  public var minute = Money.zero
  public var fiveMinutes = Money.zero
  public var quarterHour = Money.zero
  public var hour = Money.zero

  /// Seconds of the windows.
  public static let windows: [Int64] = [60, 300, 900, 3_600]

  public init() {}

  /// - Parameter spent: by the seconds of the window.
  public init(_ spent: (Int64) -> Money) {
    minute = spent(60)
    fiveMinutes = spent(300)
    quarterHour = spent(900)
    hour = spent(3_600)
  }
}
