import Foundation
import SpendText

/// Mapping of values to heights.
public enum ChartScale: Sendable, Hashable {
  case linear(top: Double)
  /// From the power of ten below the smallest value to the one above the largest.
  case log(floor: Double, top: Double)

  /// The scale that shows all `values`.
  public init(values: [Double], isLog: Bool) {
    let positive = values.filter { $0 > 0 && $0.isFinite }
    guard isLog, let least = positive.min(), let most = positive.max() else {
      self = .linear(top: Self.roundedUp(positive.max() ?? 0))
      return
    }
    var floor = 1.0
    while floor > least { floor /= 10 }
    while floor * 10 <= least { floor *= 10 }
    var top = floor * 10
    while top < most { top *= 10 }
    self = .log(floor: floor, top: top)
  }

  /// The smallest of 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8 × 10ⁿ that is not below `value`: where a scale ends well.
  public static func roundedUp(_ value: Double) -> Double {
    guard value > 0, value.isFinite else { return 1 }
    var step = 1.0
    while step < value { step *= 10 }
    while step / 10 >= value { step /= 10 }
    for part in [0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.8] where step * part >= value {
      return step * part
    }
    return step
  }

  /// Returns the share of the whole height, 0…1; 0 for a value of zero, also where the scale does not begin
  /// at zero.
  public func height(_ value: Double) -> Double {
    guard value > 0, value.isFinite else { return 0 }
    switch self {
    case .linear(let top): return min(1, value / top)
    case .log(let floor, let top):
      // A value on the floor stays visible.
      let share = (log10(value) - log10(floor)) / (log10(top) - log10(floor))
      return min(1, max(0.02, share))
    }
  }

  /// Heights between the ends, as shares, whose values are round: about `count` divisions of the whole.
  func divisions(_ count: Int) -> [Double] {
    guard count > 1 else { return [] }
    switch self {
    case .log(let floor, let top):
      let decades = Int((log10(top) - log10(floor)).rounded())
      guard decades > 1 else { return [] }
      let step = max(1, (decades + count - 1) / count)
      return stride(from: step, to: decades, by: step).map { Double($0) / Double(decades) }
    case .linear(let top):
      // The first digits of the top, as `roundedUp` makes them, and what divides them evenly.
      var digits = top
      while digits >= 10 { digits /= 10 }
      while digits > 0, digits < 1 { digits *= 10 }
      let parts: [Int] =
        switch Int((digits * 10).rounded()) {
        case 15, 30, 60: [3, 2]
        case 25, 50: [5, 2]
        case 10: [4, 5, 2]
        default: [4, 2]
        }
      let chosen = parts.first { $0 <= count + 1 && $0 <= max(2, count) } ?? 2
      return (1..<chosen).map { Double($0) / Double(chosen) }
    }
  }

  /// The value at a share of the height.
  public func value(atHeight share: Double) -> Double {
    switch self {
    case .linear(let top): return top * share
    case .log(let floor, let top):
      return floor * pow(10, (log10(top) - log10(floor)) * share)
    }
  }
}
