import SpendCore
import Testing

@testable import SpendPricing

/// Rules, multiples and dated names of a book, on rows made for the tests.
@Suite struct PriceRuleTests {
  /// 2026-11-18 12:00 UTC, a Wednesday.
  private static let noon = CivilTime(year: 2026, month: 11, day: 18, hour: 12).instant()

  private static func row(
    _ id: Int, _ provider: String, _ model: String, _ prices: String, names: String = "", from: String = "",
    to: String = "", window: String = ""
  ) -> String {
    [
      "\(id)", provider, model, names, from, to, window, prices, "single", "a list", "2026-11-20", "",
    ].joined(separator: "\t")
  }

  private static func catalog(_ rows: [String]) throws -> PriceCatalog {
    try PriceCatalog.empty.importing(Array(rows.joined(separator: "\n").utf8), name: "test")
  }

  private static func usd(
    _ rows: [String], _ model: String = "anvil-1", _ tokens: TokenCounts = .plain(1_000_000),
    tier: String = "", region: String = "", at time: Instant = noon
  ) throws -> String {
    let match = try #require(try catalog(rows).match(provider: "acme", model: model, region: region))
    let quote = match.quote(tokens, tier: ServiceTier(text: tier), region: region, at: time)
    return "\(quote.cost?.decimalString ?? "none") \(quote.status.word)"
  }

  // MARK: Tier × length × cache

  /// Standard 2/8, cache 0.2 and 2.5; over 1,000: 4/12, cache 0.4 and 5.
  private static let prices =
    "in=2 out=8 cr=0.2 w5=2.5 over=1000000 t.in=4 t.out=12 t.cr=0.4 t.w5=5"

  @Test(
    "every pair of tier, length and class",
    arguments: [
      // Listed prices of the tier and of long prompts in it.
      ("b.in=1 b.out=4 b.cr=0.1", "batch", 1_000_000, "1 priced"),
      ("t.b.in=1.5 b.in=1 b.out=4", "batch", 1_000_001, "1.5000015 priced"),
      // A multiple holds for every length.
      ("b=0.5x", "batch", 1_000_000, "1 priced"), ("b=0.5x", "batch", 1_000_001, "2.000002 priced"),
      ("fast=6x", "fast", 1_000_000, "12 priced"), ("fast=6x", "fast", 1_000_001, "24.000024 priced"),
      ("p=2x t.p=3x", "priority", 1_000_001, "12.000012 priced"),
      // Long prompts of a tier that lists short ones only change as the tier does.
      ("f.in=1 f.out=4", "flex", 1_000_001, "2.000002 estimated"),
      // Not offered, unknown and unlisted tiers are standard, as an estimate.
      ("p.in=4 p.out=16 t.p=none", "priority", 1_000_001, "4.000004 estimated"),
      ("p=none", "priority", 1_000_000, "2 estimated"), ("", "flex", 1_000_000, "2 estimated"),
      ("", "gold", 1_000_000, "2 estimated"),
      // Fast is a newer name of priority where no other price is listed.
      ("p.in=4 p.out=16", "fast", 1_000_000, "4 priced"),
      ("p.in=4 p.out=16 fast=6x", "fast", 1_000_000, "12 priced"),
      ("fast=6x", "priority", 1_000_000, "2 estimated"),
      // Two tiers: their listed prices, else one after the other.
      ("b=0.5x fast=6x", "batch+fast", 1_000_000, "6 estimated"),
      ("b=0.5x fast=6x", "fast+batch", 1_000_001, "12.000012 estimated"),
      ("b=0.5x fast=6x b+fast.in=5 b+fast.out=20", "batch+fast", 1_000_000, "5 priced"),
      ("b=0.5x", "batch+gold", 1_000_000, "1 estimated"),
    ] as [(String, String, Int32, String)])
  func tiers(more: String, tier: String, prompt: Int32, expected: String) throws {
    // Keys of long prompts stand behind their bound.
    let words = more.split(separator: " ")
    let long = words.filter { $0.hasPrefix("t.") }.joined(separator: " ")
    let short = words.filter { !$0.hasPrefix("t.") }.joined(separator: " ")
    let row = Self.row(1, "acme", "anvil-1", "\(short) \(Self.prices) \(long)")
    #expect(try Self.usd([row], "anvil-1", .plain(prompt), tier: tier) == expected)
  }

