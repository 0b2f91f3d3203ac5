import SpendCore
import Testing

@testable import SpendPricing

/// Prices of other people's files and of one's own.
@Suite struct ImportTests {
  static let today = CivilTime(year: 2026, month: 11, day: 21, hour: 9).instant()

  static func file(_ text: String, _ format: PriceFileFormat? = nil) throws -> PriceFile {
    try PriceFile(
      Array(text.utf8), format: format, name: "list", source: "a list", readOn: "2026-11-21")
  }

  /// The book with a file taken in.
  static func catalog(_ text: String, from base: PriceCatalog = .builtin, on day: Instant = today) throws
    -> (catalog: PriceCatalog, merge: PriceMerge)
  {
    let merge = PriceMerge(try file(text), into: base, from: day)
    return (try base.importing(Array(merge.text.utf8), name: "prices.tsv"), merge)
  }

  private func usd(
    _ catalog: PriceCatalog, _ provider: String, _ model: String, _ tokens: TokenCounts,
    tier: ServiceTier = .standard, at time: Instant = Self.today.adding(seconds: 3_600)
  ) -> String? {
    catalog.match(provider: provider, model: model)?.quote(tokens, tier: tier, at: time).cost?.decimalString
  }

  @Test("every row of the book is written as it was read")
  func roundTrip() throws {
    for row in PriceCatalog.builtin.rows {
      let again = try #require(PriceRow(line: Array(row.line.utf8)[...]), "\(row.id)")
      #expect(again == row, "\(row.id)")
    }
  }

  static let litellm = """
    {
      "sample_spec": {"litellm_provider": "one of many", "input_cost_per_token": 0.0},
      "anvil-2": {"litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 1.2500000000000001e-06,
        "output_cost_per_token": 1e-05, "cache_read_input_token_cost": 1.25e-07,
        "input_cost_per_token_flex": 6.25e-07, "output_cost_per_token_flex": 5e-06,
        "input_cost_per_token_priority": 2.5e-06, "output_cost_per_token_priority": 2e-05,
        "input_cost_per_token_batches": 6.25e-07, "output_cost_per_token_batches": 5e-06,
        "input_cost_per_token_above_272k_tokens": 2.5e-06, "output_cost_per_token_above_272k_tokens": 1.5e-05,
        "search_context_cost_per_query": {"search_context_size_medium": 0.01}},
      "xai/anvil-x": {"litellm_provider": "xai", "input_cost_per_token": 2e-06, "output_cost_per_token": 6e-06,
        "input_cost_per_token_above_200k_tokens": 4e-06, "output_cost_per_token_above_200k_tokens": 1.2e-05},
      "deepseek/anvil-night": {"litellm_provider": "deepseek", "input_cost_per_token": 1e-06,
        "output_cost_per_token": 2e-06, "off_peak_pricing": {"hours_utc": "16:30-00:30",
        "input_cost_per_token": 5e-07, "output_cost_per_token": 1e-06}},
      "dashscope/anvil-range": {"litellm_provider": "dashscope", "tiered_pricing": [
        {"range": [0, 32000], "input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06},
        {"range": [32000, 128000], "input_cost_per_token": 3e-06, "output_cost_per_token": 4e-06}]},
      "1024-x-1024/anvil-paint": {"litellm_provider": "openai", "output_cost_per_image": 0.04},
      "vertex_ai/anvil-g": {"litellm_provider": "vertex_ai-anvil-models", "input_cost_per_token": 1e-06,
        "output_cost_per_token": 2e-06, "cache_creation_input_token_cost": 9e-06},
      "anvil-unset": {"litellm_provider": "openai", "input_cost_per_token": 0, "output_cost_per_token": 0},
      "anvil-dear": {"litellm_provider": "openai", "input_cost_per_token": 0.0032, "output_cost_per_token": 0.0097}
    }
    """

