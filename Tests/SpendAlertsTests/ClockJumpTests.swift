import SpendAlerts
import SpendCore
import SpendTestSupport
import Testing

/// The clock of the machine is set while alerts fire: people hear nothing of it.
@Suite struct ClockJumpTests {
  private static let day: Int64 = 86_400
  private static let start = CivilTime(year: 2026, month: 11, day: 17, hour: 10).instant()

  @Test("a clock that goes as the steady one was not set, slewed or not")
  func noJump() {
    var watch = ClockStepDetector()
    #expect(watch.observe(wall: Self.start, monotonic: .seconds(100)) == 0)
    #expect(watch.observe(wall: Self.start.adding(seconds: 31), monotonic: .seconds(130)) == 0)
    // A machine that slept: both clocks went on.
    #expect(watch.observe(wall: Self.start.adding(seconds: 50_031), monotonic: .seconds(50_130)) == 0)
    #expect(watch.isSettled(at: Self.start.adding(seconds: 50_031)))
  }

  @Test("a jump is measured, and rules wait for a whole hour of the new time", arguments: [day, -day, 660])
  func jump(seconds: Int64) {
    var watch = ClockStepDetector()
    _ = watch.observe(wall: Self.start, monotonic: .seconds(100))
    let after = Self.start.adding(seconds: 30 + seconds)
    #expect(watch.observe(wall: after, monotonic: .seconds(130)) == seconds)
    #expect(watch.observe(wall: after.adding(seconds: 30), monotonic: .seconds(160)) == 0)
    #expect(!watch.isSettled(at: after.adding(seconds: 3_600)))
    #expect(watch.isSettled(at: after.adding(seconds: 2 * 3_600 + 120)))
  }

  @Test("a few minutes are followed without waiting")
  func fewMinutes() {
    var watch = ClockStepDetector()
    _ = watch.observe(wall: Self.start, monotonic: .seconds(0))
    #expect(watch.observe(wall: Self.start.adding(seconds: -150), monotonic: .seconds(30)) == -180)
    #expect(watch.isSettled(at: Self.start.adding(seconds: -150)))
  }

  /// Everything fires at once, is told, and is acknowledged; then the clock jumps.
  @Test("the engine says nothing about a jump, and all alerts keep their state", arguments: [day, -day])
  func engineFollows(jump: Int64) {
    let rules = RuleKind.allCases.map { AlertRule($0) }
    let readings = rules.filter { $0.kind != .collector }.map {
      RuleResult(
        $0, labels: ["budget": "all"], severity: .critical, holds: true, value: 1, threshold: 1, summary: "s")
    }
    var engine = AlertEngine()
    var controls = AlertControls()
    var now = Self.start
    var told = 0
    for _ in 0..<120 {
      told += engine.step(readings, rules: rules, controls: controls, at: now).notices.count
      now = now.adding(seconds: 30)
    }
    #expect(told > 0)
    let alerts = engine.snapshot(rules: rules, at: now).alerts
    controls.acknowledgements = [
      Acknowledgement(key: alerts[0].key, by: "ann", at: now, until: now.adding(seconds: 8 * 3_600))
    ]
    let before = engine.snapshot(rules: rules, controls: controls, at: now)

    engine.shift(by: jump)
    controls.shift(by: jump, givenUpTo: now)
    now = now.adding(seconds: jump)
    let after = engine.snapshot(rules: rules, controls: controls, at: now)
    #expect(after.alerts.map(\.stage) == before.alerts.map(\.stage))
    #expect(after.alerts.map(\.name) == before.alerts.map(\.name))
    #expect(after.alerts.map { $0.acknowledgement != nil } == before.alerts.map { $0.acknowledgement != nil })
    #expect(zip(before.alerts, after.alerts).allSatisfy { $1.since.seconds - $0.since.seconds == jump })
    for _ in 0..<120 {
      now = now.adding(seconds: 30)
      #expect(engine.step(readings, rules: rules, controls: controls, at: now).notices.isEmpty)
    }
  }

  /// A company that spends evenly, with every rule on: the collector's clock is set, and the logs are
  /// written by the same clock.
  @Test(
    "a world whose clock jumps is told nothing",
    arguments: [[day], [-day], [day, -day], [-day, day], [7 * day, -7 * day]])
  func world(jumps: [Int64]) throws {
    let source = HourlySource(
      spend: [:], first: Self.start.adding(seconds: -9 * 604_800), now: Self.start)
    // Hours that were lived through twice hold the spend of both times, those skipped hold none.
    var lived: [ClosedRange<Int64>] = [(source.first.seconds / 3_600)...(Self.start.seconds / 3_600)]
    for name in ["search", "chat", "batch"] {
      source.spend[name] = { hour in
        Money(nanodollars: 20_000_000_000 * Int64(lived.count { $0.contains(hour) }))
      }
    }
    let budget = Budget(
      name: "all", amount: Money(nanodollars: 20_000_000_000_000), period: .calendar(.month))
    let rules = RuleRegistry.defaults
    let gatherer = AlertFactsCollector(source: source, zone: .utc, budgets: [budget], rules: rules)
    var engine = AlertEngine()
    var watch = ClockStepDetector()
    var now = Self.start
    var steady: Int64 = 0
    var told: [[String]] = []
    var stages: [String: String] = [:]

    func live(minutes: Int) throws {
      for _ in 0..<minutes * 2 {
        now = now.adding(seconds: 30)
        steady += 30
        let hour = now.seconds / 3_600
        if let last = lived.last, hour > last.upperBound {
          lived[lived.count - 1] = last.lowerBound...hour
        }
        source.now = now
        let jump = watch.observe(wall: now, monotonic: .seconds(steady))
        if jump != 0 {
          engine.shift(by: jump)
          gatherer.clockWasSet()
        }
        guard watch.isSettled(at: now), steady % 300 == 0 || jump != 0 else { continue }
        let facts = try gatherer.facts(at: now)
        let step = engine.step(rules.flatMap { $0.results(facts) }, rules: rules, at: now)
        // What nobody acknowledged is told again after four hours that were lived through.
        for notice in step.notices where !notice.isRepeat || steady < 4 * 3_600 {
          told.append(
            notice.alerts.map { "\(notice.state.rawValue) \($0.labels.sorted { $0.key < $1.key })" })
        }
        for alert in engine.snapshot(rules: rules, at: now).alerts {
          stages[alert.name] = alert.stage.rawValue
        }
      }
    }
    try live(minutes: 150)
    #expect(!told.isEmpty)
    // What fires critically has been told; lesser alerts of the same budget are inhibited by it.
    let isTold = { (alert: (key: String, value: String)) in
      alert.key == "level all" || alert.key == "forecast all"
    }
    let before = stages.filter(isTold)
    #expect(before.values.allSatisfy { $0 == "firing" } && before.count == 2)
    told = []
    for jump in jumps {
      now = now.adding(seconds: jump)
      lived.append((now.seconds / 3_600)...(now.seconds / 3_600))
      try live(minutes: 60)
    }
    try live(minutes: 240)
    #expect(told.isEmpty, "\(told)")
    #expect(stages.filter(isTold) == before)
  }
}