  @Test(
    "the cache in every tier and length",
    arguments: [
      ("", "", 1_000_000, "0.2 priced"), ("b=0.5x", "batch", 1_000_000, "0.1 priced"),
      ("b.in=1 b.out=4", "batch", 1_000_000, "0.2 estimated"),
      ("b.in=1 b.out=4 b.cr=1x", "batch", 1_000_000, "0.2 priced"),
      ("b.in=1 b.out=4 b.cr=0.25x", "batch", 2_000_000, "0.2 estimated"),
      ("f.in=1 f.out=4", "flex", 1_000_000, "0.1 estimated"),
      ("fast=2x", "fast", 2_000_000, "1.6 priced"),
    ] as [(String, String, Int32, String)])
  func cache(more: String, tier: String, reads: Int32, expected: String) throws {
    let row = Self.row(1, "acme", "anvil-1", "\(more) \(Self.prices)")
    let tokens = TokenCounts(input: 0, cacheRead: reads, output: 0)
    #expect(try Self.usd([row], "anvil-1", tokens, tier: tier) == expected)
  }

  @Test("batch, cache, length and region together")
  func together() throws {
    let row = Self.row(1, "acme", "anvil-1", "\(Self.prices) b=0.5x r.us=1.1")
    let tokens = TokenCounts(input: 500_000, cacheRead: 400_000, cacheWrite5m: 100_001, output: 1_000)
    // Half of 4, 0.4, 5 and 12 a million, times 1.1.
    #expect(
      try Self.usd([row], "anvil-1", tokens, tier: "batch", region: "us") == "1.46960275 priced")
  }

  // MARK: Rules

  @Test("a rule fills what a row does not state, and prices no model without a row")
  func rules() throws {
    let rule = Self.row(9, "acme", "*", "b=0.5x search=10 r.us=1.2 w5=1.25x")
    let row = Self.row(1, "acme", "anvil-1", "in=2 out=8")
    #expect(try Self.usd([row, rule], tier: "batch") == "1 estimated")
    #expect(try Self.usd([row, rule], region: "us") == "2.4 estimated")
    #expect(try Self.usd([row, rule], region: "eu") == "2 priced")
    let write = TokenCounts(input: 0, cacheWrite5m: 1_000_000, output: 0)
    #expect(try Self.usd([row, rule], "anvil-1", write) == "2.5 priced")
    #expect(try Self.catalog([row, rule]).match(provider: "acme", model: "anvil-2") == nil)
    #expect(try Self.catalog([row, rule]).match(provider: "acme", model: "*") == nil)
    #expect(try Self.catalog([row, rule]).rows.map(\.id) == [1])
  }

  @Test("what a row states wins over rules, and a rule holds in its period only")
  func rulePeriods() throws {
    let rule = Self.row(9, "acme", "anvil*", "b=0.5x r=1.1", from: "2026-06-01")
    let own = Self.row(1, "acme", "anvil-1", "in=2 out=8 b.in=0.4 b.out=1 r=1")
    let bare = Self.row(2, "acme", "anvil-2", "in=2 out=8")
    #expect(try Self.usd([own, rule], tier: "batch", region: "eu") == "0.4 priced")
    #expect(try Self.usd([bare, rule], "anvil-2", region: "eu") == "2.2 estimated")
    let before = CivilTime(year: 2026, month: 5, day: 31).instant()
    #expect(try Self.usd([bare, rule], "anvil-2", region: "eu", at: before) == "2 estimated")
  }

  @Test(
    "factors of places",
    arguments: [
      ("r=1.1", "us", "2.2 priced"), ("r=1.1", "europe-west4", "2.2 priced"), ("r=1.1", "global", "2 priced"),
      ("r.us=1.1", "us", "2.2 priced"), ("r.us=1.1", "eu", "2 priced"), ("r.jp=1.3", "jp", "2.6 priced"),
      ("r=1.1 r.us-gov=1.2", "us-gov", "2.4 priced"), ("r=1.1 r.us=1", "us", "2 priced"),
      ("", "eu", "2 estimated"), ("", "", "2 priced"), ("", "global", "2 priced"),
    ])
  func regions(words: String, region: String, expected: String) throws {
    #expect(try Self.usd([Self.row(1, "acme", "anvil-1", "in=2 out=8 \(words)")], region: region) == expected)
  }

  @Test(
    "factors of regional profiles",
    arguments: [
      ("rp=1.1 rp.us-gov=1.2", "eu.", "2.2 estimated"), ("rp=1.1 rp.us-gov=1.2", "us-gov.", "2.4 estimated"),
      ("rp=1.1", "global.", "2 priced"), ("rp=1", "jp.", "2 priced"), ("", "apac.", "2 estimated"),
    ])
  func profiles(words: String, prefix: String, expected: String) throws {
    let row = Self.row(1, "bedrock", "acme.anvil-1", "in=2 out=8 \(words)")
    let match = try #require(
      try Self.catalog([row]).match(provider: "bedrock", model: prefix + "acme.anvil-1"))
    let quote = match.quote(.plain(1_000_000), tier: .standard, region: "", at: Self.noon)
    #expect("\(quote.cost?.decimalString ?? "none") \(quote.status.word)" == expected)
  }

  // MARK: Names and hours

  @Test("a rolling name means what it meant on the day")
  func rollingNames() throws {
    let rows = [
      Self.row(1, "acme", "anvil-1", "in=1 out=1", to: "2026-03-01"),
      Self.row(2, "acme", "anvil-1", "in=2 out=2", from: "2026-03-01"),
      Self.row(3, "acme", "anvil-2", "in=5 out=5"),
      Self.row(4, "acme", "anvil-latest", "is=anvil-1", names: "anvil-newest", to: "2026-06-01"),
      Self.row(5, "acme", "anvil-latest", "is=anvil-2", names: "anvil-newest", from: "2026-06-01"),
    ]
    for name in ["anvil-latest", "ANVIL-Newest"] {
      for (month, day, expected) in [(2, 28, "1"), (3, 1, "2"), (5, 31, "2"), (6, 1, "5")] {
        let time = CivilTime(year: 2026, month: month, day: day).instant()
        #expect(try Self.usd(rows, name, at: time) == "\(expected) priced")
      }
    }
  }

  @Test("names that look like multiples are names", arguments: ["anvil-max", "none", "9x"])
  func awkwardNames(model: String) throws {
    let rows = [
      Self.row(1, "acme", model, "in=3 out=3"), Self.row(4, "acme", "anvil-latest", "is=\(model)"),
    ]
    #expect(try Self.usd(rows, "anvil-latest") == "3 priced")
  }

  @Test("a name that means a model without a price has none")
  func danglingName() throws {
    let rows = [Self.row(4, "acme", "anvil-latest", "is=anvil-9")]
    #expect(try Self.catalog(rows).match(provider: "acme", model: "anvil-latest") == nil)
  }

  @Test(
    "windows of hours and days",
    arguments: [
      // A Friday, a Saturday and a Monday in November 2026.
      ("00:00-24:00 sat,sun", 21, 0, true), ("00:00-00:00 sat-sun", 22, 23, true),
      ("00:00-24:00 sat,sun", 23, 0, false), ("22:00-06:00", 20, 23, true), ("22:00-06:00", 20, 5, true),
      ("22:00-06:00", 20, 6, false), ("22:00-06:00 fri", 20, 23, true), ("22:00-06:00 fri", 21, 5, false),
      ("10:00-00:00 mon-fri", 20, 23, true), ("10:00-00:00 mon-fri", 21, 12, false),
      ("10:00-10:00", 20, 3, true), ("fri", 20, 3, false), ("00:00-24:00 fri-mon", 22, 3, true),
      ("00:00-24:00 sat,sun utc+8", 20, 15, false), ("00:00-24:00 sat,sun utc+8", 20, 16, true),
    ] as [(String, Int, Int, Bool)])
  func windows(text: String, day: Int, hour: Int, holds: Bool) throws {
    let window = DailyWindow(Array(text.utf8)[...])
    let time = CivilTime(year: 2026, month: 11, day: day, hour: hour).instant()
    #expect((window?.contains(time) ?? false) == holds)
    if let window { #expect(DailyWindow(Array(window.text.utf8)[...]) == window) }
  }

  @Test(
    "words that can not be read",
    arguments: [
      "b=0.5", "q=0.5x", "in=2x", "b.xx=1x", "t.b=0.5x", "is=", "is=anvil-2 out=3", "r.us=-1", "r=x",
      "cr=none", "search.max=0", "search.max=1.5", "search.each=0", "search.each=x", "mincache=0",
      "refusal.free=1", "refusal.free=2026-13-01",
      "mincache=1.5", "owner=1",
      "b+.in=1", "b=x", "over=5 t.q.in=1",
    ])
  func damage(words: String) {
    let line = Self.row(1, "acme", "anvil-1", words.hasPrefix("is") ? words : "in=2 " + words)
    #expect(PriceRow(line: Array(line.utf8)[...]) == nil)
  }

  @Test("a row with multiples, tiers and places is written as it was read")
  func roundTrip() throws {
    let line = Self.row(
      7, "acme", "anvil-1",
      "in=2 out=8 ai=3 b.in=1 b.ai=2 b+fast.out=9 cr=0.1x fast=6x p=none over=5 t.in=4 t.b.in=1 t.fast=3x "
        + "over=9 t.in=5 t.f.io=7 r.us=1.1 r.eu=1.2 r.other=1 r.jp=1.3 rp=1.1 search=10 search.max=3 "
        + "search.each=2 refusal.free=2026-06-02 mincache=1024",
      window: "22:00-06:00 mon,wed-thu utc+8")
    let row = try #require(PriceRow(line: Array(line.utf8)[...]))
    let again = try #require(PriceRow(line: Array(row.line.utf8)[...]))
    #expect(again == row)
    #expect(row.mostSearches == 3 && row.usualSearches == 2 && row.minimumCache == 1_024)
    let rule = try #require(PriceRow(line: Array(Self.row(8, "acme", "anvil*", "owner=0").utf8)[...]))
    #expect(rule.isOwner == false)
    #expect(PriceRow(line: Array(rule.line.utf8)[...]) == rule)
  }

  // MARK: Facts of models

  @Test(
    "a request is billed for no more searches than its price or a rule states",
    arguments: [
      ("", "", 7, "0.098"), (" search.max=2", "", 7, "0.028"), ("", "search.max=1", 7, "0.014"),
      ("", "search.max=1", 1, "0.014"), ("", "search.max=1", 0, "0"),
      (" search.max=2", "search.max=1", 7, "0.028"),
    ] as [(String, String, Int32, String)])
  func searches(own: String, rule: String, count: Int32, expected: String) throws {
    let rows = [
      Self.row(1, "acme", "anvil-1", "in=2 out=8 search=14" + own), Self.row(9, "acme", "anvil*", rule),
    ]
    let match = try #require(try Self.catalog(rows).match(provider: "acme", model: "anvil-1"))
    let quote = match.quote(.plain(0), webSearches: count, tier: .standard, at: Self.noon)
    #expect(quote.cost?.decimalString == expected)
  }

  @Test(
    "searches of Gemini are billed per prompt up to version 2.5, and per query from version 3 on",
    arguments: [
      ("google", "gemini-2.5-flash", 5, "0.035"), ("vertex", "gemini-2.5-pro", 2, "0.035"),
      ("google", "gemini-3-flash-preview", 2, "0.028"), ("google", "gemini-flash-latest", 2, "0.028"),
    ] as [(String, String, Int32, String)])
  func grounding(provider: String, model: String, count: Int32, expected: String) throws {
    let match = try #require(PriceCatalog.builtin.match(provider: provider, model: model))
    let quote = match.quote(.plain(0), webSearches: count, tier: .standard, at: Self.noon)
    #expect(quote.cost?.decimalString == expected)
  }

  @Test(
    "OpenAI's search models search once for an answer whose log counts no searches",
    arguments: [
      ("gpt-4o-search-preview-2025-03-11", nil, 5, "0.02505"), ("gpt-4o-search-preview", 3, 5, "0.07505"),
      ("gpt-4o-search-preview", 0, 5, "0.00005"), ("gpt-4o-search-preview", nil, 0, "0"),
      ("gpt-4o-mini-search-preview", nil, 5, "0.010003"), ("gpt-5-search-api", nil, 5, "0.01005"),
      ("gpt-4o-2024-08-06", nil, 5, "0.00005"),
    ] as [(String, Int32?, Int32, String)])
  func searchModels(model: String, count: Int32?, output: Int32, expected: String) throws {
    let match = try #require(PriceCatalog.builtin.match(provider: "openai", model: model))
    let tokens = TokenCounts(input: 0, output: output)
    let quote = match.quote(tokens, webSearches: count, tier: .standard, at: Self.noon)
    #expect(quote.cost?.decimalString == expected)
  }

  @Test(
    "a refusal without output is free from the day on that the book states",
    arguments: [
      ("anthropic", "content_filter", 0, 7, "0"), ("anthropic", "content_filter", 0, 5, "0.001"),
      ("anthropic", "content_filter", 10, 7, "0.00105"), ("anthropic", "", 0, 7, "0.001"),
      ("anthropic", "truncated", 0, 7, "0.001"),
    ] as [(String, String, Int32, Int, String)])
  func refusals(provider: String, error: String, output: Int32, month: Int, expected: String) throws {
    var labels = LabelSet()
    labels.provider = provider
    labels.model = "claude-haiku-4-5"
    labels.error = error
    let match = try #require(PriceCatalog.builtin.match(labels))
    let quote = match.quote(
      TokenCounts(input: 1_000, output: output), tier: .standard,
      at: CivilTime(year: 2026, month: month, day: 2).instant())
    #expect(quote.cost?.decimalString == expected)
  }

  @Test("the shortest cached prompt is that of the row, else of the first rule of the day that states it")
  func minimumCache() throws {
    let rows = [
      Self.row(1, "acme", "anvil-1", "in=2 out=8"), Self.row(2, "acme", "anvil-2", "in=2 out=8 mincache=64"),
      Self.row(3, "acme", "hammer-1", "in=2 out=8"),
      Self.row(8, "acme", "tongs*", "mincache=2048", names: "anvil*", to: "2026-06-01"),
      Self.row(9, "*", "anvil*", "mincache=512", from: "2026-06-01"),
    ]
    func minimum(_ model: String, month: Int) throws -> Int64? {
      let match = try Self.catalog(rows).match(provider: "acme", model: model)
      return match?.row(at: CivilTime(year: 2026, month: month, day: 1).instant())?.row.minimumCache
    }
    #expect(try minimum("anvil-1", month: 5) == 2_048)
    #expect(try minimum("anvil-1", month: 6) == 512)
    #expect(try minimum("anvil-2", month: 6) == 64)
    #expect(try minimum("hammer-1", month: 6) == nil)
  }

  @Test(
    "the book states the shortest cached prompt",
    arguments: [
      ("anthropic", "claude-haiku-4-5-20251001", 4_096), ("anthropic", "claude-3-5-haiku-20241022", 2_048),
      ("anthropic", "claude-opus-4-5", 4_096), ("anthropic", "claude-opus-4-1", 1_024),
      ("anthropic", "claude-opus-4-8", 1_024), ("anthropic", "claude-opus-5", 512),
      ("anthropic", "claude-opus-5-5", nil), ("anthropic", "claude-sonnet-4-5", 1_024),
      ("anthropic", "claude-sonnet-4-6", 2_048), ("openrouter", "anthropic/claude-haiku-4.5", 4_096),
      ("openai", "gpt-4o", 1_024), ("google", "gemini-2.5-pro", 2_048), ("google", "gemini-3.8-flash", 4_096),
    ] as [(String, String, Int64?)])
  func minimumCacheOfBook(provider: String, model: String, expected: Int64?) throws {
    let match = try #require(PriceCatalog.builtin.match(provider: provider, model: model))
    #expect(match.row(at: Self.noon)?.row.minimumCache == expected)
  }

  @Test("only names that a rule calls their maker's alone have its price at another seller")
  func owners() throws {
    let row = Self.row(1, "openai", "gpt-9", "in=2 out=8")
    let rule = Self.row(9, "openai", "o9*", "owner=1", names: "gpt-9*")
    func match(_ rows: [String], _ provider: String, _ model: String) throws -> PriceMatch? {
      try Self.catalog(rows).match(provider: provider, model: model)
    }
    #expect(try match([row, rule], "acme-gateway", "gpt-9")?.rule == .owner)
    #expect(try match([row], "acme-gateway", "gpt-9") == nil)
    // A list that has other makers' models does not stand for a name without a seller.
    let lists = [
      Self.row(1, "perplexity", "sonar-9", "in=2 out=8"), Self.row(2, "perplexity", "anvil-9", "in=1 out=1"),
    ]
    let rules = [
      Self.row(8, "perplexity", "sonar*", "owner=1"), Self.row(9, "perplexity", "*", "owner=0"),
    ]
    #expect(try match(lists + rules, "", "sonar-9") != nil)
    #expect(try match(lists + rules, "", "anvil-9") == nil)
    #expect(try match(lists, "", "anvil-9") != nil)
  }
}