  @Test("LiteLLM's map")
  func litellm() throws {
    let file = try Self.file(Self.litellm)
    #expect(file.format == .litellm)
    #expect(file.count == 6)
    #expect(file.skipped["a price of 0"] == 1 && file.skipped["names of picture sizes"] == 1)
    #expect(file.flagged.count == 1 && file.flagged.first?.contains("openai/anvil-dear") == true)
    let (catalog, merge) = try Self.catalog(Self.litellm)
    #expect(merge.added == 5 && merge.changed == 0)
    let million = TokenCounts(input: 100_000, output: 100_000)
    #expect(usd(catalog, "openai", "anvil-2", million) == "1.125")
    #expect(usd(catalog, "openai", "anvil-2", million, tier: .flex) == "0.5625")
    #expect(usd(catalog, "openai", "anvil-2", million, tier: .priority) == "2.25")
    #expect(usd(catalog, "openai", "anvil-2", million, tier: .batch) == "0.5625")
    #expect(usd(catalog, "openai", "anvil-2", TokenCounts(input: 272_000, output: 0)) == "0.34")
    #expect(usd(catalog, "openai", "anvil-2", TokenCounts(input: 272_001, output: 0)) == "0.6800025")
    #expect(usd(catalog, "xai", "anvil-x", TokenCounts(input: 199_999, output: 0)) == "0.399998")
    #expect(usd(catalog, "xai", "anvil-x", TokenCounts(input: 200_000, output: 0)) == "0.8")
    #expect(usd(catalog, "dashscope", "anvil-range", TokenCounts(input: 32_001, output: 0)) == "0.096003")
    let night = CivilTime(year: 2026, month: 11, day: 21, hour: 17).instant()
    #expect(usd(catalog, "deepseek", "anvil-night", million) == "0.3")
    #expect(usd(catalog, "deepseek", "anvil-night", million, at: night) == "0.15")
    let google = try #require(catalog.match(provider: "vertex", model: "anvil-g")?.rows.first)
    #expect(google.standard.cacheWrite5m == nil)
  }

  @Test("prices of seconds, images, pages, characters and a reranker's searches come with LiteLLM's map")
  func otherUnits() throws {
    let (catalog, _) = try Self.catalog(
      """
      {
        "anvil-listen": {"litellm_provider": "openai", "mode": "audio_transcription", "input_cost_per_second": 0.0001},
        "anvil-say": {"litellm_provider": "openai", "mode": "audio_speech", "input_cost_per_character": 1.5e-05},
        "anvil-paint": {"litellm_provider": "openai", "mode": "image_generation", "output_cost_per_image": 0.04},
        "anvil-read": {"litellm_provider": "mistral", "mode": "ocr", "ocr_cost_per_page": 0.002},
        "anvil-sort": {"litellm_provider": "cohere", "mode": "rerank", "input_cost_per_token": 0.0,
          "output_cost_per_token": 0.0, "input_cost_per_query": 0.002},
        "anvil-unset": {"litellm_provider": "cohere", "mode": "rerank", "input_cost_per_token": 0.0,
          "output_cost_per_token": 0.0, "input_cost_per_query": 0.0},
        "anvil-film": {"litellm_provider": "openai", "mode": "video_generation", "output_cost_per_second": 0.1}
      }
      """)
    let expected: [(String, String, BilledUnits?, String)] = [
      ("openai", "anvil-listen", BilledUnits(.second, count: 1_500), "0.00015"),
      ("openai", "anvil-say", BilledUnits(.character, count: 200), "0.003"),
      ("openai", "anvil-paint", BilledUnits(.image, count: 3), "0.12"),
      ("mistral", "anvil-read", BilledUnits(.page, count: 7), "0.014"),
      ("cohere", "anvil-sort", BilledUnits(.rerank, count: 2), "0.004"),
    ]
    for (provider, model, units, usd) in expected {
      let match = try #require(catalog.match(provider: provider, model: model), "\(model)")
      let quote = match.quote(
        TokenCounts(input: 0, output: 0), units: units, tier: .standard, at: Self.today.adding(seconds: 3_600)
      )
      #expect(quote.cost?.decimalString == usd, "\(model)")
    }
    // A zero mostly means that nobody has filled it in.
    #expect(catalog.match(provider: "cohere", model: "anvil-unset") == nil)
    #expect(catalog.match(provider: "openai", model: "anvil-film")?.rows.first?.others == "video_s=0.1")
  }

