import SpendAnalytics
import SpendAlerts
import SpendCore
import SpendTestSupport
import Testing

@Suite struct BudgetEvaluatorTests {
  private static let start = CivilTime(year: 2026, month: 3, day: 2).instant()

  /// A company of some features with steps, floods and gaps, its budgets, and moments to look at them.
  private struct World {
    var source: HourlySource
    var budgets: [Budget]
    var moments: [Instant]

    init(seed: UInt64) {
      var random = SeededGenerator(seed: seed)
      let start = BudgetEvaluatorTests.start
      let firstHour = start.seconds / 3_600
      let hours = Int64(Int.random(in: 60...1_500, using: &random))
      var spend: [String: (Int64) -> Money] = [:]
      for feature in 0..<Int.random(in: 1...6, using: &random) {
        let rate = Double.random(in: 0.1...20, using: &random)
        let from = Bool.random(using: &random) ? 0 : Int64.random(in: 0..<hours, using: &random)
        let to = Bool.random(using: &random) ? hours + 400 : Int64.random(in: 0..<hours, using: &random)
        let flood = Int64.random(in: 0..<hours, using: &random)
        let length = Int64.random(in: 0...60, using: &random)
        let isOffice = Bool.random(using: &random)
        spend["f\(feature)"] = { hour in
          let hour = hour - firstHour
          guard hour >= from, hour < to else { return .zero }
          let shape = isOffice && !(8..<19).contains(hour % 24) ? 0.2 : 1
          let factor = hour >= flood && hour < flood + length ? 8.0 : 1
          return Money(nanodollars: Int64(rate * shape * factor * 1e9))
        }
      }
      source = HourlySource(spend: spend, first: start, now: start)
      let periods: [BudgetPeriod] = [
        .calendar(.month), .calendar(.week), .calendar(.day), .billing, .rolling(seconds: 604_800),
      ]
      budgets = (0..<3).map { number in
        Budget(
          name: "b\(number)", amount: Int64.random(in: 10...20_000, using: &random).dollars,
          period: periods.randomElement(using: &random) ?? .billing,
          filters: Bool.random(using: &random) ? [] : [DimensionFilter(.feature, .differs("f0"))],
          splitBy: Bool.random(using: &random) ? .feature : nil)
      }
      var moment = start.adding(seconds: (hours - 30) * 3_600)
      moments = (0..<12).map { _ in
        moment = moment.adding(seconds: Int64.random(in: 5...9_000, using: &random))
        return moment
      }
    }
  }

  /// The figures that are shown of a budget.
  private struct Figures: Equatable {
    var name: String
    var severity: Severity?
    var spent: Money
    var burn: Double
    var forecast: Forecast?
    var gap: ForecastModel.Gap?
    var exhaustion: Exhaustion?
    var runsOut: Instant?
    var baseline: Money?

    init(_ status: BudgetStatus) {
      (name, severity, spent, burn) = (status.name, status.severity, status.spent, status.burn)
      (forecast, gap, exhaustion) = (status.forecast, status.forecastGap, status.exhaustion)
      (runsOut, baseline) = (status.runsOut, status.baselinePerHour)
    }
  }

  @Test("rules, checks and screens see one status, however long they have looked", arguments: UInt64(1)...25)
  func oneAnswer(seed: UInt64) throws {
    let world = World(seed: seed)
    let kept = BudgetEvaluator(source: world.source, zone: .utc)
    let gatherer = AlertFactsCollector(
      source: world.source, zone: .utc, budgets: world.budgets, rules: RuleRegistry.defaults)
    for moment in world.moments {
      world.source.now = moment
      let fresh = BudgetEvaluator(source: world.source, zone: .utc)
      let expected = try world.budgets.flatMap { try fresh.statuses(of: $0, at: moment) }.map(Figures.init)
      let again = try world.budgets.flatMap { try kept.statuses(of: $0, at: moment) }.map(Figures.init)
      let rules = try gatherer.facts(at: moment).budgets.map(Figures.init)
      #expect(again == expected, "seed \(seed)")
      #expect(rules == expected, "seed \(seed)")
    }
  }

