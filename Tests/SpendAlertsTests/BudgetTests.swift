import SpendAnalytics
import SpendAlerts
import SpendCore
import SpendFormatting
import SpendTestSupport
import Testing

@Suite struct BudgetTests {
  private static let berlin = Zone(named: "Europe/Berlin") ?? .utc

  private func time(_ text: String, _ zone: Zone = .utc) throws -> Instant {
    try #require(TimeExpression(text, now: Instant(seconds: 0), zone: zone)).instant
  }

  @Test(
    "periods begin and end where the calendar of the zone has it",
    arguments: [
      ("hour", "2026-11-20T14:32:07Z", "2026-11-20T14:00:00Z", "2026-11-20T15:00:00Z", 1, false),
      ("day", "2026-11-20T23:30:00Z", "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z", 1, false),
      ("day", "2026-11-20T23:30:00Z", "2026-11-20T23:00:00Z", "2026-11-21T23:00:00Z", 1, true),
      // The clock goes back on 25 October, and forward on 29 March.
      ("day", "2026-10-25T12:00:00Z", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", 1, true),
      ("day", "2026-03-29T12:00:00Z", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", 1, true),
      ("week", "2026-11-22T23:59:59Z", "2026-11-16T00:00:00Z", "2026-11-23T00:00:00Z", 1, false),
      ("week", "2026-10-25T12:00:00Z", "2026-10-18T22:00:00Z", "2026-10-25T23:00:00Z", 1, true),
      ("month", "2026-02-28T23:59:59Z", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z", 1, false),
      ("month", "2026-12-31T23:30:00Z", "2026-12-31T23:00:00Z", "2027-01-31T23:00:00Z", 1, true),
      ("billing", "2026-11-14T23:59:59Z", "2026-10-15T00:00:00Z", "2026-11-15T00:00:00Z", 15, false),
      ("billing", "2026-11-15T00:00:00Z", "2026-11-15T00:00:00Z", "2026-12-15T00:00:00Z", 15, false),
      ("billing", "2026-02-28T00:00:00Z", "2026-02-28T00:00:00Z", "2026-03-31T00:00:00Z", 31, false),
      ("billing", "2026-01-05T00:00:00Z", "2025-12-31T00:00:00Z", "2026-01-31T00:00:00Z", 31, false),
      ("rolling 30d", "2026-11-20T12:00:00Z", "2026-10-21T12:00:00Z", "2026-11-20T12:00:00Z", 1, false),
    ] as [(String, String, String, String, Int, Bool)])
  func windows(period: String, now: String, start: String, end: String, day: Int, isBerlin: Bool) throws {
    let budget = Budget(name: "b", amount: 10.dollars, period: try #require(BudgetPeriod(period)))
    let window = budget.window(
      at: try time(now), zone: isBerlin ? Self.berlin : .utc, billingDay: day)
    #expect(window.start.rfc3339 == (try time(start)).rfc3339)
    #expect(window.end.rfc3339 == (try time(end)).rfc3339)
  }

  @Test("every moment of two years is in its period, and periods leave no gap", arguments: UInt64(0)..<40)
  func tiling(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let periods = ["hour", "day", "week", "month", "billing"]
    let budget = Budget(
      name: "b", amount: 1.dollars,
      period: try #require(periods.randomElement(using: &random).flatMap(BudgetPeriod.init)),
      zone: Zone(named: ["Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "UTC"][Int(seed % 4)]),
      billingDay: Int.random(in: 1...31, using: &random))
    let now = Instant(seconds: Int64.random(in: 1_750_000_000...1_820_000_000, using: &random))
    let window = budget.window(at: now, zone: .utc, billingDay: 1)
    #expect(window.contains(now))
    let next = budget.window(at: window.end, zone: .utc, billingDay: 1)
    #expect(next.start == window.end)
    #expect(budget.window(at: window.start, zone: .utc, billingDay: 1) == window)
  }

  private func record(_ time: Instant, _ cost: Money?, feature: String = "search") -> EventRecord {
    var labels = LabelSet()
    labels.feature = feature
    return EventRecord(
      time: time, labels: labels, tokens: TokenCounts(input: 10), cost: cost,
      costStatus: cost == nil ? .unpriced : .priced, outcome: .ok)
  }

  @Test("what is spent, left and burnt counts the period, the filter and the last hour")
  func status() throws {
    let now = try time("2026-11-20T12:00:00Z")
    let source = MemorySource([
      record(try time("2026-10-31T23:59:59Z"), 500.dollars),
      record(try time("2026-11-01T00:00:00Z"), 60.dollars),
      record(try time("2026-11-20T11:30:00Z"), 15.dollars),
      record(try time("2026-11-20T11:45:00Z"), 99.dollars, feature: "chat"),
    ])
    let budget = Budget(
      name: "s", amount: 100.dollars, period: .calendar(.month),
      filters: [DimensionFilter(.feature, .equals("search"))], warn: 0.7)
    let status = try #require(
      try BudgetEvaluator(source: source, zone: .utc).statuses(of: budget, at: now).first)
    #expect(status.spent == 75.dollars)
    #expect(status.remaining == 25.dollars)
    #expect(status.lastHour == 15.dollars)
    #expect(status.burn == 15.0 / (100.0 / 720))
    #expect(status.exhaustion?.likely == 6_000)
    #expect(status.severity == .warning)
    #expect(!status.isBlind)
    source.add([record(try time("2026-11-20T11:50:00Z"), nil)])
    #expect(
      try BudgetEvaluator(source: source, zone: .utc).statuses(of: budget, at: now).first?.isBlind == true)
  }

  @Test("a split budget gives every value the whole amount, the dearest first")
  func split() throws {
    let now = try time("2026-11-20T12:00:00Z")
    let source = MemorySource([
      record(try time("2026-11-20T02:00:00Z"), 5.dollars, feature: "a"),
      record(try time("2026-11-20T03:00:00Z"), 12.dollars, feature: "b"),
      record(try time("2026-11-20T04:00:00Z"), 1.dollars, feature: ""),
    ])
    let budget = Budget(name: "each", amount: 10.dollars, period: .calendar(.day), splitBy: .feature)
    let statuses = try BudgetEvaluator(source: source, zone: .utc).statuses(of: budget, at: now)
    #expect(statuses.map(\.name) == ["each/b", "each/a", "each/(none)"])
    #expect(statuses.map(\.severity) == [.critical, nil, nil])
    #expect(statuses[0].exhaustion == nil && statuses[0].remaining < .zero)
  }

  @Test("steady spend runs out when arithmetic says so")
  func runsOut() throws {
    let now = try time("2026-11-20T00:00:00Z")
    let records = (1...60 * 24).map { record(now.adding(seconds: Int64(-3_600 * $0)), 1.dollars) }
    let budget = Budget(name: "m", amount: 500.dollars, period: .calendar(.month))
    let status = try #require(
      try BudgetEvaluator(source: MemorySource(records), zone: .utc).statuses(of: budget, at: now).first)
    #expect(status.spent == 456.dollars)
    let end = try #require(status.runsOut)
    #expect(abs(end.seconds - now.adding(seconds: 44 * 3_600).seconds) <= 3_600)
    let forecast = try #require(status.forecast)
    #expect(abs(forecast.likely.nanodollars - 720.dollars.nanodollars) < 8.dollars.nanodollars)
  }

  @Test(
    "a flood of seconds counts by its many requests, and one expensive request does not",
    arguments: [
      // requests in the last minute, cents of one, cents of one more; the most seconds, and the least
      (37, 50, 0, 40.0, 30.0), (37, 1, 3_000, 14_400, 600), (5, 400, 0, 14_400, 600),
    ] as [(Int, Int64, Int64, Double, Double)])
  func suddenFlood(_ many: Int, _ cents: Int64, _ large: Int64, _ most: Double, _ least: Double) throws {
    let now = try time("2026-11-20T20:25:31Z")
    var records = (1...many).map {
      record(now.adding(seconds: -Int64($0)), Money(nanodollars: cents * 10_000_000))
    }
    records.append(record(now.adding(seconds: -20), Money(nanodollars: large * 10_000_000)))
    records += (1...48).map {
      record(now.adding(seconds: -1_800 * Int64($0)), Money(nanodollars: 500_000_000))
    }
    let spent = records.filter { $0.time >= now.adding(seconds: -25 * 60 - 31) }.reduce(Money.zero) {
      $0 + ($1.cost ?? .zero)
    }
    let budget = Budget(name: "hourly", amount: spent + 11.dollars, period: .calendar(.hour))
    let status = try #require(
      try BudgetEvaluator(source: MemorySource(records), zone: .utc).statuses(of: budget, at: now).first)
    let seconds = try #require(status.exhaustion).likely
    #expect(seconds <= most && seconds >= least, "\(seconds) s")
  }

  @Test("a flood that may go on is in the interval of a forecast, and usual spend does not widen it")
  func floodedForecast() throws {
    let now = try time("2026-11-20T20:26:00Z")
    let usual = (1...40 * 24).map { record(now.adding(seconds: Int64(-3_600 * $0)), 1.dollars) }
    let flood = (1...90).map { record(now.adding(seconds: -Int64($0)), Money(nanodollars: 500_000_000)) }
    let budget = Budget(name: "m", amount: 2_000.dollars, period: .calendar(.month))
    func forecast(_ records: [EventRecord]) throws -> Forecast {
      try #require(
        try BudgetEvaluator(source: MemorySource(records), zone: .utc).statuses(of: budget, at: now).first?
          .forecast)
    }
    let calm = try forecast(usual)
    #expect(calm.high < 900.dollars)
    let flooded = try forecast(usual + flood)
    // At least ten hours of $1,000 each.
    #expect(flooded.high > 10_000.dollars)
    #expect(flooded.likely < 900.dollars)
  }

  @Test("an exhausted budget keeps its alert while the spend goes on, and begins none")
  func exhausted() throws {
    let now = try time("2026-11-20T20:36:00Z")
    let rule = AlertRule(.exhaustion)
    func result(minutesAgo: Int64) throws -> RuleResult {
      let records = [record(now.adding(seconds: -60 * minutesAgo), 348.dollars)]
      let budget = Budget(name: "daily", amount: 30.dollars, period: .calendar(.day))
      var facts = AlertFacts(now: now)
      facts.budgets = try BudgetEvaluator(source: MemorySource(records), zone: .utc).statuses(
        of: budget, at: now)
      return try #require(rule.results(facts).first)
    }
    let burning = try result(minutesAgo: 3)
    #expect(burning.severity == nil && burning.holds)
    #expect(burning.summary == "daily is exhausted, 11.6× the amount: $348.00 of $30.00")
    #expect(try !result(minutesAgo: 90).holds)
  }

  @Test("an empty store has nothing spent, and no forecast")
  func empty() throws {
    let budget = Budget(name: "m", amount: 500.dollars, period: .rolling(seconds: 86_400))
    let status = try #require(
      try BudgetEvaluator(source: MemorySource(), zone: .utc).statuses(of: budget, at: Instant(seconds: 0))
        .first
    )
    #expect(status.spent == .zero && status.forecast == nil && status.exhaustion == nil)
  }

