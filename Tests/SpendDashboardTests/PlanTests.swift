import SpendAnalytics
import SpendCore
import SpendFormatting
import SpendScreen
import SpendTestSupport
import SpendText
import Testing

@testable import SpendDashboard

/// The Plan view: its keys, its sources and its costs.
@Suite struct PlanTests {
  private static let search = "search"

  private var options: DashboardOptions {
    var options = DashboardOptions(zone: .utc)
    options.planner = .builtin
    return options
  }

  private func builder(_ records: [EventRecord]) -> SnapshotBuilder {
    SnapshotBuilder(source: MemorySource(records), zone: .utc)
  }

  /// A screen with `records` after keys, each question answered at once.
  private func state(
    _ records: [EventRecord] = [], width: Int = 120, height: Int = 36, keys: [Key] = []
  ) throws -> DashboardState {
    var state = DashboardState(size: ScreenSize(width: width, height: height), now: SampleTraffic.now)
    state.begin(state.request, view: .overview, options)
    let builder = builder(records)
    _ = reduce(&state, .snapshot(try builder.build(for: state.request, at: SampleTraffic.now)))
    try press(keys, &state, builder)
    return state
  }

  @discardableResult
  private func press(_ keys: [Key], _ state: inout DashboardState, _ builder: SnapshotBuilder) throws
    -> [Effect]
  {
    try keys.flatMap { key in
      let effects = reduce(&state, .key(key))
      for case .ask(let request) in effects {
        _ = reduce(&state, .snapshot(try builder.build(for: request, at: SampleTraffic.now)))
      }
      return effects
    }
  }

  private func press(_ keys: [Key], _ state: inout DashboardState) {
    for key in keys { _ = reduce(&state, .key(key)) }
  }

  private func typed(_ text: String) -> [Key] { text.map { .character($0) } }

  private static let open: [Key] = [.character("8"), .character("p")]

  private func lines(_ state: DashboardState, ascii: Bool = false, mono: Bool = false) -> [String] {
    var options = options
    options.isASCII = ascii
    if mono { options.theme.depth = .mono }
    return Renderer.render(state, options).plainText.split(separator: "\n").map(String.init)
  }

  private func line(_ text: String, in lines: [String]) throws -> String {
    try #require(lines.first { $0.contains(text) }, "\(text) is not in\n\(lines.joined(separator: "\n"))")
  }

  private func value(_ row: PlanRow, _ state: DashboardState) -> Int64 {
    state.plan.value(row, state.snapshot?.planFacts)
  }

  private func select(_ row: PlanRow, _ state: inout DashboardState) throws {
    state.select(try #require(PlanRow.allCases.firstIndex(of: row)))
  }

  @Test("digits type values, so the views are named without their keys", arguments: [80, 120, 300])
  func viewNames(width: Int) throws {
    let tabs = try #require(lines(try state(width: width, keys: Self.open)).dropLast().last)
    #expect(tabs.contains("Plan") && tabs.contains("Over") && !tabs.contains(where: \.isNumber), "\(tabs)")
    let overview = try #require(lines(try state(width: width)).dropLast().last)
    #expect(overview.contains("1 Overview") && overview.contains("9 S"), "\(overview)")
  }

  @Test("a long name of a model is whole where there is room")
  func longNames() throws {
    var state = try state(width: 120, keys: Self.open)
    state.plan.model = "anthropic/claude-sonnet-4-5-20250929"
    let row = try line("│ model  ", in: lines(state).reversed())
    #expect(row.contains("anthropic/claude-sonnet-4-5-20250929"))
  }

  // MARK: Costs

  /// 10,000 requests a day with 2,000 tokens each on gpt-4o, as typed.
  private func typedPlan(width: Int = 120, height: Int = 36) throws -> DashboardState {
    var state = try state(width: width, height: height, keys: Self.open)
    press(typed("10000") + [.down] + typed("2000") + [.down] + typed("0") + [.enter], &state)
    while state.plan.chosenModel(state.snapshot?.planFacts) != "openai/gpt-4o" { press([.tab], &state) }
    return state
  }

  @Test("10,000 requests a day of 2,000 tokens on gpt-4o are $1,500 a month", arguments: [80, 120, 200])
  func month(width: Int) throws {
    let state = try typedPlan(width: width, height: 24)
    let screen = lines(state)
    let row = try line("▸openai/gpt-4o ", in: screen)
    for amount in ["$0.00500", "$50.00", "$1,500.00", "$18,250.00"] {
      #expect(row.contains(amount), "\(row)")
    }
    _ = try line("Workload: $1,500.00 a month", in: screen)
    #expect(try line("requests a day", in: screen).contains("10,000"))
    // The price and the date of the book.
    #expect(
      try line("model  ", in: screen.filter { !$0.contains("per month") }).contains("$2.5 in, $10 out/M, 20"))
    let cost = try #require(PlanText(state).chosen?.range?.upperBound)
    #expect(cost.perMonth == 1_500.dollars && cost.perDay == 50.dollars && cost.perYear == 18_250.dollars)
  }

