public import SpendCore

/// A figure beside the same figure of an earlier, equally long window.
public struct Delta: Sendable, Hashable {
  public var now: Int64
  public var before: Int64

  public init(now: Int64, before: Int64) {
    self.now = now
    self.before = before
  }

  public init(now: Money, before: Money) {
    self.init(now: now.nanodollars, before: before.nanodollars)
  }

  /// Change as a share of the earlier figure: 0.18 is 18 % more. Nil when the earlier figure is zero.
  public var share: Double? {
    before > 0 ? (Double(now) - Double(before)) / Double(before) : nil
  }

  /// Direction of a change; less than half a percent counts as none.
  public enum Direction: Sendable, Hashable { case new, none, up, down, gone }

  public var direction: Direction {
    if before <= 0 { return now > 0 ? .new : .none }
    if now <= 0 { return .gone }
    guard let share, abs(share) >= 0.005 else { return .none }
    return share > 0 ? .up : .down
  }
}
