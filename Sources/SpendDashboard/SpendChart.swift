import SpendAnalytics
import SpendAlerts
public import SpendCore

/// Spend over time, stacked by the values of a dimension.
public struct SpendChart: Sendable, Hashable {
  public struct Series: Sendable, Hashable {
    /// Value of the dimension; nil for all that have no series of their own.
    public var key: String?
    /// Values per slice, in the unit of the measure.
    public var values: [Int64]
  }

  public var dimension = Dimension.feature
  public var measure = Measure.spend
  /// Name of a bucket: `15 min`.
  public var sliceTitle = ""
  /// Starts of the slices, ascending.
  public var slices: [Instant] = []
  /// The largest first.
  public var series: [Series] = []
  /// Totals of the slices of the range before; empty when they are not compared.
  public var previous: [Int64] = []
  /// The last slice is not over yet.
  public var isLastOpen = false
  /// Remarks of people in the time range, in order of time.
  public var notes: [Note] = []

  public init() {}

  /// True when one slice is so high that the others are indistinguishable on a linear scale.
  public var isDwarfed: Bool {
    let totals = slices.indices.map { index in series.reduce(0) { $0 &+ $1.values[index] } }
      .filter { $0 > 0 }.sorted()
    guard isStacked, totals.count >= 8, let highest = totals.last else { return false }
    return highest / 8 > totals[totals.count * 9 / 10 - 1]
  }

  /// Series lie on each other, except where they do not add up.
  public var isStacked: Bool { measure != .latency }

  /// The highest slice, in the unit of the measure.
  public var highest: Int64 {
    slices.indices.reduce(0) { highest, index in
      let values = series.lazy.map { $0.values[index] }
      return max(highest, isStacked ? values.reduce(0, &+) : values.max() ?? 0)
    }
  }
}