  @Test("the costs follow each key, before Enter")
  func live() throws {
    var state = try typedPlan()
    try select(.requests, &state)
    var months: [Money?] = []
    for key in typed("20") + [.escape] {
      press([key], &state)
      months.append(PlanText(state).chosen?.range?.upperBound.perMonth)
    }
    #expect(months == [Money(nanodollars: 300_000_000), 3.dollars, 1_500.dollars])
  }

  @Test("shares of cached prompts, batches and retries change the cost; growth changes the year")
  func shares() throws {
    var state = try typedPlan()
    func month(_ row: PlanRow, _ text: String) throws -> Money? {
      try select(row, &state)
      press(typed(text) + [.enter], &state)
      let cost = PlanText(state).chosen?.range?.upperBound
      press([.backspace], &state)
      return row == .growth ? cost?.perYear : cost?.perMonth
    }
    #expect(try month(.cached, "50") == 1_125.dollars)
    #expect(try month(.batch, "100") == 750.dollars)
    #expect(try month(.retries, "10") == 1_650.dollars)
    #expect(PlanText(state).chosen?.range?.upperBound.perMonth == 1_500.dollars)
    // $60 a day: a twelfth of $21,900, doubled eleven times.
    try select(.requests, &state)
    press(typed("12000") + [.enter], &state)
    #expect(try month(.growth, "100") == 7_473_375.dollars)
  }

  @Test("a cost beyond the largest amount is a lower bound")
  func largest() throws {
    var state = try typedPlan()
    try select(.requests, &state)
    press(typed("10000000000") + [.enter], &state)
    try select(.output, &state)
    press(typed("1000000") + [.enter], &state)
    let amounts = try #require(PlanText(state).costs.first?.amounts)
    #expect(amounts[3] == "≥$9.22B" && amounts[0].string.hasPrefix("$10.00"), "\(amounts)")
  }

  // MARK: Values

  @Test("a recorded share has a digit after the point, an entered one all of its digits")
  func digitsOfShares() throws {
    #expect(PlanRow.cached.meanText(519_053) == "51.9 %" && PlanRow.cached.meanText(0) == "0 %")
    #expect(PlanRow.input.meanText(36_373) == "36,373")
    var state = try typedPlan()
    try select(.cached, &state)
    press(typed("51.9053") + [.enter], &state)
    #expect(PlanText(state).value(.cached) == "51.9053 %")
  }

  @Test("invalid values are refused with the possible ones, and the value stays")
  func invalid() throws {
    var state = try typedPlan()
    try select(.requests, &state)
    for text in ["-5", "", "1.5", "10000000001", "many", "99999999999999999999"] {
      press([.paste(text)], &state)
      #expect(state.message == "requests a day: a whole number from 0 to 10,000,000,000", "\(text)")
      #expect(state.plan.typing == nil && value(.requests, state) == 10_000)
    }
    press(typed("7-"), &state)
    #expect(state.message != nil && value(.requests, state) == 7)
    // Without digits the value is the one before.
    press([.backspace, .enter], &state)
    #expect(state.plan.typing == nil && value(.requests, state) == 10_000)
    press([.paste("12,500"), .enter], &state)
    #expect(value(.requests, state) == 12_500)

    try select(.cached, &state)
    press(typed("101"), &state)
    #expect(state.message == "cached share: a share from 0 % to 100 %" && value(.cached, state) == 100_000)
    press([.escape] + typed(".5") + [.enter], &state)
    #expect(value(.cached, state) == 5_000)

    try select(.growth, &state)
    press(typed("5-") + [.enter], &state)
    #expect(value(.growth, state) == -50_000)
    press(typed("101-"), &state)
    #expect(state.message == "growth a month: a share from -100 % to 1000 %")

    try select(.model, &state)
    press(typed("3"), &state)
    #expect(state.view == .plan && state.message == "Choose with ← and →")
  }

