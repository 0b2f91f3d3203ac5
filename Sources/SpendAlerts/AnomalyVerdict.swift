import Foundation
public import SpendCore

/// One hour compared with its baseline.
public struct AnomalyVerdict: Sendable, Hashable {
  /// Robust standard deviations above the usual, of the logarithm; negative below it.
  public var z = 0.0
  /// The logarithm of the hour above that of the usual one; nil while too little is known.
  var distance: Double?
  /// Dollars of the hour, and what was usual for it; of 24 hours where `isOfDay`.
  public var actual = 0.0
  public var expected = 0.0
  /// Dollars of a begun hour so far, of which `actual` is the rate; nil for a whole one.
  public var soFar: Double?
  /// The series is mostly silent: 24 hours are compared with days that had spend, without a deviation.
  public var isOfDay = false
  /// Severity of this hour alone.
  public var severity: Severity?
  /// An alert that began earlier has not had two calm hours yet.
  public var isFiring = false
  /// Three hours in which far less came in than ever: something does not log any more.
  public var isMissing = false

  public init() {}
}

extension Money {
  func scaledDown(by divisor: Int64) -> Money { Money(nanodollars: nanodollars / divisor) }
}
