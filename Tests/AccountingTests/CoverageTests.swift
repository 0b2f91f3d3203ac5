import ArgumentParser
import Foundation
import SpendAnalytics
import SpendCore
import SpendDashboard
import SpendPricing
import SpendReports
import SpendStore
import Testing

@testable import SpendSettings
@testable import spendtop

/// Subscriptions, hardware of one's own and other currencies, from the configuration to the report.
@Suite struct CoverageTests {
  private static let now = CivilTime(year: 2026, month: 11, day: 20).instant()

  /// A report over logs that were read with a configuration.
  private func report(_ configuration: String, _ lines: [String], _ arguments: String...) throws
    -> (books: AccountingFixture, report: SpendReport)
  {
    let settings = try Settings(toml: configuration, path: "config.toml")
    let books = try AccountingFixture()
    var context = Context(settings: settings, zone: .utc, databasePath: books.databasePath)
    context.clock = { Self.now }
    // A transcript has no records of other programs: they lie in a file of their own.
    for (name, isTranscript) in [("claude.jsonl", true), ("a.jsonl", false)] {
      let part = lines.filter { $0.contains("\"sessionId\"") == isTranscript }
      if !part.isEmpty { try books.write(name, part.map { $0 + "\n" }.joined()) }
    }
    try books.read(catalog: try context.catalog)
    let command = try #require(
      try Spendtop.parseAsRoot(["report", "--since", "2026-11-18", "--until", "2026-11-20"] + arguments)
        as? ReportCommand)
    return (books, try command.report(context))
  }

  private func json(_ report: SpendReport) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(report.json.utf8)) as? [String: Any])
  }

  @Test("what a subscription pays for is not spent, and its list price stands apart")
  func plan() throws {
    let plan = """
      [[plan]]
      name = "Max"
      usd_per_month = 100
      filter = { format = "claude-code" }
      """
    let (books, report) = try report(
      plan, [Line.claude("p1"), Line.claude("p2"), Line.plain("p3", input: 1_000_000, output: 0)], "--by",
      "model")
    #expect(try books.usd == "2.5")
    #expect(try books.total.unpricedRequests == 0 && books.total.cacheSaved == .zero)
    #expect(
      try books.events.filter { $0.costStatus == .free }.map { $0.computedCost?.decimalString } == [
        "0.0315", "0.0315",
      ])
    let answer = try json(report)
    let use = try #require((answer["plans"] as? [[String: Any]])?.first)
    #expect(use["name"] as? String == "Max" && use["requests"] as? Int == 2)
    #expect(use["api_equivalent_usd"] as? String == "0.063" && use["usd_per_month"] as? String == "100")
    #expect(report.table.contains("Max: 2 requests, $0.0630 at list prices, paid by the subscription"))
    // Repriced as a whole it is still the plan's; without the plan it is spent.
    let writer = try books.writer
    let covered = try Settings(toml: plan, path: "c").plans.map(\.coverage)
    for (catalog, usd) in [(PriceCatalog.builtin.covering(covered), "2.5"), (.builtin, "2.563")] {
      let pricer = StoredPricer(try writer.labelSets(), catalog)
      _ = try writer.reprice(in: .allTime, .all, isGoingOn: { _, _ in true }, pricer.price)
      #expect(try books.usd == usd)
      #expect(try books.store().differences().isEmpty)
    }
  }

  private static let gpu = """
    [[gpu]]
    model = "own-70b"
    gpus = 2
    usd_per_hour = 2.50
    """

  private func own(_ id: String, feature: String, input: Int, output: Int, at: String) -> String {
    Line.plain(
      id, provider: "vllm", model: "own-70b", input: input, output: output, at: at,
      members: ",\"feature\":\"\(feature)\",\"latency_ms\":3600000")
  }

  @Test("hardware costs by the hour, goes to its requests by tokens, and idle days are nobody's")
  func hardware() throws {
    let (books, report) = try report(
      Self.gpu,
      [
        own("g1", feature: "search", input: 1_000, output: 500, at: "2026-11-18T10:00:00Z"),
        own("g2", feature: "chat", input: 1_000, output: 0, at: "2026-11-18T10:30:00Z"),
        Line.plain("g3", input: 1_000_000, output: 0, members: ",\"feature\":\"chat\""),
      ])
    #expect(try books.total.unpricedRequests == 0)
    #expect(try books.usd == "2.5")
    let hardware = try #require(report.facts.hardware)
    // Two days of two GPUs at 2.50 an hour; the second day served nothing.
    #expect(hardware.total.decimalString == "240" && hardware.idle.decimalString == "120")
    let piece = try #require(hardware.pieces.first)
    #expect(piece.upSeconds == 172_800 && piece.busySeconds == 5_400)
    #expect(piece.perMillionOutput?.decimalString == "480000")
    let shares = Dictionary(uniqueKeysWithValues: report.rows.map { ($0.keys[0], hardware.share(of: $0)) })
    // 1,000 + 4 × 500 against 1,000.
    #expect(shares["search"]?.decimalString == "90" && shares["chat"]?.decimalString == "30")
    #expect(report.table.contains("together"))
    #expect(report.csv.hasPrefix("feature,") && report.csv.contains(",hardware_usd\n"))
    let answer = try json(report)
    #expect(answer["hardware_usd"] as? String == "240")
    let rows = try #require(answer["rows"] as? [[String: Any]])
    #expect(rows.compactMap { $0["hardware_usd"] as? String }.sorted() == ["30", "90"])
  }

  @Test(
    "by wall time a request gets what it kept the hardware busy; one without a duration counts as the mean")
  func hardwareByTime() throws {
    func line(_ id: String, _ feature: String, day: Int, milliseconds: Int?) -> String {
      Line.plain(
        id, provider: "vllm", model: "own-70b", input: 1_000, output: id == "t1" ? 90_000 : 10,
        at: "2026-11-\(day)T10:00:00Z",
        members: ",\"feature\":\"\(feature)\"" + (milliseconds.map { ",\"latency_ms\":\($0)" } ?? ""))
    }
    let (_, report) = try report(
      Self.gpu + "\nshare_by = \"time\"\n",
      [
        line("t1", "search", day: 18, milliseconds: 1_024), line("t2", "chat", day: 18, milliseconds: 3_072),
        line("t3", "mail", day: 18, milliseconds: nil),
        // Nothing of the second day says how long it took: it is shared by tokens.
        line("t4", "chat", day: 19, milliseconds: nil),
      ])
    let hardware = try #require(report.facts.hardware)
    #expect(hardware.total.decimalString == "240" && hardware.idle == .zero)
    let shares = Dictionary(uniqueKeysWithValues: report.rows.map { ($0.keys[0], hardware.share(of: $0)) })
    func near(_ feature: String, _ dollars: Double) -> Bool {
      abs(Double(shares[feature]?.nanodollars ?? 0) / 1e9 / dollars - 1) < 0.022
    }
    // 1 and 3 seconds, and 2 for the one that does not say: of 120 dollars 20, 60 and 40.
    #expect(near("search", 20) && near("chat", 60 + 120) && near("mail", 40), "\(shares)")
    #expect(shares.values.reduce(.zero, +).decimalString == "240")
  }

  @Test("the screen has plans and hardware of what its filters admit")
  func screenUnderFilters() throws {
    let configuration =
      Self.gpu + """

        [[plan]]
        name = "Max"
        filter = { format = "claude-code" }
        """
    let (books, _) = try report(
      configuration,
      [
        Line.claude("p1"), Line.claude("p2"),
        own("g1", feature: "search", input: 1_000, output: 500, at: "2026-11-18T10:00:00Z"),
        own("g2", feature: "chat", input: 1_000, output: 0, at: "2026-11-18T10:30:00Z"),
      ])
    var context = Context(
      settings: try Settings(toml: configuration, path: "c"), zone: .utc, databasePath: books.databasePath)
    context.clock = { Self.now }
    let source = try #require(FixedCosts.source(context))
    let window = TimeWindow(start: Self.now.adding(seconds: -172_800), end: Self.now)
    func paid(_ filters: DimensionFilter...) throws -> FixedCosts {
      try #require(try source(try books.store(), window, filters, Self.now))
    }
    #expect(try paid().hardwareCost.decimalString == "240" && paid().plans[0].requests == 2)
    let search = try paid(DimensionFilter(.feature, .equals("search")))
    #expect(search.hardware[0].cost.decimalString == "240" && search.hardwareCost.decimalString == "90")
    #expect(search.plans[0].requests == 0)
    #expect(try paid(DimensionFilter(.model, .matches("^own"))).hardwareCost.decimalString == "120")
    #expect(try paid(DimensionFilter(.format, .equals("claude-code"))).plans[0].requests == 2)
  }

  @Test("shares of hardware sum to its cost in any slices and groups, and a filter takes its part")
  func shares() throws {
    let lines = (0..<40).map { number in
      own(
        "s\(number)", feature: "f\(number % 3)", input: 7 * number + 1, output: number,
        at: "2026-11-1\(8 + number % 2)T0\(number % 10):15:00Z")
    }
    for arguments in [
      ["--by", "feature"], ["--by", "model,feature", "--bucket", "day"], ["--by", "", "--bucket", "week"],
    ] {
      let settings = try Settings(toml: Self.gpu, path: "config.toml")
      let books = try AccountingFixture()
      var context = Context(settings: settings, zone: .utc, databasePath: books.databasePath)
      context.clock = { Self.now }
      try books.write("a.jsonl", lines.joined(separator: "\n") + "\n")
      try books.read(catalog: try context.catalog)
      func run(_ more: [String]) throws -> SpendReport {
        let command = try #require(
          try Spendtop.parseAsRoot(
            ["report", "--since", "2026-11-18", "--until", "2026-11-20"] + arguments + more)
            as? ReportCommand)
        return try command.report(context)
      }
      let whole = try run([])
      let hardware = try #require(whole.facts.hardware)
      #expect(whole.rows.reduce(Money.zero) { $0 + hardware.share(of: $1) }.decimalString == "240")
      let parts = try ["f0", "f1", "f2"].reduce(Money.zero) { sum, feature in
        sum + (try run(["--filter", "feature=\(feature)"]).facts.hardware?.shared ?? .zero)
      }
      #expect(parts.decimalString == "240")
    }
  }

  @Test("a fixed amount a month is spread over its days")
  func monthly() throws {
    let (_, report) = try report(
      "[[gpu]]\nmodel = \"own-*\"\nusd_per_month = 3000\nshare_by = \"requests\"",
      [
        own("m1", feature: "a", input: 1, output: 1, at: "2026-11-18T10:00:00Z"),
        own("m2", feature: "b", input: 900, output: 9, at: "2026-11-18T11:00:00Z"),
      ])
    let hardware = try #require(report.facts.hardware)
    // November has thirty days.
    #expect(hardware.total.decimalString == "200" && hardware.idle.decimalString == "100")
    #expect(report.rows.map { hardware.share(of: $0).decimalString } == ["50", "50"])
  }

  @Test("a seller's model of the same name is not on our hardware")
  func sellers() throws {
    let (books, _) = try report(
      "[[gpu]]\nmodel = \"llama-3.3-70b-versatile\"\nusd_per_hour = 1",
      [Line.plain("x1", provider: "groq", model: "llama-3.3-70b-versatile", input: 1_000_000, output: 0)])
    #expect(try books.usd == "0.59")
  }

  @Test("amounts in another currency, at a fixed rate; what programs read stays in dollars")
  func currency() throws {
    let (_, report) = try report(
      "[currency]\ncode = \"EUR\"\nper_usd = 0.92", [Line.plain("c1", input: 1_000_000, output: 0)], "--by",
      "model")
    #expect(report.table.contains("2.3000 EUR"))
    #expect(report.table.contains("amounts in EUR at a fixed rate of 0.92 for a dollar"))
    let answer = try json(report)
    #expect((answer["total"] as? [String: Any])?["cost_usd"] as? String == "2.5")
    let currency = try #require(answer["currency"] as? [String: Any])
    #expect(currency["code"] as? String == "EUR" && currency["total"] as? String == "2.3")
  }

  @Test(
    "what is wrong with them is said",
    arguments: [
      ("[[plan]]\nname = \"Max\"", "does not say which requests"),
      ("[[plan]]\nfilter = { format = \"x\" }", "no \"name\""),
      ("[[plan]]\nname = \"Max\"\nfilter = { user = \"ann\" }", "unknown key \"user\""),
      ("[[gpu]]\nmodel = \"m\"", "no usd_per_hour"),
      ("[[gpu]]\nmodel = \"m\"\nusd_per_hour = 1\nusd_per_month = 1", "both"),
      ("[[gpu]]\nmodel = \"m\"\nusd_per_hour = 1\nfrom = \"soon\"", "\"from\" is \"soon\""),
      ("[currency]\ncode = \"euro\"\nper_usd = 1", "not the code of a currency"),
      ("[currency]\ncode = \"EUR\"", "has no rate"),
      ("[[price]]\nmodel = \"m\"", "says no price"),
      ("[[price]]\nmodel = \"m\"\ninput = 2000000", "USD a million tokens"),
      ("[[price]]\nmodel = \"m\"\nsame_as = \"openai/gpt-4o-minni\"", "no price is known for"),
      ("[[price]]\nmodel = \"m\"\nsame_as = \"openai/gpt-4o\"\ninput = 1", "both another name and prices"),
    ])
  func refused(text: String, says: String) {
    do {
      _ = try Settings(toml: text, path: "config.toml")
      Issue.record("it was taken")
    } catch let failure as CommandError {
      #expect(failure.message.because?.contains(says) == true, "\(failure.message)")
    } catch {
      Issue.record("\(error)")
    }
  }
}