  @Test("arrows step through 1, 2, 5, 10, minus and plus in the second digit, and both stay in the range")
  func steps() {
    func steps(_ row: PlanRow, _ start: Int64, _ count: Int, by step: Int, isFine: Bool) -> [Int64] {
      var value = start
      return (0..<count).map { _ in
        value = row.stepped(value, by: step, isFine: isFine)
        return value
      }
    }
    #expect(steps(.requests, 1_234, 4, by: 1, isFine: false) == [2_000, 5_000, 10_000, 20_000])
    #expect(steps(.requests, 12, 6, by: -1, isFine: false) == [10, 5, 2, 1, 0, 0])
    #expect(steps(.requests, 9_850, 4, by: 1, isFine: true) == [9_900, 10_000, 11_000, 12_000])
    #expect(steps(.requests, 11_000, 3, by: -1, isFine: true) == [10_000, 9_900, 9_800])
    #expect(steps(.requests, 2, 4, by: -1, isFine: true) == [1, 0, 0, 0])
    #expect(steps(.input, 900_000_000, 2, by: 1, isFine: false) == [1_000_000_000, 1_000_000_000])
    #expect(steps(.cached, 920_000, 3, by: 1, isFine: false) == [950_000, 1_000_000, 1_000_000])
    #expect(steps(.cached, 15_000, 3, by: -1, isFine: true) == [10_000, 0, 0])
    #expect(steps(.growth, 0, 2, by: -1, isFine: false) == [-50_000, -100_000])
    #expect(steps(.growth, -985_000, 3, by: -1, isFine: true) == [-990_000, -1_000_000, -1_000_000])
  }

  @Test("keys step the selected row, and leave the other keys of the screen alone")
  func keys() throws {
    var state = try typedPlan()
    try select(.requests, &state)
    press([.right], &state)
    #expect(value(.requests, state) == 20_000)
    press([.character("-"), .left, .character("+")], &state)
    #expect(value(.requests, state) == 11_000)
    press([.character("?")], &state)
    guard case .help = state.overlay else {
      Issue.record("the help is not open")
      return
    }
    #expect(lines(state).contains { $0.contains("0-9 type a value, Enter keeps it") })
    press([.escape, .escape], &state)
    #expect(state.view == .savings)
    press([.character(" ")], &state)
    #expect(state.isPaused)
    press([.character("1"), .character("p")], &state)
    #expect(state.view == .overview && !state.isPaused)
  }

  // MARK: Recorded traffic

  private static let month = SampleTraffic.records(days: 40, perDay: 120)

  /// The requests of the last 30 days, as a plan reads them.
  private static func recent(_ feature: String? = nil) -> [EventRecord] {
    let start = SampleTraffic.now.adding(seconds: -30 * 86_400)
    return month.filter {
      $0.time > start && $0.time <= SampleTraffic.now && (feature == nil || $0.labels.feature == feature)
    }
  }

