import Foundation
import SpendAnalytics
import SpendCore
import SpendScreen
import SpendTestSupport
import Testing

@testable import SpendAlerts
@testable import SpendDashboard

/// Whole screens as text, with the inks below. `RECORD=1` writes them anew and fails.
@Suite struct GoldenScreenTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var size: ScreenSize
    var keys: [Key] = []
    var change: @Sendable (inout DashboardState, inout DashboardOptions) -> Void = { _, _ in }
    var records = SampleTraffic.records()
    var alerts: AlertSnapshot?

    var testDescription: String { name }
  }

  static let cases: [Case] =
    views + [
      Case(name: "overview-40x10", size: ScreenSize(width: 40, height: 10)),
      Case(name: "too-small-39x9", size: ScreenSize(width: 39, height: 9)),
      Case(name: "nothing-stored-80x24", size: ScreenSize(width: 80, height: 24), records: []),
      Case(
        name: "drilled-120x36", size: ScreenSize(width: 120, height: 36), keys: [.down, .enter]),
      Case(
        name: "latency-of-a-row-120x36", size: ScreenSize(width: 120, height: 36),
        keys: [.character("7"), .down]),
      Case(
        name: "latency-by-model-80x24", size: ScreenSize(width: 80, height: 24),
        keys: [.character("7"), .tab]),
      Case(
        name: "area-of-tokens-120x36", size: ScreenSize(width: 120, height: 36),
        keys: typing("measure tokens; chart area")),
      Case(
        name: "latency-lines-120x36", size: ScreenSize(width: 120, height: 36),
        keys: typing("measure latency; view models")),
      Case(
        name: "hours-of-the-week-120x36", size: ScreenSize(width: 120, height: 36),
        keys: typing("chart week"),
        records: SampleTraffic.records(days: 30)),
      Case(
        name: "firing-120x36", size: ScreenSize(width: 120, height: 36), keys: [.character("6")],
        change: budgets,
        alerts: firing),
      Case(
        name: "paid-otherwise-in-euros-120x36", size: ScreenSize(width: 120, height: 36),
        change: otherwise),
      Case(
        name: "paid-otherwise-in-euros-200x50", size: ScreenSize(width: 200, height: 50),
        keys: [.character("9")], change: otherwise),
      Case(
        name: "paid-otherwise-of-a-team-120x36", size: ScreenSize(width: 120, height: 36),
        keys: [.character("9")] + typing("filter team=search"), change: otherwise),
      Case(
        name: "paid-otherwise-of-a-user-120x36", size: ScreenSize(width: 120, height: 36),
        keys: [.character("9")] + typing("filter user=ann"), change: otherwise),
      Case(
        name: "paid-otherwise-80x24", size: ScreenSize(width: 80, height: 24), keys: [.character("9")],
        change: otherwise),
      Case(name: "overview-firing-120x36", size: ScreenSize(width: 120, height: 36), alerts: firing),
      Case(
        name: "firing-80x24", size: ScreenSize(width: 80, height: 24), keys: [.character("6"), .down],
        change: budgets, alerts: firing),
      Case(name: "log-scale-80x24", size: ScreenSize(width: 80, height: 24), keys: [.character("o")]),
      Case(name: "pivot-120x36", size: ScreenSize(width: 120, height: 36), keys: typing("pivot model")),
      Case(
        name: "budgets-120x36", size: ScreenSize(width: 120, height: 36),
        keys: [.character("6"), .tab, .down],
        change: budgets),
      Case(name: "no-budgets-80x24", size: ScreenSize(width: 80, height: 24), keys: [.character("6")]),
      Case(
        name: "savings-of-a-month-120x36", size: ScreenSize(width: 120, height: 36), keys: [.character("8")],
        records: SampleTraffic.records(days: 30, perDay: 120)),
      Case(
        name: "filters-as-chips-120x36", size: ScreenSize(width: 120, height: 36),
        keys: typing("filter !tagging; filter cost>0.1; since -3d -1d")),
      Case(
        name: "palette-80x24", size: ScreenSize(width: 80, height: 24),
        keys: [.character(":"), .character("m"), .tab, .tab]),
      Case(name: "menu-of-windows-80x24", size: ScreenSize(width: 80, height: 24), keys: [.character("T")]),
      Case(
        name: "help-80x24", size: ScreenSize(width: 80, height: 24), keys: [.character("?")]),
      Case(
        name: "help-ascii-80x24", size: ScreenSize(width: 80, height: 24), keys: [.character("?")],
        change: { _, options in options.isASCII = true }),
      Case(
        name: "request-120x36", size: ScreenSize(width: 120, height: 36),
        keys: [.character("5"), .down, .enter],
        change: { _, options in options.explain = explanation }),
      Case(
        name: "typing-a-filter-80x24", size: ScreenSize(width: 80, height: 24),
        keys: [.character("/"), .character("m"), .character("=")]),
      Case(
        name: "reading-demo-ascii-80x24", size: ScreenSize(width: 80, height: 24),
        change: { state, options in
          options.isASCII = true
          options.isDemo = true
          var progress = IngestProgress(phase: .reading)
          progress.bytes = 12_400_000_000
          progress.bytesDone = 3_100_000_000
          progress.bytesPerSecond = 410_000_000
          progress.events = 1_240_000
          progress.rejected = 3
          progress.files = 9
          progress.filesDone = 2
          state.progress = progress
        }),
      Case(
        name: "welcome-80x24", size: ScreenSize(width: 80, height: 24),
        change: { _, options in
          options.welcome = Welcome(
            searched: ["Claude Code", "Codex CLI", "Gemini CLI"],
            configurationPath: "/home/dev/.config/spendtop/config.toml")
        }, records: []),
      Case(
        name: "settings-120x36", size: ScreenSize(width: 120, height: 36),
        keys: [.character(","), .down, .right, .down, .down, .down, .right]),
      Case(name: "overview-100x40", size: ScreenSize(width: 100, height: 40), alerts: firing),
      Case(
        name: "overview-firing-200x50", size: ScreenSize(width: 200, height: 50),
        records: SampleTraffic.records(days: 30), alerts: firing),
      Case(
        name: "overview-300x80", size: ScreenSize(width: 300, height: 80),
        records: SampleTraffic.records(days: 30), alerts: firing),
      Case(
        name: "over-budget-120x36", size: ScreenSize(width: 120, height: 36),
        change: { _, options in options.monthlyBudget = 60.dollars }),
    ]

  /// Every view at three sizes, with colours, with ASCII and without colours.
  private static let views: [Case] = View.allCases.flatMap { view -> [Case] in
    let keys =
      PanelRegistry.standard[view].key.map { [Key.character($0)] } ?? [.character("8"), .character("p")]
    func one(_ width: Int, _ height: Int, _ form: String = "", ascii: Bool = false, mono: Bool = false)
      -> Case
    {
      Case(
        name: "\(view.name)-\(form)\(width)x\(height)", size: ScreenSize(width: width, height: height),
        keys: keys,
        change: { state, options in
          budgets(&state, &options)
          options.isASCII = ascii
          if mono { options.theme.depth = .mono }
        })
    }
    return [
      one(80, 24), one(120, 36), one(200, 50), one(80, 24, "ascii-", ascii: true),
      one(120, 36, "mono-", mono: true),
    ]
  }

  static func typing(_ line: String) -> [Key] {
    [.character(":")] + line.map { .character($0) } + [.enter]
  }

  static let explanation: @Sendable (EventRecord) -> CostExplanation = { record in
    func term(_ name: String, _ count: Int32?, _ price: String, _ picodollars: Int64) -> CostExplanation.Term
    {
      CostExplanation.Term(
        name, count: Int64(count ?? 0), price: price, picodollars: Int64(count ?? 0) * picodollars)
    }
    return CostExplanation(
      terms: [
        term("input", record.tokens.input, "$1.25/M", 1_250_000),
        term("cache_read", record.tokens.cacheRead, "$0.125/M", 125_000),
        term("output", record.tokens.output, "$10/M", 10_000_000),
      ], source: "openai/gpt-5 (exact, from 2025-08-07; list price 2026-11-02)",
      recomputed: Money(nanodollars: 14_000_000), notes: ["standard tier"])
  }

  /// One alert that fires, one that was acknowledged, one that waits.
  static let firing: AlertSnapshot = {
    func alert(_ kind: RuleKind, _ about: String, _ severity: Severity, _ age: Int64, _ summary: String)
      -> AlertView
    {
      let labels = ["rule": kind.rawValue, "budget": about]
      return AlertView(
        key: AlertKey(labels), labels: labels, kind: kind, severity: severity, stage: .firing,
        since: SampleTraffic.now.adding(seconds: -age), value: 14.8, threshold: 14.4, summary: summary,
        reason: "87 % from gpt-5 in search, volume ×4.0",
        runbook: AlertRule(kind).runbook, filters: [DimensionFilter(.feature, .equals("search"))],
        windowSeconds: 3_600)
    }
    var snapshot = AlertSnapshot()
    var acked = alert(.forecast, "all", .warning, 9_000, "all will come to $14,210, 118 % of $12,000")
    acked.acknowledgement = Acknowledgement(
      key: acked.key, by: "ann", at: SampleTraffic.now, until: SampleTraffic.now.adding(seconds: 3_600))
    var pending = alert(.errorRate, "all", .warning, 300, "12 % of requests fail, usually 1.1 %")
    pending.stage = .pending
    snapshot.alerts = [
      alert(
        .burnFast, "search-daily", .critical, 720,
        "search-daily burns 14.8× its pace: $12.10 in the last hour"),
      acked, pending,
    ]
    return snapshot
  }()

  /// A subscription, hardware of one's own, and amounts in euros.
  private static let otherwise: @Sendable (inout DashboardState, inout DashboardOptions) -> Void = {
    _, options in
    options.currency = ShownCurrency(code: "EUR", rate: "0.92") { $0.scaled(by: 92, over: 100) }
    options.paidOtherwise = { _, _, filters, _ in
      var paid = FixedCosts()
      paid.plans = [.init(name: "team-plan", requests: 812, listed: 412.dollars, perMonth: 200.dollars)]
      paid.hardware = [
        .init(
          name: "house-llama-70b", requests: 120, cost: 60.dollars, idle: 4.dollars, utilisation: 0.31,
          perMillionOutput: 1.dollars)
      ]
      if !filters.isEmpty { paid.hardware[0].share = 12.dollars }
      return paid
    }
  }

  private static let budgets: @Sendable (inout DashboardState, inout DashboardOptions) -> Void = {
    _, options in
    options.budgets = [
      Budget(name: "all", amount: 12_000.dollars, period: .calendar(.month)),
      Budget(
        name: "search-daily", amount: 20.dollars, period: .calendar(.day),
        filters: [DimensionFilter(.feature, .equals("search"))]),
      Budget(name: "per-model", amount: 200.dollars, period: .rolling(seconds: 604_800), splitBy: .model),
    ]
  }

  @Test("screens", arguments: cases)
  func screen(_ one: Case) throws {
    let grid = try Screens.draw(one)
    let text = grid.plainText + String(repeating: "=", count: 20) + "\n" + grid.inkText
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Golden/\(one.name).txt")
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
      Issue.record("\(one.name) was recorded")
      return
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    #expect(text == expected, "\(one.name)")
  }
}