  static let regions = """
    {
      "anvil-eu": {"litellm_provider": "openai", "input_cost_per_token": 1e-06, "output_cost_per_token": 1e-06,
        "regional_processing_uplift_multiplier_eu": 1.15, "regional_processing_uplift_multiplier_us": 1.1},
      "claude-anvil": {"litellm_provider": "anthropic", "input_cost_per_token": 1e-06,
        "output_cost_per_token": 1e-06, "provider_specific_entry": {"us": 1.2, "fast": 2}},
      "vertex_ai/anvil-g": {"litellm_provider": "vertex_ai", "input_cost_per_token": 1e-06,
        "output_cost_per_token": 1e-06, "regional_endpoint_uplift_multiplier": 1.1},
      "azure/anvil-a": {"litellm_provider": "azure", "input_cost_per_token": 1e-06, "output_cost_per_token": 1e-06},
      "azure/eu/anvil-a": {"litellm_provider": "azure", "input_cost_per_token": 1.3e-06,
        "output_cost_per_token": 1e-06, "regional_processing_uplift_multiplier_eu": 1.1},
      "anvil.b": {"litellm_provider": "bedrock", "input_cost_per_token": 1e-06, "output_cost_per_token": 1e-06},
      "bedrock/eu-west-1/anvil.b": {"litellm_provider": "bedrock", "input_cost_per_token": 1.4e-06,
        "output_cost_per_token": 1e-06}
    }
    """

  @Test(
    "what regions cost, as factors and as rows of their own, and never twice",
    arguments: [
      ("openai", "anvil-eu", "eu", "1.15"), ("openai", "anvil-eu", "us", "1.1"),
      ("openai", "anvil-eu", "", "1"),
      ("openai", "anvil-eu", "ap", "1"), ("anthropic", "claude-anvil", "us", "1.2"),
      ("anthropic", "claude-anvil", "eu", "1"), ("vertex", "anvil-g", "us-east5", "1.1"),
      ("vertex", "anvil-g", "us", "1.1"), ("vertex", "anvil-g", "global", "1"),
      ("azure", "anvil-a", "", "1"), ("azure", "anvil-a", "eu", "1.3"), ("azure", "anvil-a", "EU", "1.3"),
      ("azure", "eu/anvil-a", "eu", "1.3"), ("azure", "anvil-a", "westeurope", "1"),
      ("bedrock", "anvil.b", "eu-west-1", "1.4"), ("bedrock", "anvil.b", "us-east-1", "1"),
    ])
  func regions(provider: String, model: String, region: String, cost: String) throws {
    let (catalog, _) = try Self.catalog(Self.regions)
    let match = try #require(catalog.match(provider: provider, model: model, region: region))
    let quote = match.quote(
      TokenCounts(input: 1_000_000, output: 0), tier: .standard, region: region,
      at: Self.today.adding(seconds: 3_600))
    #expect(quote.cost?.decimalString == cost)
    #expect(quote.status == .priced)
    var labels = LabelSet()
    (labels.provider, labels.model, labels.region) = (provider, model, region)
    #expect(catalog.match(labels)?.rows == match.rows)
  }

