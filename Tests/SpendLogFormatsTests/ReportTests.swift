import SpendCore
import SpendLogFormats
import Testing

/// Reports of providers are sums, never events.
@Suite struct ProviderReportTests {
  private func aggregates(_ text: String) throws -> [ProviderAggregate] {
    let decoder = LogDecoder()
    var found: [ProviderAggregate] = []
    for line in text.split(separator: "\n") {
      let bytes = Array(line.utf8) + [UInt8](repeating: 0, count: 64)
      try bytes.withUnsafeBytes { padded in
        let raw = RawLine(
          bytes: UnsafeRawBufferPointer(rebasing: padded[..<line.utf8.count]), offset: 0, number: 1)
        let result = try decoder.decode(raw) { _ in Issue.record("an event") }
        #expect(result == .ignored)
      }
      found += decoder.aggregates
    }
    return found
  }

  @Test("OpenAI: the input includes what was cached")
  func openAI() throws {
    let rows = try aggregates(
      try #require(FormatRegistry.format(named: "openai-admin-usage")?.samples.first?.lines))
    #expect(rows.map(\.endpoint) == ["openai.usage.completions", "openai.costs"])
    #expect(rows[0].input == 600)
    #expect(rows[0].cacheRead == 300)
    #expect(rows[0].requests == 4)
    #expect(rows[0].window.start == Instant(seconds: 1_789_948_800))
    #expect(rows[1].cost == Money(decimal: "0.0175"))
    #expect(rows[1].model == "gpt-4o-2024-08-06")
    #expect(rows.map(\.project) == ["proj_shop", "proj_shop"])
  }

  @Test("Anthropic: amounts are cents")
  func anthropic() throws {
    let rows = try aggregates(
      try #require(FormatRegistry.format(named: "anthropic-admin-usage")?.samples.first?.lines))
    #expect(rows.map(\.endpoint) == ["anthropic.usage.messages", "anthropic.costs"])
    #expect(rows[0].input == 70)
    #expect(rows[0].cacheWrite == 25)
    #expect(rows[0].tier.isEmpty)
    #expect(rows[1].cost == Money(decimal: "0.125"))
  }

  @Test("amounts that are no US dollars are rows without a cost, with the amount as a detail")
  func otherCurrencies() throws {
    let openAI = try aggregates(
      """
      {"object":"page","data":[{"object":"bucket","start_time":1789948800,"end_time":1790035200,"results":[\
      {"object":"organization.costs.result","amount":{"value":1.5,"currency":"usd"},"line_item":null},\
      {"object":"organization.costs.result","amount":{"value":7.5,"currency":"eur"},"line_item":"gpt-4o, input"}]}]}
      """)
    #expect(openAI.map(\.cost) == [Money(decimal: "1.5"), nil])
    #expect(openAI.map(\.detail) == ["", "gpt-4o, input|7.5 EUR"])
    let anthropic = try aggregates(
      """
      {"data":[{"starting_at":"2026-09-21T00:00:00Z","ending_at":"2026-09-22T00:00:00Z","results":[\
      {"amount":"12345","currency":"EUR","cost_type":"tokens","description":"Claude"},\
      {"amount":"abc","currency":"USD","cost_type":"tokens","description":"Claude"}]}],"has_more":false,"next_page":null}
      """)
    #expect(anthropic.map(\.cost) == [nil, nil])
    #expect(anthropic.map { $0.detail.split(separator: "|").last } == ["12345 EUR", "abc USD"])
  }
}
