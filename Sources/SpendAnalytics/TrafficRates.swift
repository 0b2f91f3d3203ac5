public import SpendCore

/// Requests, tokens and concurrency of each minute of a time range.
public struct TrafficRates: Sendable {
  public private(set) var requests: [Int64]
  /// Prompt and output tokens.
  public private(set) var tokens: [Int64]
  public private(set) var output: [Int64]
  /// Milliseconds that requests ran in the minute; divided by the minute, their mean concurrency.
  private var running: [Int64]
  private let start: Instant

  private static let minute: Int64 = 60_000_000

  /// Creates the rates of the whole minutes of `window`, without requests.
  public init(_ window: TimeWindow) {
    start = Instant(microseconds: window.start.microseconds.flooredQuotient(by: Self.minute) * Self.minute)
    let count = max(0, Int((window.end.microseconds - start.microseconds) / Self.minute))
    requests = Array(repeating: 0, count: count)
    tokens = requests
    output = requests
    running = requests
  }

  /// The range of the last `minutes` whole minutes.
  public static func window(minutes: Int64, before now: Instant) -> TimeWindow {
    let end = now.microseconds.flooredQuotient(by: minute) * minute
    return TimeWindow(
      start: Instant(microseconds: end - minutes * minute), end: Instant(microseconds: end))
  }

  public mutating func add(_ record: EventRecord) {
    let offset = record.time.microseconds - start.microseconds
    let place = Int(offset.flooredQuotient(by: Self.minute))
    guard requests.indices.contains(place) else { return }
    requests[place] += 1
    tokens[place] += record.tokens.total
    output[place] += Int64(record.tokens.output ?? 0)
    var rest = Int64(max(0, record.latencyMilliseconds ?? 0))
    var from = (offset - Int64(place) * Self.minute) / 1_000
    var minute = place
    // The part of a request in each minute it runs in.
    while rest > 0, running.indices.contains(minute) {
      let part = min(rest, Self.minute / 1_000 - from)
      running[minute] += part
      rest -= part
      from = 0
      minute += 1
    }
  }

  /// Mean concurrency of each minute.
  public var concurrency: [Double] { running.map { Double($0) / 60_000 } }

  /// The value that a share of the minutes does not exceed; 0 without minutes.
  public static func quantile(_ values: [Double], _ share: Double) -> Double {
    guard !values.isEmpty else { return 0 }
    let ordered = values.sorted()
    let rank = max(1, Int((share * Double(ordered.count)).rounded(.up)))
    return ordered[min(rank, ordered.count) - 1]
  }
}
