import SpendAggregate
public import SpendCore

/// Reads from a store how budgets stand.
public struct BudgetReader {
  public var source: any SpendSource
  public var zone: Zone
  public var billingDay: Int

  /// Weeks of hours that forecasts are made from: eight to look back from, four before the first of them.
  public static let historyWeeks = 12
  /// Parts of a split budget that get a forecast, those that spent most.
  private static let forecastParts = 50

  public init(source: any SpendSource, zone: Zone, billingDay: Int = 1) {
    self.source = source
    self.zone = zone
    self.billingDay = billingDay
  }

  /// One status, or one for each part of a split budget that had requests, those that spent most first.
  ///
  /// Throws what the store throws.
  public func statuses(of budget: Budget, at now: Instant, forecasts: Bool = true) throws -> [BudgetStatus] {
    let window = budget.window(at: now, zone: zone, billingDay: billingDay)
    let soFar = TimeWindow(start: window.start, end: max(window.start, now))
    var statuses = try source.costs(soFar, groups(budget), budget.filters).map { row in
      BudgetStatus(
        budget: budget, part: part(of: row, budget), window: window, now: now, spent: row.sums.cost,
        unpricedRequests: row.sums.unpricedRequests)
    }
    if statuses.isEmpty, budget.splitBy == nil {
      statuses = [BudgetStatus(budget: budget, window: window, now: now, spent: .zero)]
    }
    statuses.sort { ($1.spent, $0.name) < ($0.spent, $1.name) }
    let recent = try spent(of: budget, seconds: 3_600, at: now)
    for index in statuses.indices { statuses[index].lastHour = recent[statuses[index].part] ?? .zero }
    if forecasts, !budget.isRolling { try foresee(&statuses, budget, now) }
    return statuses
  }

  /// How fast a budget, or each part of it, goes over the last so many seconds, one pace for each of them.
  public func paces(of budget: Budget, seconds: [Int64], at now: Instant) throws -> [(
    status: BudgetStatus, paces: [BurnPace]
  )] {
    let statuses = try statuses(of: budget, at: now, forecasts: false)
    let windows = try seconds.map { long in
      (
        seconds: long, long: try spent(of: budget, seconds: long, at: now),
        short: try spent(of: budget, seconds: BurnPace.shortSeconds(long), at: now)
      )
    }
    return statuses.map { status in
      let paces = windows.map { one in
        BurnPace(
          long: one.long[status.part] ?? .zero, short: one.short[status.part] ?? .zero, seconds: one.seconds,
          budget: budget, window: status.window, now: now, rhythm: nil)
      }
      return (status, paces)
    }
  }

  private func foresee(_ statuses: inout [BudgetStatus], _ budget: Budget, _ now: Instant) throws {
    let byPart = try source.hourlySpend(
      Self.historyWeeks * 168, until: now, by: budget.splitBy, filters: budget.filters)
    for index in statuses.indices.prefix(Self.forecastParts) {
      guard let spend = byPart[statuses[index].part ?? ""] else { continue }
      statuses[index].foresee(spend, zone: budget.zone ?? zone)
    }
  }

  private func groups(_ budget: Budget) -> [Dimension] { budget.splitBy.map { [$0] } ?? [] }

  private func spent(of budget: Budget, seconds: Int64, at now: Instant) throws -> [String?: Money] {
    let window = TimeWindow(start: now.adding(seconds: -seconds), end: now)
    return try source.costs(window, groups(budget), budget.filters).reduce(into: [:]) {
      $0[part(of: $1, budget), default: .zero] += $1.sums.cost
    }
  }

  private func part(of row: SpendRow, _ budget: Budget) -> String? {
    budget.splitBy == nil ? nil : row.keys.first ?? ""
  }
}

extension BudgetStatus {
  /// Adds the forecast, when the hours tell enough for one.
  mutating func foresee(_ hours: HourlySpend, zone: Zone) {
    guard let rhythm = hours.rhythm(zone: zone) else { return }
    let left = Double(window.end.microseconds - now.microseconds) / 3.6e9
    foresee(CalibratedRhythm(rhythm, hoursLeft: Int(max(1, left))), begun: hours)
  }

  /// - Parameter rhythm: of the hours before the begun one.
  mutating func foresee(_ rhythm: CalibratedRhythm, begun hours: HourlySpend) {
    let left = Double(window.end.microseconds - now.microseconds) / 3.6e9
    forecast = Forecast(spent: spent, rhythm: rhythm, hoursLeft: max(0, left))
    guard remaining > .zero, let inHours = rhythm.rhythm.hours(until: remaining), inHours < left else {
      return
    }
    runsOut = now.adding(seconds: Int64(inHours * 3_600))
  }
}
