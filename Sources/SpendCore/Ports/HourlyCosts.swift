/// The costs of the hours of a window, being added up.
public struct HourlyCosts: Sendable {
  public private(set) var costs: [Money]
  private let firstHour: Int64

  /// Stands for the values that are not told apart. No label is like it.
  public static let rest = "\u{0}"

  /// The value under which a value is summed.
  public static func key(_ value: String, _ named: Set<String>?) -> String {
    named.map { $0.contains(value) } ?? true ? value : rest
  }

  /// - Parameter window: Begins with an hour, and is of a length that fits into memory.
  public init(_ window: TimeWindow) {
    firstHour = window.start.seconds.flooredQuotient(by: 3_600)
    let end = (window.end.seconds &+ 3_599).flooredQuotient(by: 3_600)
    costs = Array(repeating: .zero, count: max(0, Int(clamping: end &- firstHour)))
  }

  /// Adds to an hour, counted from 1970; what lies outside of the window is left out.
  public mutating func add(_ cost: Money, hour: Int64) {
    let index = Int(clamping: hour &- firstHour)
    if costs.indices.contains(index) { costs[index] += cost }
  }

  public mutating func add(_ cost: Money, at start: Instant) {
    add(cost, hour: start.seconds.flooredQuotient(by: 3_600))
  }
}