  @Test("without changes the values are the means of 30 days, whatever the time range")
  func recorded() throws {
    let state = try state(
      Self.month, height: 40, keys: typed(":range 1h") + [.enter] + typed(":view plan") + [.enter])
    let records = Self.recent()
    let count = Double(records.count)
    let prompts = records.reduce(0.0) { $0 + Double($1.tokens.input ?? 0) + Double($1.tokens.cacheRead ?? 0) }
    let cached = records.reduce(0.0) { $0 + Double($1.tokens.cacheRead ?? 0) }
    let output = records.reduce(0.0) { $0 + Double($1.tokens.output ?? 0) }
    #expect(records.count > 1_000 && cached > 0)
    #expect(abs(Double(value(.requests, state)) - count / 30) <= 0.5)
    #expect(abs(Double(value(.input, state)) - prompts / count) <= 0.5)
    #expect(abs(Double(value(.output, state)) - output / count) <= 0.5)
    #expect(abs(Double(value(.cached, state)) / 1e6 - cached / prompts) <= 1e-6)
    let screen = lines(state)
    #expect(try line("input tokens", in: screen).contains("recorded mean of 30 days"))
    #expect(try line("batch share", in: screen).contains("assumed"))
    #expect(
      try line("like traffic of", in: screen).contains(
        "\(CountText.grouped(Int64(records.count))) requests in 30 days"))
    let models = try #require(state.snapshot?.planFacts?.recorded?.models)
    #expect(models.count == 5)
    for model in models { _ = try line(model, in: screen) }
    // A model without a price is not free.
    #expect(try line("openai/house-llama-70b ", in: screen).contains("unpriced"))
  }

  @Test("p in Savings plans the feature of the selected saving, and the row of the traffic another one")
  func feature() throws {
    let builder = builder(Self.month)
    var state = try state(Self.month, height: 40, keys: [.character("8")])
    let savings = try #require(state.snapshot?.savings)
    let index = try #require(savings.firstIndex { $0.feature == Self.search })
    state.select(index)
    try press([.character("p")], &state, builder)
    #expect(state.view == .plan && state.request.planFeature == Self.search)
    let count = Double(Self.recent(Self.search).count)
    let planned = Double(value(.requests, state))
    #expect(count > 100 && abs(planned - count / 30) <= 0.5)
    #expect(try line("like traffic of", in: lines(state)).contains(Self.search))

    try select(.traffic, &state)
    try press([.right], &state, builder)
    let other = try #require(state.request.planFeature)
    #expect(other != Self.search)
    let others = Double(Self.recent(other).count)
    let plannedOthers = Double(value(.requests, state))
    #expect(abs(plannedOthers - others / 30) <= 0.5)
    try press([.backspace], &state, builder)
    #expect(state.request.planFeature == nil)
    #expect(abs(Double(value(.requests, state)) - Double(Self.recent().count) / 30) <= 0.5)

    // An entered value stays with other traffic, until it is taken back.
    try select(.requests, &state)
    try press(typed("77") + [.down, .up], &state, builder)
    #expect(value(.requests, state) == 77)
    #expect(try line("requests a day", in: lines(state)).contains("entered; recorded: "))
    try press([.backspace], &state, builder)
    #expect(value(.requests, state) != 77 && state.view == .plan)
    try press([.escape], &state, builder)
    #expect(state.view == .savings && state.snapshot?.planFacts == nil)
  }

  @Test("Tab goes through the recorded models, then common ones, and back to the first")
  func models() throws {
    var state = try state(Self.month, keys: Self.open)
    let facts = state.snapshot?.planFacts
    let all = PlanDraft.models(facts)
    let recorded = try #require(facts?.recorded?.models)
    #expect(!recorded.isEmpty && Array(all.prefix(recorded.count)) == recorded)
    #expect(Set(all).count == all.count)
    var seen: [String] = []
    for _ in all {
      seen.append(state.plan.chosenModel(facts))
      press([.tab], &state)
    }
    #expect(seen == all && state.plan.chosenModel(facts) == all[0])
    press([.backTab], &state)
    #expect(state.plan.chosenModel(facts) == all.last)
    #expect(PlanText(state).plans.map(\.name) == [all[all.count - 1]] + recorded)
  }

  // MARK: Rented GPUs

  @Test("rented GPUs have a row and a break-even once their throughput is entered")
  func hosting() throws {
    var state = try typedPlan(height: 50)
    try select(.output, &state)
    press(typed("500") + [.enter], &state)
    try select(.gpu, &state)
    press(typed("2"), &state)
    #expect(state.message == "Choose a GPU with ← and → first, then type how many")
    while state.plan.gpu != "H100 SXM" { press([.right], &state) }
    _ = try line("enter the GPU tokens/s", in: lines(state))
    press(typed("2") + [.enter], &state)
    try select(.throughput, &state)
    press(typed("1200") + [.enter], &state)

    // Two GPUs at $2.69 an hour for 30 days; one replica generates 51,840,000 tokens a day, enough for all.
    let screen = lines(state)
    let rented = try line("rented 2×H100 SXM", in: screen)
    #expect(rented.contains("$3,873.60"), "\(rented)")
    // $3,873.60 over 30 days at $0.01 a request.
    #expect(
      screen.contains {
        $0.contains("break-even with openai/gpt-4o: 12,912 requests a day, 968M tokens a month")
      },
      "\(screen.joined(separator: "\n"))")
    #expect(screen.contains { $0.contains("runpod list price of 2026-03") })
    // A quarter of the break-even up to four times: $0.01 a request, and the rent of two GPUs.
    #expect(
      PlanText(state).volumeCosts.map { [$0.requestsPerDay, $0.api.nanodollars, $0.hosted.nanodollars] }
        == [
          [3_228, 968_400_000_000, 3_873_600_000_000], [6_456, 1_936_800_000_000, 3_873_600_000_000],
          [12_912, 3_873_600_000_000, 3_873_600_000_000], [25_824, 7_747_200_000_000, 3_873_600_000_000],
          [51_648, 15_494_400_000_000, 3_873_600_000_000],
        ])
    let once = try line(" 12,912 ", in: screen.filter { !$0.contains("break-even") })
    #expect(once.contains("$3,873.60") && once.contains("█"), "\(once)")
    try select(.overhead, &state)
    press(typed("1500") + [.enter], &state)
    let dearer = lines(state)
    #expect(try line("overhead a month ", in: dearer).contains("$1,500"))
    #expect(try line("rented 2×H100 SXM", in: dearer).contains("$5,373.60"))
    #expect(dearer.contains { $0.contains("break-even with openai/gpt-4o: 17,912 requests a day") })
    press([.backspace], &state)
    #expect(value(.overhead, state) == 0)
    try select(.gpu, &state)
    press([.character("+")], &state)
    #expect(value(.gpu, state) == 3 && state.plan.gpu == "H100 SXM")
    press([.backspace], &state)
    #expect(!lines(state).contains { $0.contains("rented 2×") || $0.contains("break-even with") })
  }

  // MARK: Screens

  @Test("the form and the costs are whole at 80×24, with ASCII and without colours")
  func small() throws {
    let state = try typedPlan(width: 80, height: 24)
    for (ascii, mono) in [(false, false), (true, false), (false, true)] {
      let screen = lines(state, ascii: ascii, mono: mono)
      for text in [
        "Expected cost", "per request", "per day", "per month", "per year", "$18,250.00", "growth a month",
      ] {
        _ = try line(text, in: screen)
      }
      #expect(!ascii || screen.allSatisfy { $0.allSatisfy(\.isASCII) })
    }
    // On a screen for one panel, the title has the cost.
    _ = try line("Workload: $1,500.00 a month", in: lines(try typedPlan(width: 60, height: 18)))
  }

  @Test("without a price book the view shows no cost, and without a table no key fails")
  func noPrices() throws {
    var state = try state(keys: Self.open)
    state.planner = nil
    _ = try line("No price book", in: lines(state))
    press([.tab, .right, .character("y"), .character("e"), .enter], &state)
    #expect(!lines(state).contains { $0.contains("$0.00") && $0.contains("month") })
  }

  @Test("an export has the costs of all models to the last digit")
  func export() throws {
    var state = try typedPlan()
    let effects = [Key.character("e"), .enter].flatMap { reduce(&state, .key($0)) }
    guard case .export(let name, let text) = effects.last else {
      Issue.record("nothing was exported")
      return
    }
    #expect(name.hasPrefix("spendtop-plan-"))
    let rows = text.split(separator: "\n")
    #expect(rows[0] == "model,status,usd_per_request,usd_per_day,usd_per_month,usd_per_year")
    #expect(rows[1] == "openai/gpt-4o,priced,0.005,50,1500,18250", "\(rows[1])")
    #expect(rows.count == 7)
  }

  @Test("random keys keep every value in its range", arguments: UInt64(0)..<20)
  func random(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let records = SampleTraffic.records(days: 3, perDay: 30)
    let builder = builder(records)
    var state = try state(records, keys: Self.open)
    let keys: [Key] =
      typed("0123456789.-+%,yhl")
      + [
        .up, .down, .left, .right, .tab, .backTab, .backspace, .enter, .paste("1e9"), .paste("-3"),
        .paste(""),
      ]
    for _ in 0..<120 {
      try press([keys[Int.random(in: 0..<keys.count, using: &random)]], &state, builder)
      if state.view != .plan { try press(typed(":view plan") + [.enter], &state, builder) }
      for row in PlanRow.allCases {
        guard let range = row.range else { continue }
        #expect(range.contains(value(row, state)), "seed \(seed): \(row)")
      }
      _ = Renderer.render(state, options)
    }
  }
}
