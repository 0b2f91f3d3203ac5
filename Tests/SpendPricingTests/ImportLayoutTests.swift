import SpendCore
import Testing

@testable import SpendPricing

/// Cut-down files in the layouts that the community's price lists have.
@Suite struct ImportLayoutTests {
  private func usd(
    _ catalog: PriceCatalog, _ provider: String, _ model: String, tier: String = "", region: String = "",
    at time: Instant = ImportTests.today.adding(seconds: 3_600), _ tokens: TokenCounts = .plain(1_000_000)
  ) -> String? {
    catalog.match(provider: provider, model: model)?
      .quote(tokens, tier: ServiceTier(text: tier), region: region, at: time).cost?.decimalString
  }

  // MARK: LiteLLM

  @Test("two keys of one model are one: equal ones, and one that completes the other")
  func duplicates() throws {
    let (catalog, merge) = try ImportTests.catalog(
      #"""
      {"anvil-chat": {"litellm_provider": "deepseek", "input_cost_per_token": 2e-06,
          "output_cost_per_token": 4e-06, "output_cost_per_token_batches": 2e-06},
        "deepseek/anvil-chat": {"litellm_provider": "deepseek", "input_cost_per_token": 2e-06,
          "output_cost_per_token": 4e-06, "cache_read_input_token_cost": 2e-07,
          "cache_creation_input_token_cost": 0.0}}
      """#)
    #expect(merge.added == 1 && merge.conflicts.isEmpty)
    #expect(usd(catalog, "deepseek", "anvil-chat", .init(input: 0, cacheRead: 1_000_000, output: 0)) == "0.2")
    // A write price of 0 is one that was not filled in.
    #expect(
      usd(catalog, "deepseek", "anvil-chat", .init(input: 0, cacheWrite5m: 1_000_000, output: 0)) == "2")
  }

  @Test("of two prices for one name the key with the provider counts, and the other is listed")
  func contradiction() throws {
    for order in [true, false] {
      let entries = [
        #""anvil-chat": {"litellm_provider": "xai", "input_cost_per_token": 5e-06}"#,
        #""xai/anvil-chat": {"litellm_provider": "xai", "input_cost_per_token": 2e-06}"#,
      ]
      let text = "{" + (order ? entries : entries.reversed()).joined(separator: ",\n") + "}"
      let (catalog, merge) = try ImportTests.catalog(text)
      #expect(usd(catalog, "xai", "anvil-chat") == "2")
      #expect(merge.conflicts.count == 1 && merge.conflicts[0].contains("input 2 → 5"))
    }
  }

  @Test("off-peak hours of weekdays, whole weekends and the days of another calendar")
  func offPeak() throws {
    let (catalog, _) = try ImportTests.catalog(
      #"""
      {"deepseek/anvil-1": {"litellm_provider": "deepseek", "input_cost_per_token": 2e-06,
        "off_peak_pricing": {"input_cost_per_token": 1e-06, "windows": [
          {"hours_utc": ["00:00-01:00", "10:00-00:00"], "weekdays": [1, 2, 3, 4, 5]},
          {"hours_utc": "00:00-00:00", "weekdays": ["sat", "Sunday"]}]}},
       "deepseek/anvil-2": {"litellm_provider": "deepseek", "input_cost_per_token": 2e-06,
        "off_peak_pricing": {"input_cost_per_token": 1e-06, "weekday_timezone": "Asia/Shanghai", "windows": [
          {"hours_utc": "00:00-24:00", "weekdays": [6, 7]}]}}}
      """#)
    // 2026-11-21, the day of the import, is a Saturday.
    for (model, day, hour, expected) in [
      ("anvil-1", 23, 0, "1"), ("anvil-1", 23, 1, "2"), ("anvil-1", 23, 9, "2"), ("anvil-1", 23, 10, "1"),
      ("anvil-1", 21, 5, "1"), ("anvil-1", 22, 23, "1"), ("anvil-1", 24, 5, "2"),
      ("anvil-2", 21, 12, "1"), ("anvil-2", 22, 15, "1"), ("anvil-2", 22, 16, "2"), ("anvil-2", 27, 16, "1"),
    ] {
      let time = CivilTime(year: 2026, month: 11, day: day, hour: hour).instant()
      #expect(usd(catalog, "deepseek", model, at: time) == expected, "\(model) \(day) \(hour)")
    }
  }

  @Test(
    "a row whose hours are not understood is not taken at all",
    arguments: [
      #""windows": [{"hours_utc": "25:00-26:00"}]"#, #""windows": [{"hours_utc": "at night"}]"#,
      #""windows": [{"hours_utc": "00:00-06:00", "weekdays": [8]}]"#,
      #""windows": [{"hours_utc": "00:00-06:00", "weekdays": []}]"#,
      #""weekday_timezone": "Europe/Berlin", "hours_utc": "00:00-06:00""#, #""windows": []"#,
    ])
  func badHours(block: String) throws {
    let file = try ImportTests.file(
      """
      {"deepseek/anvil-1": {"litellm_provider": "deepseek", "input_cost_per_token": 2e-06,
        "off_peak_pricing": {"input_cost_per_token": 1e-06, \(block)}},
       "deepseek/anvil-2": {"litellm_provider": "deepseek", "input_cost_per_token": 2e-06}}
      """)
    #expect(file.rows.map(\.row.model) == ["anvil-2"])
    #expect(file.skipped["hours that are not understood"] == 1)
  }

  @Test("hours of an import replace those of the known prices, and equal weeks change nothing")
  func knownHours() throws {
    func text(_ peak: String) -> String {
      """
      {"deepseek/deepseek-v4-pro": {"litellm_provider": "deepseek", "input_cost_per_token": \(peak),
        "output_cost_per_token": 3.96e-06, "cache_read_input_token_cost": 4.4e-08,
        "off_peak_pricing": {"input_cost_per_token": 6.6e-07, "output_cost_per_token": 1.98e-06,
          "cache_read_input_token_cost": 2.2e-08, "windows": [
          {"hours_utc": ["00:00-01:00", "04:00-06:00", "10:00-00:00"], "weekdays": [1, 2, 3, 4, 5]},
          {"hours_utc": "00:00-00:00", "weekdays": [6, 7]}]}}}
      """
    }
    let (_, same) = try ImportTests.catalog(text("1.32e-06"))
    #expect(same.changed == 0 && same.conflicts.isEmpty)
    let (catalog, merge) = try ImportTests.catalog(text("2e-06"))
    #expect(merge.changed > 0)
    for (hour, expected) in [(0, "0.66"), (2, "2"), (5, "0.66"), (7, "2"), (12, "0.66")] {
      let time = CivilTime(year: 2026, month: 11, day: 23, hour: hour).instant()
      #expect(usd(catalog, "deepseek", "deepseek-v4-pro", at: time) == expected, "\(hour)")
    }
  }

  @Test("tiers of long prompts, media of tiers, fast, government and rolling names")
  func fields() throws {
    let (catalog, merge) = try ImportTests.catalog(
      #"""
      {"anvil-9": {"litellm_provider": "openai", "input_cost_per_token": 4e-06, "output_cost_per_token": 2e-05,
        "input_cost_per_token_priority": 8e-06, "output_cost_per_token_priority": 4e-05,
        "input_cost_per_token_above_272k_tokens": 8e-06, "output_cost_per_token_above_272k_tokens": 3e-05,
        "input_cost_per_token_above_272k_tokens_priority": 1.6e-05,
        "output_cost_per_token_above_272k_tokens_priority": 6e-05,
        "input_cost_per_audio_token": 1e-05, "input_cost_per_audio_token_priority": 1.5e-05,
        "regional_processing_uplift_multiplier_eu": 1.1, "fedramp_uplift_multiplier": 1.2},
       "anvil-latest": {"alias_of": "anvil-9"},
       "claude-anvil-5": {"litellm_provider": "anthropic", "input_cost_per_token": 5e-06,
        "output_cost_per_token": 2.5e-05, "provider_specific_entry": {"us": 1.1, "fast": 6.0}},
       "claude-anvil-6": {"litellm_provider": "anthropic", "input_cost_per_token": 5e-06,
        "output_cost_per_token": 2.5e-05, "provider_specific_entry": {"fast": 900}}}
      """#)
    #expect(merge.added == 4)
    #expect(usd(catalog, "openai", "anvil-9", tier: "priority") == "16")
    #expect(usd(catalog, "openai", "anvil-9", tier: "fast", .plain(100_000)) == "0.8")
    #expect(
      usd(catalog, "openai", "anvil-9", tier: "priority", .init(input: 100_000, output: 0, audioIn: 100_000))
        == "1.5")
    #expect(usd(catalog, "openai", "anvil-9", region: "us-gov", .plain(100_000)) == "0.48")
    #expect(usd(catalog, "openai", "anvil-latest", .plain(100_000)) == "0.4")
    #expect(usd(catalog, "anthropic", "claude-anvil-5", tier: "fast") == "30")
    #expect(usd(catalog, "anthropic", "claude-anvil-5", tier: "fast", region: "us") == "33")
    // 900 times is a slip of the list: such requests are standard, as an estimate.
    #expect(usd(catalog, "anthropic", "claude-anvil-6", tier: "fast") == "5")
  }

  @Test(
    "slips of a list do not replace known prices",
    arguments: ["0", "2.5e-08", "5e-05", "2.5e-09"])
  func slips(price: String) throws {
    let (catalog, merge) = try ImportTests.catalog(
      #"{"gpt-4o": {"litellm_provider": "openai", "input_cost_per_token": \#(price), "output_cost_per_token": 1e-05}}"#
    )
    #expect(merge.changes.map(\.kind) == [.refused])
    #expect(usd(catalog, "openai", "gpt-4o") == "2.5")
  }

  // MARK: models.dev

  @Test("models.dev has one provider under two ids")
  func modelsDev() throws {
    let (catalog, merge) = try ImportTests.catalog(
      #"""
      {"google-vertex": {"models": {"claude-anvil@20261101": {"cost": {"input": 5, "output": 25}}}},
       "google-vertex-anthropic": {"models": {"claude-anvil@20261101":
         {"cost": {"input": 5, "output": 25, "cache_read": 0.5, "tiers": [{"tier": {"size": 200000},
           "input": 10, "output": 37.5}], "context_over_200k": {"input": 10, "output": 37.5}}}}}}
      """#)
    #expect(merge.added == 1)
    #expect(usd(catalog, "vertex", "claude-anvil@20261101", .plain(200_001)) == "2.00001")
  }

  // MARK: genai-prices

  private static let zhipu = #"""
    [{"id": "zai", "models": [{"id": "GLM-99", "match": {"equals": "glm-99"},
        "prices": {"input_mtok": 1.4, "output_mtok": 4.4}}]},
     {"id": "zhipuai", "models": [{"id": "GLM-99", "match": {"equals": "glm-99"},
        "prices": {"input_mtok": 1.103, "output_mtok": 3.862}}]}]
    """#

  @Test("the markets of one maker stay apart")
  func markets() throws {
    let (catalog, merge) = try ImportTests.catalog(Self.zhipu)
    #expect(merge.added == 2)
    #expect(usd(catalog, "zai", "glm-99") == "1.4" && usd(catalog, "zhipuai", "glm-99") == "1.103")
    #expect(usd(catalog, "zhipu", "GLM-99") == "1.103")
  }

  private static let package = """
    \"\"\"DO NOT EDIT THIS FILE DIRECTLY\"\"\"

    import datetime
    from decimal import Decimal

    from .types import *

    providers: list[Provider] = [
        Provider(
            id='anthropic',
            name='Anthropic',
            api_pattern='https://api\\\\.anthropic\\\\.com',
            pricing_urls=['https://www.anthropic.com/pricing#api'],
            extractors=None,
            models=[
                ModelInfo(
                    id='claude-anvil-9',
                    match=ClauseOr(
                        or_=[
                            ClauseEquals(equals='claude-anvil-nine'),
                            ClauseStartsWith(starts_with='claude-anvil'),
                        ]
                    ),
                    description="It's a model, " 'in two texts',
                    context_window=1_000_000,
                    deprecated=False,
                    prices=[
                        ConditionalPrice(
                            prices=ModelPrice(
                                input_mtok=TieredPrices(
                                    base=Decimal('3'), tiers=[Tier(start=200_000, price=Decimal('6'))]
                                ),
                                output_mtok=Decimal('15'),
                            ),
                        ),
                        ConditionalPrice(
                            constraint=StartDateConstraint(start_date=datetime.date(2026, 12, 1)),
                            prices=ModelPrice(input_mtok=Decimal('2'), output_mtok=Decimal('10')),
                        ),
                        ConditionalPrice(
                            constraint=TimeOfDateConstraint(
                                start_time=datetime.time(16, 30, tzinfo=datetime.UTC),
                                end_time=datetime.time(0, 30, tzinfo=datetime.UTC),
                            ),
                            prices=ModelPrice(input_mtok=Decimal('1'), output_mtok=Decimal('5')),
                        ),
                    ],
                    price_variants=[
                        PriceVariant(
                            when={'processing': 'batch'},
                            prices=ModelPrice(input_mtok=Decimal('1.5'), output_mtok=Decimal('7.5')),
                            constraint=StartDateConstraint(start_date=datetime.date(2026, 12, 1)),
                        ),
                        PriceVariant(
                            when={'speed': 'fast'},
                            prices=ModelPrice(input_mtok=Decimal('12'), output_mtok=Decimal('60')),
                        ),
                    ],
                ),
            ],
        ),
    ]
    """

  @Test("the data of the Python package, with prices of batches and speeds")
  func package() throws {
    let (catalog, merge) = try ImportTests.catalog(Self.package)
    #expect(merge.added == 1)
    let december = CivilTime(year: 2026, month: 12, day: 2, hour: 12).instant()
    let evening = CivilTime(year: 2026, month: 12, day: 2, hour: 20).instant()
    #expect(usd(catalog, "anthropic", "claude-anvil-nine", .plain(200_000)) == "0.6")
    #expect(usd(catalog, "anthropic", "claude-anvil-9", .plain(200_001)) == "1.200006")
    #expect(usd(catalog, "anthropic", "claude-anvil-9", at: december) == "2")
    #expect(usd(catalog, "anthropic", "claude-anvil-9", at: evening) == "1")
    #expect(usd(catalog, "anthropic", "claude-anvil-9", tier: "batch", at: december) == "1.5")
    #expect(usd(catalog, "anthropic", "claude-anvil-9", tier: "fast", .plain(100_000)) == "1.2")
    // A pattern is no name.
    #expect(catalog.match(provider: "anthropic", model: "claude-anvil-10") == nil)
  }

  @Test(
    "a damaged package is refused with its line",
    arguments: [
      "providers: list[Provider] = [", "providers: list[Provider] = [Provider(id='x' name='y')]",
      "providers: list[Provider] = [Provider(id='x', models=[ModelInfo(id='y', prices=open('/etc/passwd'))])]",
      "providers: list[Provider] = [{'a' 1}]", "providers: list[Provider] = ['x",
    ])
  func damagedPackage(text: String) {
    #expect(throws: UserMessage.self) { try ImportTests.file(text) }
  }

  // MARK: OpenRouter

  @Test("OpenRouter's list of models")
  func openRouter() throws {
    let text = #"""
      {"data": [
        {"id": "acme/anvil-1", "canonical_slug": "acme/anvil-1-20261101", "pricing": {"prompt": "0.000002",
          "completion": "0.00001", "request": "0", "image": "0", "web_search": "0.01",
          "internal_reasoning": "0", "input_cache_read": "0.0000002"}},
        {"id": "acme/anvil-1:free", "pricing": {"prompt": "0", "completion": "0"}},
        {"id": "openrouter/auto", "pricing": {"prompt": "-1", "completion": "-1"}},
        {"id": "acme/unset", "pricing": {"prompt": "0", "completion": "0"}}]}
      """#
    let file = try ImportTests.file(text)
    #expect(file.format == .openRouter && file.count == 2)
    #expect(file.skipped == ["a price of 0": 1, "a price that depends on the route": 1])
    let (catalog, _) = try ImportTests.catalog(text)
    #expect(usd(catalog, "openrouter", "acme/anvil-1") == "2")
    #expect(usd(catalog, "openrouter", "acme/anvil-1-20261101") == "2")
    #expect(
      usd(catalog, "openrouter", "acme/anvil-1", .init(input: 0, cacheRead: 1_000_000, output: 0)) == "0.2")
    #expect(usd(catalog, "openrouter", "acme/anvil-1:free") == "0")
  }
}
