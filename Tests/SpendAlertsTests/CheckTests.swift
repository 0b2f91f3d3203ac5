import SpendAnalytics
import SpendAlerts
import SpendCore
import SpendTestSupport
import Testing

@Suite struct CheckTests {
  @Test(
    "ranges alert where the guidelines say",
    arguments: [
      ("10", [-1, 10.1], [0, 10]), ("10:", [9.9, -5], [10, 1e9]), ("~:10", [10.5], [-1e9, 10]),
      ("10:20", [9, 21], [10, 20]), ("@10:20", [10, 15, 20], [9.99, 20.01]), ("0", [0.1, -0.1], [0]),
      ("-5:-1", [0, -6], [-5, -1]), ("~:", [.nan], [1, -1]), ("@0", [0], [1]), ("1.5", [1.6], [1.5]),
    ] as [(String, [Double], [Double])])
  func ranges(text: String, alerting: [Double], calm: [Double]) throws {
    let range = try #require(ThresholdRange(text))
    for value in alerting { #expect(range.alerts(value), "\(text) for \(value)") }
    for value in calm { #expect(!range.alerts(value), "\(text) for \(value)") }
  }

  @Test(
    "what is no range is refused",
    arguments: ["", ":", "20:10", "a", "1e3", " 1", "1 ", "~", "10:~", "@", "1:2:3", "--1", "1,5", ".5", "∞"])
  func notRanges(text: String) {
    #expect(ThresholdRange(text) == nil)
  }

  @Test("a range read, written and read again is the same", arguments: UInt64(0)..<200)
  func roundTrip(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    func number() -> String {
      let whole = Int.random(in: -1_000...1_000, using: &random)
      return Bool.random(using: &random) ? "\(whole)" : "\(whole).\(Int.random(in: 1...9, using: &random))"
    }
    let ends = [number(), number()].sorted { (Double($0) ?? 0) < (Double($1) ?? 0) }
    let forms = ["\(ends[0]):\(ends[1])", "\(ends[0]):", "~:\(ends[1])", "@\(ends[0]):\(ends[1])", "~:"]
    let text = forms[Int.random(in: 0..<forms.count, using: &random)]
    let range = try #require(ThresholdRange(text), "\(text)")
    #expect(ThresholdRange(range.description) == range, "\(text) became \(range.description)")
  }

  @Test("the output follows the grammar whatever names say")
  func grammar() throws {
    let result = PluginResult(
      .warning, service: "BUDGET", text: "a|b\nc \u{1B}[31mred",
      measures: [
        .init("it's=odd|name", 1.5, unit: "s", warn: ThresholdRange(end: 2), least: 0),
        .init("unknown", nil), .init("huge", 1e300), .init("tiny", 0.000_000_1),
      ], details: ["x | y", "z\nw"])
    #expect(
      result.lines == [
        "SPENDTOP BUDGET WARNING - a/b^Jc ^[[31mred | 'it''sodd/name'=1.5s;2;;0 'unknown'=U 'huge'=U 'tiny'=0",
        "x / y", "z^Jw",
      ])
  }

  @Test("however much there is to say, old cores get the figures")
  func bounded() {
    let long = String(repeating: "ä", count: 5_000)
    let result = PluginResult(
      .ok, service: "X", text: long, measures: (0..<500).map { .init("label \($0)", Double($0)) },
      details: Array(repeating: long, count: 10))
    let size = result.lines.reduce(0) { $0 + $1.utf8.count + 1 }
    #expect(size <= 4_096)
    #expect(result.lines[0].contains("… | 'label 0'=0 "))
    #expect(result.lines[0].split(separator: "|").count == 2)
  }

  private func status(_ spent: Int64, of amount: Int64 = 100, unpriced: Int64 = 0) -> BudgetStatus {
    BudgetStatus(
      budget: Budget(name: "b", amount: amount.dollars, period: .calendar(.month)),
      window: TimeWindow(start: Instant(seconds: 0), end: Instant(seconds: 2_592_000)),
      now: Instant(seconds: 86_400), spent: spent.dollars, unpricedRequests: unpriced)
  }

  @Test(
    "budgets answer by their own levels, or by those given",
    arguments: [
      (79, nil, nil, .ok), (81, nil, nil, .warning), (101, nil, nil, .critical), (50, "40", "60", .warning),
      (70, "40", "60", .critical), (5, "10:", nil, .warning), (101, "200", "300", .ok),
    ] as [(Int64, String?, String?, PluginResult.Status)])
  func budget(spent: Int64, warn: String?, critical: String?, expected: PluginResult.Status) {
    let limits = Thresholds(
      warn: warn.flatMap(ThresholdRange.init), critical: critical.flatMap(ThresholdRange.init))
    let result = BudgetCheck.used([status(spent)], limits: limits)
    #expect(result.status == expected)
    #expect(result.lines[0].contains("'used_usd'=\(spent);"))
  }

  @Test("the worst of several comes first and the figures carry names")
  func several() {
    var other = status(90, unpriced: 3)
    other.budget.name = "c"
    let result = BudgetCheck.used([status(10), other], limits: Thresholds())
    #expect(result.status == .warning)
    #expect(result.text.hasPrefix("c used 90.0 %"))
    #expect(result.text.contains("blind: 3 requests"))
    #expect(result.measures.map(\.label).contains("b used_usd"))
    #expect(result.details == ["OK: b used 10.0 % ($10.00 of $100.00)"])
  }

  @Test("a forecast is critical when even its low end exceeds the amount")
  func forecast() {
    func check(_ likely: Int64, _ low: Int64) -> PluginResult.Status {
      var one = status(50)
      one.forecast = Forecast(likely: likely.dollars, low: low.dollars, high: (likely + 20).dollars)
      return BudgetCheck.forecast([one], limits: Thresholds()).status
    }
    #expect(check(90, 80) == .ok)
    #expect(check(110, 95) == .warning)
    #expect(check(130, 101) == .critical)
    #expect(BudgetCheck.forecast([status(50)], limits: Thresholds()).status == .unknown)
  }

  @Test("burn alerts when the long and the short window agree, and only for money that counts")
  func burn() {
    func check(_ long: Int64, _ short: Int64) -> PluginResult.Status {
      let one = status(50, of: 720)
      let rate = one.burnRate(seconds: 3_600, spent: long.dollars, shortSpent: short.dollars)
      let limits = Thresholds(warn: ThresholdRange(end: 6), critical: ThresholdRange(end: 14.4))
      return TrafficCheck.burn([(one, "1h", rate, limits)]).status
    }
    #expect(check(1, 0) == .ok)
    #expect(check(10, 0) == .ok)
    #expect(check(10, 1) == .warning)
    #expect(check(20, 2) == .critical)
  }

  @Test("latency is held against the usual, when there is enough of it")
  func latency() {
    var usual = LatencyHistogram()
    usual.add(milliseconds: 100, times: 1_000)
    func check(_ milliseconds: Int32, times: UInt32 = 50) -> PluginResult.Status {
      var now = LatencyHistogram()
      now.add(milliseconds: milliseconds, times: times)
      return TrafficCheck.latency(
        now, usual: usual, share: 0.95, isFirstToken: false, window: "1h", limits: Thresholds()
      ).status
    }
    #expect(check(150) == .ok)
    #expect(check(300) == .warning)
    #expect(check(500) == .critical)
    #expect(check(500, times: 3) == .ok)
  }

  @Test("a collector that never ran is unknown, a late one is not fine")
  func lag() {
    let limits = Thresholds(warn: ThresholdRange(end: 300), critical: ThresholdRange(end: 900))
    var facts = IngestFacts()
    #expect(TrafficCheck.lag(facts, now: Instant(seconds: 1_000), limits: limits).status == .unknown)
    facts.lastCommit = Instant(seconds: 0)
    #expect(TrafficCheck.lag(facts, now: Instant(seconds: 1_000), limits: limits).status == .critical)
    facts.heartbeat = Instant(seconds: 990)
    #expect(TrafficCheck.lag(facts, now: Instant(seconds: 1_000), limits: limits).status == .ok)
    // A clock that was set back says nothing of whether the collector lives.
    facts.heartbeat = Instant(seconds: 1_030)
    #expect(TrafficCheck.lag(facts, now: Instant(seconds: 1_000), limits: limits).status == .ok)
    facts.heartbeat = Instant(seconds: 995)
    facts.lastCommit = Instant(seconds: 4_590)
    #expect(TrafficCheck.lag(facts, now: Instant(seconds: 1_000), limits: limits).status == .ok)
    facts.heartbeat = Instant(seconds: 4_600)
    let ahead = TrafficCheck.lag(facts, now: Instant(seconds: 1_000), limits: limits)
    #expect(ahead.status == .unknown)
    #expect(ahead.text.contains("the clock was set back"), "\(ahead.text)")
  }
}
