import SpendAnalytics
import SpendCore
import SpendFormatting

/// A row of the form of a plan.
public enum PlanRow: String, Sendable, Hashable, CaseIterable {
  case requests = "requests a day"
  case input = "input tokens"
  case output = "output tokens"
  case cached = "cached share"
  case batch = "batch share"
  case retries
  case growth = "growth a month"
  case model
  case traffic = "like traffic of"
  case gpu = "rented GPUs"
  case throughput = "GPU tokens/s"
  case overhead = "overhead a month"

  /// Rows of a form without and with rented GPUs; those of GPUs come last.
  static func shown(hasGPUs: Bool) -> [PlanRow] { hasGPUs ? allCases : allCases.filter { $0 != .overhead } }

  /// Values that are numbers, in counts, whole dollars or millionths; nil for rows with names to choose from.
  var range: ClosedRange<Int64>? {
    switch self {
    case .requests: 0...Workload.mostRequestsPerDay
    case .input, .output: 0...Workload.mostTokens
    case .cached, .batch: 0...Share.one
    case .retries: Workload.retries
    case .growth: Workload.growth
    case .gpu: 1...1_024
    case .throughput, .overhead: 0...1_000_000_000
    case .model, .traffic: nil
    }
  }

  var isShare: Bool {
    switch self {
    case .cached, .batch, .retries, .growth: true
    case .requests, .input, .output, .model, .traffic, .gpu, .throughput, .overhead: false
    }
  }

  /// The value without recorded traffic.
  var example: Int64 {
    switch self {
    case .requests: 1_000
    case .input: 2_000
    case .output: 500
    case .gpu: 1
    case .cached, .batch, .retries, .growth, .throughput, .overhead, .model, .traffic: 0
    }
  }

  /// The value of a typed or pasted text; nil for an invalid or unreasonable one.
  func value(_ text: String) -> Int64? {
    guard let range else { return nil }
    var digits = String(text.filter { !$0.isWhitespace && $0 != "_" && $0 != "," })
    if self == .overhead, digits.hasPrefix("$") { digits.removeFirst() }
    let value =
      isShare ? Share(text: digits.hasSuffix("%") ? digits : digits + "%")?.millionths : Int64(digits)
    return value.flatMap { range.contains($0) ? $0 : nil }
  }

  func text(_ value: Int64) -> String {
    isShare
      ? FixedPoint.shortestString(value, places: 4) + " %"
      : (self == .overhead ? "$" : "") + CountText.grouped(value)
  }

  /// A mean of recorded traffic, whose share has a digit after the point.
  func meanText(_ value: Int64) -> String { text(isShare ? (value + 500) / 1_000 * 1_000 : value) }

  /// The next larger or smaller value: of 1, 2, 5, 10, 20 …, or five percentage points on. Fine steps are of
  /// the second digit, or of one percentage point.
  func stepped(_ value: Int64, by direction: Int, isFine: Bool) -> Int64 {
    guard let range else { return value }
    let step: Int64
    if isShare {
      step = Share.one / 100 * (isFine ? 1 : 5)
    } else if isFine {
      // A smaller value may have a digit less.
      step = Self.power(digits: String(direction < 0 ? max(1, value - 1) : value).count - 2)
    } else {
      return min(max(range.lowerBound, Self.round(value, direction)), range.upperBound)
    }
    let next =
      direction < 0
      ? (value - 1).flooredQuotient(by: step) * step : (value.flooredQuotient(by: step) + 1) * step
    return min(max(range.lowerBound, next), range.upperBound)
  }

  private static func power(digits: Int) -> Int64 {
    (0..<max(0, digits)).reduce(Int64(1)) { power, _ in power * 10 }
  }

  /// The next of 0, 1, 2, 5, 10, 20, 50 … above or below a value that is not negative.
  private static func round(_ value: Int64, _ direction: Int) -> Int64 {
    let places = (0...10).flatMap { power in [1, 2, 5].map { $0 * Self.power(digits: power) } }
    return direction < 0 ? places.last { $0 < value } ?? 0 : places.first { $0 > value } ?? value
  }
}