  @Test("a file that says what regions cost of a known model changes it from today on, once")
  func regionChange() throws {
    let text = #"""
      {"gpt-5.5": {"litellm_provider": "openai", "input_cost_per_token": 5e-06,
        "regional_processing_uplift_multiplier_eu": 1.2, "regional_processing_uplift_multiplier_us": 1.1}}
      """#
    let (catalog, merge) = try Self.catalog(text)
    #expect(merge.conflicts.first?.contains("region factors") == true)
    func cost(_ time: Instant) -> String? {
      catalog.match(provider: "openai", model: "gpt-5.5")?.quote(
        TokenCounts(input: 100_000, output: 0), tier: .standard, region: "eu", at: time
      ).cost?.decimalString
    }
    #expect(cost(Self.today) == "0.6")
    #expect(cost(Self.today.adding(seconds: -86_400)) == "0.55")
    #expect(try Self.catalog(text, from: catalog).merge.unchanged == 1)
  }

  @Test("models.dev")
  func modelsDev() throws {
    let text = """
      {"openai": {"id": "openai", "models": {
        "anvil-3": {"id": "anvil-3", "release_date": "2026-01-01", "cost": {"input": 2.5, "output": 10,
          "cache_read": 0.25, "cache_write": 3.75, "input_audio": 40,
          "tiers": [{"input": 5, "output": 15, "cache_read": 0.5, "tier": {"type": "context", "size": 256000}}],
          "context_over_200k": {"input": 7, "output": 20}}},
        "anvil-old": {"cost": {"input": 1, "output": 2, "context_over_200k": {"input": 2, "output": 3}}},
        "anvil-bare": {"id": "anvil-bare"}}},
       "acme-coding-plan": {"models": {"anvil-3": {"cost": {"input": 0, "output": 0}}}},
       "zai-coding-plan": {"models": {"anvil-9": {"cost": {"input": 1, "output": 2}}}}}
      """
    let (catalog, merge) = try Self.catalog(text)
    #expect(merge.added == 2)
    #expect(try Self.file(text).skipped == ["no price": 1, "part of a subscription": 2])
    #expect(usd(catalog, "openai", "anvil-3", TokenCounts(input: 256_000, output: 0)) == "0.64")
    #expect(usd(catalog, "openai", "anvil-3", TokenCounts(input: 256_001, output: 0)) == "1.280005")
    #expect(usd(catalog, "openai", "anvil-old", TokenCounts(input: 200_001, output: 0)) == "0.400002")
    #expect(
      usd(catalog, "openai", "anvil-3", TokenCounts(input: 1_000, output: 0, audioIn: 500)) == "0.02125")
  }

  @Test(
    "genai-prices, the older and the newer layout",
    arguments: ["[%]", "{\"version\": 2, \"providers\": [%]}"])
  func genaiPrices(layout: String) throws {
    let seller = """
      {"id": "x-ai", "name": "X", "models": [
        {"id": "anvil-4", "match": {"or": [{"equals": "anvil-4-latest"}, {"starts_with": "anvil-4-"}]},
         "prices": [
           {"prices": {"input_mtok": 3, "output_mtok": 15}},
           {"constraint": {"start_date": "2026-06-01"}, "prices": {"input_mtok": 2, "output_mtok": 10,
             "cache_read_mtok": 0.2, "price_variants": [
               {"when": {"processing": "batch"}, "prices": {"input_mtok": 1, "output_mtok": 5}},
               {"when": {"service_tier": "priority"}, "prices": {"input_mtok": 4}}]}},
           {"constraint": {"start_date": "2027-01-01"}, "prices": {"input_mtok": 1, "output_mtok": 5}},
           {"constraint": {"type": "time", "start_time": "00:30:00Z", "end_time": "06:30:00Z"},
             "prices": {"input_mtok": 9, "output_mtok": 9}}]},
        {"id": "anvil-5", "match": {"equals": "anvil-5"}, "prices": {
           "input_mtok": {"base": 2, "tiers": [{"start": 200000, "price": 4}]}, "output_mtok": 6,
           "web_searches_kcount": 5}}]}
      """
    let (catalog, _) = try Self.catalog(layout.replacing("%", with: seller))
    let tokens = TokenCounts(input: 100_000, output: 100_000)
    func cost(_ year: Int, _ month: Int, hour: Int = 12) -> String? {
      usd(
        catalog, "xai", "anvil-4", tokens,
        at: CivilTime(year: year, month: month, day: 2, hour: hour).instant())
    }
    #expect(cost(2026, 5) == "1.8" && cost(2026, 6) == "1.2" && cost(2027, 1) == "0.6")
    // Hours hold from the last dated price on.
    #expect(cost(2026, 6, hour: 5) == "1.2" && cost(2027, 1, hour: 5) == "1.8")
    #expect(usd(catalog, "xai", "anvil-4", tokens, tier: .batch) == "0.6")
    #expect(catalog.match(provider: "xai", model: "anvil-4-latest")?.rule == .alias)
    #expect(catalog.match(provider: "xai", model: "anvil-4-mini")?.rule == nil)
    #expect(usd(catalog, "xai", "anvil-5", TokenCounts(input: 200_000, output: 0)) == "0.8")
    #expect(usd(catalog, "xai", "anvil-5", TokenCounts(input: 199_999, output: 0)) == "0.399998")
  }

  @Test("a table of one's own, with periods, tiers and another currency")
  func table() throws {
    let text = """
      provider\tmodel\tfrom\tto\tinput\toutput\tbatch_input\tlong_over\tlong_input\tcurrency\tusd_rate\tnote
      # a comment
      acme\tanvil-6\t\t2026-03-01\t1\t2\t\t\t\t\t\t
      acme\tanvil-6\t2026-03-01\t\t2\t4\t0.5\t1000\t6\t\t\tlist of March
      acme\tanvil-eu\t\t\t1\t2\t\t\t\tEUR\t1.10\t
      """
    let (catalog, merge) = try Self.catalog(text)
    #expect(merge.added == 2)
    let tokens = TokenCounts(input: 1_000, output: 1_000)
    let before = CivilTime(year: 2026, month: 2, day: 28, hour: 23, minute: 59).instant()
    #expect(usd(catalog, "acme", "anvil-6", tokens, at: before) == "0.003")
    #expect(usd(catalog, "acme", "anvil-6", tokens) == "0.006")
    #expect(usd(catalog, "acme", "anvil-6", TokenCounts(input: 2_000, output: 0)) == "0.012")
    #expect(usd(catalog, "acme", "anvil-eu", tokens) == "0.0033")
  }

  @Test("the same line twice is one price")
  func repeatedLine() throws {
    let table = "provider\tmodel\tinput\nacme\tanvil\t1\nacme\tanvil\t1\nacme\tanvil\t1.0"
    let file = try PriceFile(
      Array(table.utf8), format: nil, name: "t.tsv", source: "t", readOn: "2026-11-01")
    #expect(file.rows.count == 1)
  }

  @Test("another price of a known model is a period that begins today, and the difference is said")
  func change() throws {
    let text = #"{"gpt-4o": {"litellm_provider": "openai", "input_cost_per_token": 3e-06}}"#
    let (catalog, merge) = try Self.catalog(text)
    #expect(merge.changed == 1 && merge.added == 0)
    #expect(merge.conflicts.first?.hasPrefix("openai/gpt-4o from 2026-11-21: input 2.5 → 3") == true)
    let tokens = TokenCounts(input: 100_000, output: 10_000)
    let yesterday = CivilTime(year: 2026, month: 11, day: 20, hour: 23, minute: 59).instant()
    #expect(usd(catalog, "openai", "gpt-4o", tokens, at: yesterday) == "0.35")
    // What the file does not say is as it was.
    #expect(usd(catalog, "openai", "gpt-4o", tokens) == "0.4")
    #expect(
      usd(catalog, "openai", "gpt-4o", tokens, at: CivilTime(year: 2024, month: 6, day: 1).instant())
        == "0.65")
    // The same again changes nothing; a newer file closes what the older one opened.
    let again = try Self.catalog(text, from: catalog)
    #expect(again.merge.changed == 0 && again.merge.unchanged == 1 && again.merge.conflicts.isEmpty)
    let december = CivilTime(year: 2026, month: 12, day: 1).instant()
    let later = try Self.catalog(text.replacing("3e-06", with: "4e-06"), from: catalog, on: december)
    #expect(later.merge.changed == 1)
    #expect(usd(later.catalog, "openai", "gpt-4o", tokens) == "0.4")
    #expect(usd(later.catalog, "openai", "gpt-4o", tokens, at: december) == "0.5")
    let ids = later.catalog.importedRows.map(\.id)
    #expect(Set(ids).count == ids.count && ids.allSatisfy { $0 > 1_000_000 })
  }

  @Test("a future price that is known stays, and a past one is not rewritten")
  func timeline() throws {
    let text = """
      [{"id": "google", "models": [{"id": "gemini-3.8-flash", "prices": [
        {"prices": {"input_mtok": 0.1, "output_mtok": 1}},
        {"constraint": {"start_date": "2026-11-01"}, "prices": {"input_mtok": 0.9, "output_mtok": 9}}]}]}]
      """
    let (catalog, merge) = try Self.catalog(text)
    #expect(merge.conflicts.contains { $0.contains("the known price is kept") })
    let tokens = TokenCounts(input: 100_000, output: 0)
    func cost(_ catalog: PriceCatalog, _ year: Int, _ month: Int, _ day: Int) -> String? {
      usd(
        catalog, "google", "gemini-3.8-flash", tokens,
        at: CivilTime(year: year, month: month, day: day).instant())
    }
    #expect(cost(catalog, 2026, 10, 1) == cost(.builtin, 2026, 10, 1))
    #expect(cost(catalog, 2026, 11, 22) == "0.09")
    #expect(cost(catalog, 2027, 1, 1) == cost(.builtin, 2027, 1, 1))
  }

  @Test("a model that is gone from the file keeps its price")
  func gone() throws {
    let first = try Self.catalog(Self.litellm).catalog
    let second = try Self.catalog(
      #"{"anvil-9": {"litellm_provider": "openai", "input_cost_per_token": 1e-06, "output_cost_per_token": 1e-06}}"#,
      from: first
    ).catalog
    #expect(second.match(provider: "openai", model: "anvil-2") != nil)
    #expect(second.match(provider: "openai", model: "anvil-9") != nil)
    #expect(second.match(provider: "openai", model: "gpt-4o") != nil)
  }

  @Test(
    "what is wrong is refused with its line, and nothing is taken",
    arguments: [
      ("provider\tmodel\tinput\nacme\tanvil\t-3", "line 2: \"input\" is -3, a price cannot be negative"),
      ("provider\tmodel\tinput\nacme\tanvil\t1e308", "line 2: \"input\" is 1e308, which is not a price"),
      ("provider\tmodel\tinput\nacme\tanvil\tcheap", "line 2: \"input\" is cheap"),
      (
        "provider\tmodel\tinput\nacme\tanvil\t2500000",
        "line 2: \"input\" is 2500000, more than a dollar a token"
      ),
      ("provider\tmodel\tinput\nacme\tanvil\t2500", "line 2: 2500 USD a million tokens"),
      (
        "provider\tmodel\tinptu\nacme\tanvil\t1",
        "line 1: there is no column \"inptu\", did you mean \"input\"?"
      ),
      ("provider\tinput\nacme\t1", "line 1: there is no column \"model\""),
      ("provider\tmodel\tinput\nacme\tanvil\t1\nacme\tanvil\t2", "line 3: acme/anvil has another price"),
      (
        "provider\tmodel\tinput\tfrom\tto\nacme\tanvil\t1\t2026-01-01\t2026-06-01\nacme\tanvil\t2\t2026-05-31\t",
        "line 3: acme/anvil has another price for the same time in line 2"
      ),
      ("provider\tmodel\tinput\tfrom\nacme\tanvil\t1\t2026-02-30", "line 2: \"2026-02-30\" is not a date"),
      ("provider\tmodel\tinput\tfrom\tto\nacme\tanvil\t1\t2026-06-01\t2026-01-01", "line 2: the period ends"),
      ("provider\tmodel\tinput\twindow\nacme\tanvil\t1\tat night", "line 2: \"at night\" are not hours"),
      ("provider\tmodel\tinput\tcurrency\nacme\tanvil\t1\tEUR", "line 2: EUR has no usd_rate"),
      ("provider\tmodel\tinput\nacme\tanvil\t", "line 2: it has no price"),
      ("provider\tmodel\tinput\nacme\tanvil\t1\t2\t3", "line 2: it has 5 cells"),
      (
        "{\"a\": {\"litellm_provider\": \"x\",\n \"input_cost_per_token\": -1e-06}}",
        "line 2: \"input_cost_per_token\" is -1e-06"
      ),
      (
        "{\"a\": {\"litellm_provider\": \"x\",\n \"input_cost_per_token\": 1e308}}",
        "line 2: \"input_cost_per_token\" is 1e308"
      ),
      (
        "{\"a\": {\"litellm_provider\": \"x\",\n \"input_cost_per_token\": \"free\"}}",
        "line 2: \"input_cost_per_token\" is not a number"
      ),
      (
        "{\"a\": {\"litellm_provider\": \"x\", \"input_cost_per_token\": 1e-06", "the file ends in the middle"
      ),
      ("{\"a\": {\"litellm_provider\": \"x\"}} {}", "there is more behind the end"),
      ("{\"hello\": \"world\"}", "none of the layouts"),
      ("[{\"models\": []}]", "line 1: a provider has no id"),
      (
        "[{\"id\": \"x\", \"models\": [{\"id\": \"y\", \"prices\": [{\"constraint\": {\"start_date\": \"soon\"}, \"prices\": {\"input_mtok\": 1}}]}]}]",
        "\"start_date\" is soon"
      ),
      ("", "the file is empty"), ("   \n", "the file is empty"),
      (String(repeating: "[", count: 200), "nested too deeply"),
    ])
  func refused(text: String, reason: String) {
    do {
      _ = try Self.file(text)
      Issue.record("it was taken")
    } catch let message as UserMessage {
      #expect(message.because?.contains(reason) == true, "\(message)")
    } catch {
      Issue.record("\(error)")
    }
  }

  @Test("a damaged book of imported prices is not used in part")
  func damagedBook() {
    #expect(throws: UserMessage.self) {
      _ = try PriceCatalog.builtin.importing(
        Array("1000001\tacme\tanvil\t\t\t\t\tin=x\n".utf8), name: "prices.tsv")
    }
  }

  @Test("random bytes never stop the program")
  func noise() {
    var state: UInt64 = 7
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
    let pieces = Self.litellm.split(separator: "\"").map(String.init)
    for _ in 0..<400 {
      var text = (0..<Int(next() % 30)).map { _ in pieces[Int(next()) % pieces.count] }.joined(
        separator: "\"")
      if next() % 2 == 0 { text = String(Self.litellm.prefix(Int(next()) % Self.litellm.count)) + text }
      _ = try? Self.file(text)
    }
  }
}