enum Screens {
  /// Nanodollars per input token; output costs four times, cached input a tenth as much.
  private static let prices: [String: Int64] = [
    "claude-sonnet-4-5": 3_000, "gpt-5": 1_250, "gpt-4o-mini": 150, "text-embedding-3-large": 130,
  ]

  private static let explain: @Sendable (EventRecord) -> CostExplanation = { record in
    guard let price = prices[record.labels.model] else { return CostExplanation() }
    let tokens = record.tokens
    let cost =
      Int64(tokens.input ?? 0) * price + Int64(tokens.cacheRead ?? 0) * price / 10
      + Int64(tokens.output ?? 0) * price * 4
    return CostExplanation(recomputed: Money(nanodollars: cost))
  }

  /// Draws a case as the loop would: facts first, then keys, each question answered at once.
  static func draw(_ one: GoldenScreenTests.Case) throws -> CellGrid {
    var options = DashboardOptions(zone: .utc)
    options.monthlyBudget = 12_000.dollars
    options.planner = .builtin
    var state = DashboardState(size: one.size)
    one.change(&state, &options)
    state.begin(state.request, view: state.view, options)
    let source = MemorySource(one.records)
    source.logs = SampleTraffic.logs
    source.rejects = SampleTraffic.rejects
    let builder = SnapshotBuilder(
      source: source, zone: .utc, budget: options.monthlyBudget, budgets: options.budgets,
      paidOtherwise: options.paidOtherwise, explain: explain)
    let now = SampleTraffic.now
    _ = reduce(&state, .clock(now))
    func answer(_ request: SnapshotRequest) throws {
      var snapshot = try builder.build(for: request, at: now)
      snapshot.alerts = one.alerts
      _ = reduce(&state, .snapshot(snapshot))
    }
    try answer(state.request)
    for key in one.keys {
      for case .ask(let request) in reduce(&state, .key(key)) { try answer(request) }
    }
    return Renderer.render(state, options)
  }
}