  @Test("all parts of a split budget are evaluated and alert")
  func allParts() throws {
    let count = 130
    let start = Self.start
    let now = start.adding(seconds: 20 * 86_400)
    var spend: [String: (Int64) -> Money] = [:]
    for part in 0..<count {
      spend["part\(part)"] = { _ in Money(nanodollars: 1_000_000_000 + Int64(part)) }
    }
    let source = HourlySource(spend: spend, first: start, now: now)
    let budget = Budget(name: "each", amount: 600.dollars, period: .calendar(.month), splitBy: .feature)
    let statuses = try BudgetEvaluator(source: source, zone: .utc).statuses(of: budget, at: now)
    #expect(statuses.count == count)
    #expect(statuses.allSatisfy { ($0.forecast?.likely ?? .zero) > 600.dollars })
    let rules = [AlertRule(.forecast)]
    let facts = try AlertFactsCollector(source: source, zone: .utc, budgets: [budget], rules: rules).facts(
      at: now)
    let readings = rules.flatMap { $0.results(facts) }
    #expect(readings.count { $0.severity != nil } == count)
  }

  @Test("burn rates are the spend of the window over the even rate, for check and rule alike")
  func burn() throws {
    let now = Self.start.adding(seconds: 20 * 86_400 + 1_234)
    let source = HourlySource(
      spend: ["a": { hour in ((8..<19).contains(hour % 24) ? 30 : 1).dollars }], first: Self.start, now: now)
    let budget = Budget(name: "b", amount: 744.dollars, period: .calendar(.month))
    let status = try #require(
      try BudgetEvaluator(source: source, zone: .utc).statuses(
        of: budget, at: now, burnWindows: BurnRate.windows
      ).first)
    for window in BurnRate.windows {
      let rate = try #require(status.burnRates[window])
      let spent = try source.costs(TimeWindow(start: now.adding(seconds: -window), end: now), [])
        .reduce(Money.zero) { $0 + $1.sums.cost }
      #expect(rate.spent == spent)
      // A March of 744 hours: $1 an hour is the even rate.
      let even = Double(spent.nanodollars) / 1e9 / (Double(window) / 3_600)
      #expect(abs(rate.ratio - even) < 1e-9)
    }
    #expect(status.burn == status.burnRates[3_600]?.ratio)
  }

  @Test("eight silent days are unknown, and a check says so")
  func silence() throws {
    let silent = Self.start.adding(seconds: 15 * 86_400)
    let hour = silent.seconds / 3_600
    let now = silent.adding(seconds: 8 * 86_400 + 3_600)
    let source = HourlySource(
      spend: ["a": { $0 < hour ? 1.dollars : .zero }], first: Self.start.adding(seconds: -40 * 86_400),
      now: now)
    let budget = Budget(name: "b", amount: 900.dollars, period: .calendar(.month))
    let statuses = try BudgetEvaluator(source: source, zone: .utc).statuses(of: budget, at: now)
    #expect(statuses.first?.forecastGap == .silence(since: silent))
    let result = BudgetCheck.forecast(statuses, limits: Thresholds())
    #expect(result.status == .unknown)
    #expect(result.text.contains("no events for 8.0 days"), "\(result.text)")
  }

  @Test("a budget that burns is told in minutes, within the first round")
  func flood() throws {
    let start = Self.start.adding(seconds: 20 * 86_400)
    let hour = start.seconds / 3_600
    let now = start.adding(seconds: 200)
    // $2 a second from the start of the hour on.
    let source = HourlySource(
      spend: ["a": { $0 < hour ? 1.dollars : 7_200.dollars }], first: Self.start, now: now)
    let budget = Budget(name: "b", amount: 1_100.dollars, period: .calendar(.month))
    let rules = [AlertRule(.exhaustion)]
    let facts = try AlertFactsCollector(source: source, zone: .utc, budgets: [budget], rules: rules).facts(
      at: now)
    #expect(facts.isUrgent)
    let reading = try #require(rules.flatMap { $0.results(facts) }.first)
    #expect(reading.severity == .critical)
    #expect(reading.value < 10.0 / 60, "\(reading.value) h")
    #expect(reading.summary.contains(" min") || reading.summary.contains(" s"), "\(reading.summary)")
    var engine = AlertEngine()
    let step = engine.step([reading], rules: rules, at: now)
    #expect(step.notices.map(\.severity) == [.critical])
  }
}
