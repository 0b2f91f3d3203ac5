import SpendAlerts
import SpendCore
import SpendTestSupport
import Testing

/// A company whose spend is known by the hour, watched by all rules every ten minutes: what is told, by day
/// and hour of the scenario.
struct WorldScenario: CustomTestStringConvertible {
  var name: String
  /// Dollars of an hour, counted from the start of the scenario; negative hours are history.
  var dollars: @Sendable (Int64) -> Double
  var hours: Int64
  var expected: [String]
  var budget = Budget(name: "all", amount: 7_200.dollars, period: .calendar(.month))
  var zone = Zone.utc
  var start = CivilTime(year: 2026, month: 11, day: 10).instant()
  var historyWeeks: Int64 = 10
  /// History and hours before this one arrive only then.
  var backfillAt: Int64?
  var kinds = Set(RuleKind.allCases)
  var restartAt: Int64?

  var testDescription: String { name }

  /// Days and nights with a weekend, about `mean` dollars an hour.
  static func office(_ mean: Double, _ hour: Int64, weekdayOfStart: Int64 = 1) -> Double {
    let day = hour.flooredQuotient(by: 24)
    let ofDay = hour - day * 24
    let weekday = ((day + weekdayOfStart) % 7 + 7) % 7
    return mean * (weekday >= 5 ? 0.3 : 1) * ((8...18).contains(ofDay) ? 1.8 : 0.5)
  }

  private static let quiet: Set<RuleKind> = [
    .burnFast, .burnMedium, .burnSlow, .burnDrift, .exhaustion, .anomaly,
  ]

  static let all = [
    WorldScenario(name: "flat and within the budget", dollars: { _ in 8 }, hours: 24, expected: []),
    WorldScenario(
      name: "flat, and the levels are passed when they are passed", dollars: { _ in 12 }, hours: 480,
      expected: [
        "7d00 level info", "14d12 level warning", "19d08 exhaustion critical", "19d12 level critical",
      ],
      budget: Budget(name: "all", amount: 7_200.dollars, period: .calendar(.month)),
      kinds: [.level, .exhaustion]
    ).with { $0.start = CivilTime(year: 2026, month: 11, day: 6, hour: 12).instant() },
    WorldScenario(
      name: "a step to thirty times pages within minutes", dollars: { $0 >= 10 ? 300 : 8 }, hours: 14,
      expected: ["0d10 burn-fast critical"], kinds: [.burnFast]),
    WorldScenario(
      name: "the page ends when the step does", dollars: { (10..<12).contains($0) ? 300 : 8 }, hours: 20,
      expected: ["0d10 burn-fast critical", "0d12 resolved burn-fast"], kinds: [.burnFast]),
    WorldScenario(
      name: "ten times for hours pages by the medium rule", dollars: { $0 >= 10 ? 100 : 8 }, hours: 24,
      expected: ["0d13 burn-medium critical"], kinds: [.burnFast, .burnMedium]),
    WorldScenario(
      name: "office hours and weekends are no alert", dollars: { office(10, $0) }, hours: 9 * 24,
      expected: [],
      kinds: quiet),
    WorldScenario(
      name: "office hours on a Sunday are", dollars: { (128..<140).contains($0) ? 60 : office(10, $0) },
      hours: 150,
      expected: ["5d08 anomaly warning", "5d23 resolved anomaly"], kinds: [.anomaly]),
    WorldScenario(
      name: "a slow drift is foreseen, not paged", dollars: { 5 * (1 + Double(max(0, $0)) / 60) },
      hours: 240,
      expected: ["5d12 forecast warning", "6d03 forecast critical"], kinds: [.forecast]),
    WorldScenario(
      name: "a gap in the logs is missing spend, and its end is told",
      dollars: { (30..<40).contains($0) ? 0 : 50 },
      hours: 60, expected: ["1d09 missing-spend warning", "1d18 resolved missing-spend"],
      budget: Budget(name: "all", amount: 7_200.dollars, period: .calendar(.month)),
      kinds: [.missingSpend, .anomaly]),
    WorldScenario(
      name: "history that is read late wakes nobody", dollars: { $0 < 24 ? 15 : 5 }, hours: 60, expected: [],
      backfillAt: 50, kinds: quiet.union([.level])),
    WorldScenario(
      name: "the clock goes back and nothing happens", dollars: { office(10, $0) }, hours: 72, expected: [],
      zone: Zone(named: "Europe/Berlin") ?? .utc, start: CivilTime(year: 2026, month: 10, day: 24).instant(),
      kinds: quiet
    ).with { world in world.dollars = { office(10, $0, weekdayOfStart: 5) } },
    WorldScenario(
      name: "the clock goes forward and nothing happens", dollars: { office(10, $0, weekdayOfStart: 5) },
      hours: 72,
      expected: [], zone: Zone(named: "Europe/Berlin") ?? .utc,
      start: CivilTime(year: 2026, month: 3, day: 28).instant(), kinds: quiet),
    WorldScenario(
      name: "a month that ends takes its levels with it", dollars: { _ in 12 }, hours: 72,
      expected: ["0d17 level warning", "1d00 resolved level"],
      budget: Budget(name: "all", amount: 10_700.dollars, period: .calendar(.month)),
      start: CivilTime(year: 2026, month: 11, day: 30).instant(), kinds: [.level]
    ).with { $0.dollars = { $0 < 0 ? 12 : 12 } },
    WorldScenario(
      name: "the first hours of a month foresee what the last ones did",
      dollars: { office(10, $0, weekdayOfStart: 0) },
      hours: 48, expected: [], start: CivilTime(year: 2026, month: 11, day: 30).instant(),
      kinds: quiet.union([.forecast])),
    WorldScenario(
      name: "a restart in an incident says nothing twice", dollars: { $0 >= 10 ? 300 : 8 }, hours: 13,
      expected: ["0d10 burn-fast critical"], kinds: [.burnFast], restartAt: 11),
    WorldScenario(
      name: "the first day of a new installation is quiet", dollars: { office(10, $0) }, hours: 24,
      expected: [],
      historyWeeks: 0, kinds: quiet.union([.forecast, .missingSpend])),
  ]