  @Test(
    "amounts read like amounts",
    arguments: [
      (4_620_110_000_000, "$4,620.11"), (0, "$0.00"), (-1_500_000_000, "-$1.50"), (4_200_000, "$0.0042"),
      (1, "$0.000000001"), (999_999_999, "$1.00"), (1_234_567_890_000_000_000, "$1,234,567,890.00"),
    ] as [(Int64, String)])
  func amounts(nanodollars: Int64, text: String) {
    #expect(AmountText.amount(Money(nanodollars: nanodollars)) == text)
  }

  @Test("numbers have a point, no exponent, and no infinity gets out as digits")
  func numbers() {
    #expect(AmountText.fixed(14.85, places: 1) == "14.9" || AmountText.fixed(14.85, places: 1) == "14.8")
    #expect(AmountText.fixed(-0.04, places: 1) == "0.0")
    #expect(AmountText.fixed(1e30, places: 2) == "∞")
    #expect(AmountText.fixed(.nan, places: 2) == "?")
    #expect(AmountText.percent(0.924) == "92.4 %")
    let euro = ShownCurrency(code: "EUR", rate: "0.5") { $0.scaled(by: 1, over: 2) }
    ShownCurrency.$current.withValue(euro) {
      #expect(AmountText.amount(Money(nanodollars: -9_000_000_000)) == "-€4.50")
      #expect(AmountText.roughly(Money(nanodollars: 2_400_000_000_000)) == "€1,200")
    }
    #expect(AmountText.duration(seconds: 5_399) == "90 min")
    #expect(AmountText.duration(seconds: 14_400) == "4.0 h")
  }
}
