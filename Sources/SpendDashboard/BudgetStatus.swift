import SpendAggregate
public import SpendCore

/// How a budget stands: what is used of it, and when it will be used up.
public struct BudgetStatus: Sendable, Hashable {
  public enum Level: Int, Sendable, Hashable, Comparable {
    case fine, warning, critical, exceeded

    public static func < (a: Level, b: Level) -> Bool { a.rawValue < b.rawValue }
  }

  public var budget: Budget
  /// Value of the dimension that the budget is split by; nil for an undivided one.
  public var part: String?
  /// The running period; its end may lie in the future.
  public var period: TimeWindow
  public var spent: Money
  /// Some of the requests have no price.
  public var isLowerBound: Bool
  /// Dollars per hour of late.
  public var perHour: Money
  public var now: Instant

  /// What the budget is called on the screen.
  public var name: String {
    part.map { "\(budget.name) · \($0.isEmpty ? Dimension.none : $0)" } ?? budget.name
  }

  /// 0 is nothing, 1 is all.
  public var used: Double { Double(spent.nanodollars) / Double(max(1, budget.amount.nanodollars)) }

  private var secondsLeft: Int64 { max(0, period.end.seconds - now.seconds) }

  /// What the period comes to at this pace; nil for a rolling one, which does not end.
  public var likely: Money? {
    if case .rolling = budget.period { return nil }
    return spent + perHour.scaled(by: secondsLeft, over: 3_600)
  }

  /// When the budget is used up at this pace; nil when it lasts to the end of its period.
  public var exhaustion: Instant? {
    guard perHour > .zero, budget.amount > spent, likely != nil else { return nil }
    let left = Double(budget.amount.nanodollars - spent.nanodollars) / Double(perHour.nanodollars)
    let seconds = left * 3_600
    guard seconds < Double(secondsLeft) else { return nil }
    return now.adding(seconds: Int64(seconds))
  }

  public var level: Level {
    if used >= 1 { return .exceeded }
    if used >= budget.critical { return .critical }
    return used >= budget.warn || exhaustion != nil ? .warning : .fine
  }
}

extension BudgetPeriod {
  /// The period that `now` falls in. A calendar's ends when the next one begins.
  func window(at now: Instant, zone: Zone, billingDay: Int) -> TimeWindow {
    func until(_ start: Instant, _ width: BucketWidth, _ inside: Int64) -> TimeWindow {
      TimeWindow(start: start, end: zone.start(of: width, start.adding(seconds: inside)))
    }
    switch self {
    case .rolling(let seconds): return TimeWindow(start: now.adding(seconds: -seconds), end: now)
    case .billing:
      let start = WindowChoice.billing.window(at: now, zone: zone, billingDay: billingDay).start
      let next = WindowChoice.billing.window(
        at: start.adding(seconds: 2_764_800), zone: zone, billingDay: billingDay)
      return TimeWindow(start: start, end: next.start)
    case .calendar(let width):
      let start = zone.start(of: width, now)
      switch width {
      case .quarterHour: return until(start, width, 900)
      case .hour: return until(start, width, 3_600)
      case .day: return until(start, width, 93_600)
      case .week: return until(start, width, 691_200)
      case .month: return until(start, width, 2_764_800)
      }
    }
  }

  var title: String {
    switch self {
    case .calendar(let width): width.rawValue
    case .billing: "billing month"
    case .rolling(let seconds): "rolling \(FigureText.age(seconds: seconds))"
    }
  }
}

extension BudgetStatus {
  /// Parts of a split budget that are shown: those that are used most.
  private static let mostParts = 50

  /// How a budget stands at `now`; several when it is split. Throws what the store throws.
  static func all(
    _ budget: Budget, source: any SpendSource, at now: Instant, zone: Zone, billingDay: Int
  ) throws -> [BudgetStatus] {
    let period = budget.period.window(at: now, zone: zone, billingDay: billingDay)
    let end = Instant(microseconds: now.microseconds &+ 1)
    // A pace of at most a day; a quarter hour tells more of an hour than the hour itself.
    let paceSeconds: Int64 = period.seconds <= 7_200 ? 900 : 86_400
    let groups = budget.splitBy.map { [$0] } ?? []
    func spend(_ window: TimeWindow) throws -> [String: SpendSums] {
      let query = SpendQuery(window: window, groups: groups, filters: budget.filters)
      var sums: [String: SpendSums] = [:]
      for row in try source.rows(for: query) { sums[row.keys.first ?? "", default: SpendSums()] += row.sums }
      return sums
    }
    let used = try spend(TimeWindow(start: period.start, end: end))
    let late = try spend(TimeWindow(start: end.adding(seconds: -paceSeconds), end: end))
    let keys = budget.splitBy == nil ? [""] : Array(used.keys)
    let all = keys.map { key in
      BudgetStatus(
        budget: budget, part: budget.splitBy == nil ? nil : key, period: period,
        spent: used[key]?.cost ?? .zero, isLowerBound: (used[key]?.unpricedRequests ?? 0) > 0,
        perHour: (late[key]?.cost ?? .zero).scaled(by: 3_600, over: paceSeconds), now: now)
    }
    return Array(all.sorted { ($1.spent, $0.name) < ($0.spent, $1.name) }.prefix(mostParts))
  }
}
