import SpendAnalytics
import SpendCore
import SpendPricing
import SpendStore
import Testing

/// T25–T34: costs that changed by themselves, came from another model, or were trusted too far.
@Suite struct TrustTests {
  private func catalog(_ model: String, _ input: String) -> PriceCatalog {
    var prices = ClassPrices()
    prices.input = UnitPrice(usdPerMillion: input)
    prices.output = prices.input
    return PriceCatalog.builtin.adding([PriceOverride(provider: "", model: model, prices: prices)])
  }

  @Test("T25 a new price leaves what is booked alone")
  func t25() throws {
    let books = try AccountingFixture(Line.plain("t25a", input: 1_000_000, output: 0))
    #expect(try books.usd == "2.5")
    try books.write("b.jsonl", Line.plain("t25b", input: 1_000_000, output: 0) + "\n")
    try books.read(catalog: catalog("gpt-4o", "7"))
    #expect(try books.usd == "9.5")  // not 14
    try books.read(catalog: catalog("gpt-4o", "100"))
    #expect(try books.usd == "9.5")
  }

  @Test("T27 a smaller model is not its bigger sibling")
  func t27() throws {
    #expect(
      try AccountingFixture(Line.plain("t27", model: "gpt-5.4-mini", input: 1_000_000, output: 0)).usd
        == "0.75")
    let unknown = try AccountingFixture(Line.plain("t27b", model: "gpt-5-micro", input: 1_000_000, output: 0))
      .total
    #expect(unknown.unpricedRequests == 1 && unknown.cost == .zero)
  }

  @Test(
    "T28 no name is near enough to be another one",
    arguments: [
      ("fireworks", "deepseek-v4-pro-max"), ("openai", "my-gpt-4o-proxy"), ("cohere", "command-a-99"),
      ("", "llama-3.3-70b"), ("groq", "gpt-oss"), ("openrouter", "deepseek/deepseek-r9"),
    ])
  func t28(provider: String, model: String) throws {
    let total = try AccountingFixture(
      Line.plain("t28", provider: provider, model: model, input: 9, output: 9)
    ).total
    #expect(total.unpricedRequests == 1)
  }

  @Test("T29 an unknown model is unpriced, which is not nothing")
  func t29() throws {
    let books = try AccountingFixture(
      Line.plain("t29a", model: "gpt-nonesuch", input: 900, output: 100),
      Line.plain("t29b", input: 1_000_000, output: 0))
    let total = try books.total
    #expect(total.cost.decimalString == "2.5")
    #expect(total.unpricedRequests == 1 && total.unpricedTokens == 1_000)
    let event = try #require(try books.events.first { $0.labels.model == "gpt-nonesuch" })
    #expect(event.cost == nil && event.costStatus == .unpriced)
    #expect(try books.store().health().unpricedModels == 1)
    // A budget says that it does not see everything.
    let month = Budget(name: "month", amount: Money(nanodollars: 9_000_000_000), period: .calendar(.month))
    let now = CivilTime(year: 2026, month: 11, day: 19).instant()
    let status = try BudgetEvaluator(source: try books.store(), zone: .utc).statuses(of: month, at: now)
    #expect(status.first?.isBlind == true && status.first?.spent.decimalString == "2.5")
  }

  @Test("T30 a logged cost of nothing for tokens says nothing")
  func t30() throws {
    func line(_ model: String) -> String {
      """
      {"id":"litellm-books-t30-\(model)","call_type":"acompletion","cache_hit":null,"status":"success","custom_llm_provider":"openai","startTime":1794830400.0,"endTime":1794830401.0,"model":"\(model)","metadata":{},"response_cost":0.0,"prompt_tokens":1000000,"completion_tokens":0}
      """
    }
    let unknown = try AccountingFixture(line("gpt-nonesuch")).events
    #expect(unknown.first?.costStatus == .unpriced && unknown.first?.cost == nil)
    #expect(try AccountingFixture(line("gpt-4o")).usd == "2.5")
  }

  @Test("T31 a logged cost in another unit is not believed")
  func t31() throws {
    let line = """
      {"id":"gen-books-t31-000001","object":"chat.completion","created":1794830400,"provider":"Novita","model":"openai/gpt-4.1-mini","choices":[],"usage":{"prompt_tokens":900,"completion_tokens":100,"total_tokens":1000,"cost":919291.5}}
      """
    let books = try AccountingFixture(line)
    let event = try #require(try books.events.first)
    #expect(event.loggedCost == Money(decimal: "919291.5"))
    #expect((event.cost ?? .zero) < Money(nanodollars: 1_000_000_000))
  }

  @Test("T32 two rows of a gateway for one call are one request")
  func t32() throws {
    func row(_ call: String) -> String {
      """
      {"request_id":"chatcmpl-books-t32","call_type":"\(call)","cache_hit":"None","startTime":"2026-11-18T12:00:00+00:00","endTime":"2026-11-18T12:00:01+00:00","model":"gpt-4o","user":"u","metadata":"{}","spend":0.0027,"prompt_tokens":1000,"completion_tokens":20,"request_tags":"[]","custom_llm_provider":"openai","status":"success"}
      """
    }
    let books = try AccountingFixture(row("acompletion"), row("anthropic_messages"))
    #expect(try books.requests == 1)
    #expect(try books.usd == "0.0027")
  }

  @Test("T33 an answer from the gateway's own cache is a request that costs nothing")
  func t33() throws {
    func line(_ id: String, hit: Bool) -> String {
      """
      {"id":"litellm-books-\(id)","call_type":"acompletion","cache_hit":\(hit),"status":"success","custom_llm_provider":"openai","startTime":1794830400.0,"endTime":1794830401.0,"model":"gpt-4o","metadata":{},"response_cost":0.0025,"prompt_tokens":1000,"completion_tokens":0}
      """
    }
    let books = try AccountingFixture(
      line("t33-miss", hit: false), line("t33-hit-1", hit: true), line("t33-hit-2", hit: true))
    #expect(try books.requests == 3)
    #expect(try books.usd == "0.0025")
    #expect(try books.events.map(\.costStatus).filter { $0 == .free }.count == 2)
  }

  @Test("T34 reading again in another time zone changes no total, days are a view")
  func t34() throws {
    let lines = (0..<48).map { hour in
      let day = 17 + hour / 24
      let clock = hour % 24 < 10 ? "0\(hour % 24)" : "\(hour % 24)"
      return Line.plain(
        "t34-\(hour)", input: 1_000_000, output: 0, at: "2026-11-\(day)T\(clock):30:00Z")
    }
    let books = try AccountingFixture(["a.jsonl": lines.joined(separator: "\n") + "\n"])
    for name in ["Pacific/Kiritimati", "America/Los_Angeles", "Asia/Kolkata", "UTC"] {
      let zone = try #require(Zone(named: name))
      try books.read(zone: zone)
      #expect(try books.requests == 48)
      let days = try books.sums(SpendQuery(window: .allTime, bucket: .day), zone: zone)
      #expect(days.reduce(into: SpendSums()) { $0 += $1.sums }.cost.decimalString == "120")
    }
  }
}
