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
  private static let forecastParts = 10

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
    let groups = budget.splitBy.map { [$0] } ?? []
    func rows(_ window: TimeWindow, bucket: BucketWidth? = nil) throws -> [SpendRow] {
      var query = SpendQuery(window: window, groups: groups, bucket: bucket, filters: budget.filters)
      query.includesOnlyCost = bucket != nil
      return try source.rows(for: query)
    }
    let soFar = TimeWindow(start: window.start, end: max(window.start, now))
    var statuses = try rows(soFar).map { row in
      BudgetStatus(
        budget: budget, part: budget.splitBy == nil ? nil : row.keys.first ?? "", window: window, now: now,
        spent: row.sums.cost, unpricedRequests: row.sums.unpricedRequests)
    }
    if statuses.isEmpty, budget.splitBy == nil {
      statuses = [BudgetStatus(budget: budget, window: window, now: now, spent: .zero)]
    }
    statuses.sort { ($1.spent, $0.name) < ($0.spent, $1.name) }

    let lastHour = TimeWindow(start: now.adding(seconds: -3_600), end: now)
    var recent: [String?: Money] = [:]
    for row in try rows(lastHour) {
      recent[budget.splitBy == nil ? nil : row.keys.first ?? "", default: .zero] += row.sums.cost
    }
    for index in statuses.indices { statuses[index].lastHour = recent[statuses[index].part] ?? .zero }

    if forecasts, !budget.isRolling {
      let hours = Int64(Self.historyWeeks * 168)
      let begun = Instant(seconds: now.seconds.flooredQuotient(by: 3_600) * 3_600)
      let history = try rows(
        TimeWindow(start: begun.adding(seconds: -hours * 3_600), end: now), bucket: .hour)
      let byPart = Dictionary(grouping: history) { budget.splitBy == nil ? nil : $0.keys.first ?? "" }
      for index in statuses.indices.prefix(Self.forecastParts) {
        let rows = byPart[statuses[index].part] ?? []
        statuses[index].foresee(
          HourlySpend(rows: rows, count: Int(hours), now: now), zone: budget.zone ?? zone)
      }
    }
    return statuses
  }

  /// How fast a budget, or each part of it, goes over the last `seconds`.
  public func paces(of budget: Budget, seconds: Int64, at now: Instant) throws -> [(
    status: BudgetStatus, pace: BurnPace
  )] {
    let statuses = try statuses(of: budget, at: now, forecasts: false)
    func spent(_ seconds: Int64) throws -> [String?: Money] {
      let window = TimeWindow(start: now.adding(seconds: -seconds), end: now)
      let rows = try source.rows(
        for: SpendQuery(window: window, groups: budget.splitBy.map { [$0] } ?? [], filters: budget.filters))
      return rows.reduce(into: [:]) { sums, row in
        sums[budget.splitBy == nil ? nil : row.keys.first ?? "", default: .zero] += row.sums.cost
      }
    }
    let long = try spent(seconds)
    let short = try spent(BurnPace.shortSeconds(seconds))
    return statuses.map { status in
      let pace = BurnPace(
        long: long[status.part] ?? .zero, short: short[status.part] ?? .zero, seconds: seconds,
        budget: budget,
        window: status.window, now: now, rhythm: nil)
      return (status, pace)
    }
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