  func with(_ change: (inout WorldScenario) -> Void) -> WorldScenario {
    var copy = self
    change(&copy)
    return copy
  }
}

@Suite struct WorldScenarioTests {
  @Test("what is told in a world", arguments: WorldScenario.all)
  func scenario(_ world: WorldScenario) throws {
    let begin = world.start.seconds / 3_600
    let source = HourlySource(
      spend: [:], first: world.start.adding(seconds: -world.historyWeeks * 604_800), now: world.start,
      zone: world.zone)
    let amount = { (hour: Int64) in
      Money(nanodollars: Int64(world.dollars(hour - begin) * 1e9))
    }
    let hidden = world.backfillAt.map { begin + $0 }
    source.spend = [
      "search": { [unowned source] hour in
        if let hidden, hour < hidden, source.now.seconds / 3_600 < hidden { return .zero }
        return amount(hour)
      }
    ]
    let rules = RuleRegistry.defaults.filter { world.kinds.contains($0.kind) }
    func gatherer() -> AlertFactsCollector {
      AlertFactsCollector(source: source, zone: world.zone, budgets: [world.budget], rules: rules)
    }
    var gathering = gatherer()
    var engine = AlertEngine()
    var told: [String] = []
    for minute in stride(from: Int64(1), to: world.hours * 60, by: 10) {
      let now = world.start.adding(seconds: minute * 60)
      source.now = now
      if world.restartAt.map({ $0 * 60 + 1 == minute }) == true { gathering = gatherer() }
      let facts = try gathering.facts(at: now)
      let step = engine.step(rules.flatMap { $0.results(facts) }, rules: rules, at: now)
      for notice in step.notices where !notice.isRepeat {
        for alert in notice.alerts {
          let hour = minute / 60 % 24
          let when = "\(minute / 1_440)d\(hour < 10 ? "0" : "")\(hour)"
          let rule = alert.labels["rule"] ?? ""
          told.append(
            notice.state == .resolved
              ? "\(when) resolved \(rule)" : "\(when) \(rule) \(alert.severity.rawValue)")
        }
      }
    }
    #expect(told == world.expected)
  }
}
