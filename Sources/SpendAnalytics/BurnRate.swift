public import SpendCore

/// The spend of a window over the even rate of a budget: at 1× it would use exactly the amount in one period.
///
/// The only definition of the burn rate: the screen, the rules, `check burn`, metrics and `budget list` show
/// this figure. A short window beside the long one makes an alert end soon after its cause (Google, "The Site
/// Reliability Workbook", chapter 5). The spend beside its usual is another figure: `SpendRate.factor`.
public struct BurnRate: Sendable, Hashable {
  /// Length of the window.
  public var seconds: Int64
  /// Spend of the window, and of its last twelfth.
  public var spent: Money
  public var shortSpent: Money
  /// Times the even rate over the window, and over its last twelfth.
  public var ratio: Double
  public var shortRatio: Double

  /// The windows of the rules and of `check burn`.
  public static let windows: [Int64] = [3_600, 21_600, 86_400, 259_200]

  /// Length of the short window that belongs to a long one.
  public static func shortSeconds(_ seconds: Int64) -> Int64 { max(60, seconds / 12) }

  /// - Parameter periodSeconds: length of the budget's period.
  public init(seconds: Int64, spent: Money, shortSpent: Money, amount: Money, periodSeconds: Int64) {
    self.seconds = seconds
    self.spent = spent
    self.shortSpent = shortSpent
    func ratio(_ spent: Money, _ seconds: Int64) -> Double {
      Double(spent.nanodollars) / Double(max(1, amount.nanodollars)) * Double(max(1, periodSeconds))
        / Double(max(1, seconds))
    }
    self.ratio = ratio(spent, seconds)
    shortRatio = ratio(shortSpent, Self.shortSeconds(seconds))
  }

  /// The lower one of both windows: what an alert is held against.
  public var sustained: Double { min(ratio, shortRatio) }
}
