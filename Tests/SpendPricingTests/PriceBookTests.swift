import SpendCore
import SpendPricing
import Testing

/// What holds of every row that is shipped.
@Suite struct PriceBookTests {
  static let rows = PriceCatalog.builtin.rows

  @Test("every row can be read, and ids are there once")
  func ids() {
    #expect(Self.rows.count > 2_300)
    #expect(Set(Self.rows.map(\.id)).count == Self.rows.count)
    #expect(Self.rows.allSatisfy { $0.id > 0 })
  }

  /// Stored events refer to ids; these may never mean another row.
  @Test(
    "ids keep their meaning",
    arguments: [
      (1, "anthropic", "claude-2", "8"), (39, "anthropic", "claude-sonnet-4-5", "3"),
      (1_349, "openai", "gpt-4o", "2.5"), (1_457, "openai", "o3", "2"),
      (775, "deepseek", "deepseek-v4-pro", "0.66"),
    ] as [(Int32, String, String, String)])
  func stableIDs(id: Int32, provider: String, model: String, input: String) throws {
    let row = try #require(Self.rows.first { $0.id == id })
    #expect(row.provider == provider && row.model == model)
    #expect(row.standard.input?.usdPerMillion == input)
  }

  @Test("every row says where and when its figures are from")
  func sources() {
    let confidences: Set = ["high", "resolved", "dated", "single", "historic"]
    for row in Self.rows {
      #expect(!row.source.isEmpty && row.date.count == 10, "\(row.id)")
      #expect(confidences.contains(row.confidence), "\(row.id)")
    }
  }

  @Test("nothing costs nothing unless its name says that it is free, and nothing is negative")
  func zeros() {
    for row in Self.rows {
      let prices = row.standard
      let all = [prices.input, prices.output, prices.cacheRead, prices.cacheWrite5m, prices.cacheWrite1h]
      #expect(all.allSatisfy { ($0 ?? .zero) >= .zero }, "\(row.id)")
      #expect(
        [prices.cacheRead, prices.cacheWrite5m, prices.cacheWrite1h].allSatisfy { $0 != .zero }, "\(row.id)")
      let isFree = prices.input == .zero && prices.output == .zero && row.request == nil
      #expect(!isFree || row.model.hasSuffix(":free"), "\(row.id)")
    }
  }

  @Test("periods of a model do not overlap, and leave no gap")
  func periods() {
    let groups = Dictionary(grouping: Self.rows) { row in
      "\(row.provider)/\(row.model.lowercased()) \(row.window?.text ?? "")"
    }
    for rows in groups.values {
      let sorted = rows.sorted { ($0.from?.microseconds ?? .min) < ($1.from?.microseconds ?? .min) }
      for (row, next) in zip(sorted, sorted.dropFirst()) {
        #expect(row.to != nil && row.to == next.from, "\(row.id) and \(next.id)")
      }
    }
  }

  @Test("names of a seller lead to one model, whatever their case")
  func names() {
    for row in Self.rows {
      for name in [row.model, row.model.uppercased()] {
        let match = PriceCatalog.builtin.match(provider: row.provider, model: name)
        // A name that means another model has the rows of that model.
        let isFound = match?.rows.contains { row.sameAs.isEmpty ? $0.id == row.id : true }
        #expect(isFound == true, "\(row.provider)/\(name)")
      }
    }
  }

  @Test(
    "another name of a model is found as one",
    arguments: [
      ("azure", "us/gpt-4.1-2025-04-14", "eu/gpt-4.1"), ("openai", "gpt-4o-2024-11-20", "gpt-4o-2024-08-06"),
      (
        "bedrock", "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "au.anthropic.claude-sonnet-4-5-20250929-v1:0"
      ),
    ])
  func aliases(provider: String, alias: String, model: String) throws {
    let match = try #require(PriceCatalog.builtin.match(provider: provider, model: alias))
    #expect(match.rule == .alias)
    #expect(match.rows.map(\.model) == [model])
  }

  @Test(
    "each price to the last microsecond of its period",
    arguments: [
      ("openai", "gpt-4o", (2024, 10, 2), "5", "2.5"), ("openai", "gpt-5.6-luna", (2026, 7, 30), "1", "0.2"),
      ("openai", "o3", (2025, 6, 10), "10", "2"), ("openai", "o3-2025-04-16", (2025, 6, 10), "10", "2"),
      ("mistral", "ministral-8b-latest", (2025, 12, 2), "0.1", "0.15"),
      ("deepseek", "deepseek-v4-flash", (2026, 8, 17), "0.14", "0.22"),
    ] as [(String, String, (Int, Int, Int), String, String)])
  func borders(provider: String, model: String, day: (Int, Int, Int), before: String, after: String) throws {
    let match = try #require(PriceCatalog.builtin.match(provider: provider, model: model))
    let change = CivilTime(year: day.0, month: day.1, day: day.2).instant()
    let last = Instant(microseconds: change.microseconds - 1)
    #expect(match.row(at: last)?.row.standard.input?.usdPerMillion == before)
    #expect(match.row(at: change)?.row.standard.input?.usdPerMillion == after)
    #expect(match.row(at: change)?.isExact == true)
  }

  /// Peak 01:00-04:00 and 06:00-10:00 UTC on working days; a discount from 16:30 to 00:30 in 2025.
  @Test(
    "prices of the hour",
    arguments: [
      ("deepseek-v4-pro", (2026, 11, 18, 0, 59), "0.66"), ("deepseek-v4-pro", (2026, 11, 18, 1, 0), "1.32"),
      ("deepseek-v4-pro", (2026, 11, 18, 3, 59), "1.32"), ("deepseek-v4-pro", (2026, 11, 18, 4, 0), "0.66"),
      ("deepseek-v4-pro", (2026, 11, 20, 9, 59), "1.32"), ("deepseek-v4-pro", (2026, 11, 20, 10, 0), "0.66"),
      ("deepseek-v4-pro", (2026, 11, 21, 9, 0), "0.66"), ("deepseek-v4-pro", (2026, 11, 22, 2, 0), "0.66"),
      ("deepseek-chat", (2025, 5, 5, 16, 29), "0.27"), ("deepseek-chat", (2025, 5, 5, 16, 30), "0.135"),
      ("deepseek-chat", (2025, 5, 6, 0, 29), "0.135"), ("deepseek-chat", (2025, 5, 6, 0, 30), "0.27"),
    ] as [(String, (Int, Int, Int, Int, Int), String)])
  func hours(model: String, time: (Int, Int, Int, Int, Int), input: String) throws {
    let match = try #require(PriceCatalog.builtin.match(provider: "deepseek", model: model))
    let instant = CivilTime(year: time.0, month: time.1, day: time.2, hour: time.3, minute: time.4).instant()
    #expect(match.row(at: instant)?.row.standard.input?.usdPerMillion == input)
  }

  @Test("before the first period the earliest price stands in, marked as an estimate")
  func beforeTheFirst() throws {
    let match = try #require(PriceCatalog.builtin.match(provider: "openai", model: "gpt-4o"))
    let early = CivilTime(year: 2024, month: 1, day: 1).instant()
    let quote = match.quote(TokenCounts(input: 1_000_000, output: 0), tier: .standard, at: early)
    #expect(quote.cost == Money(decimal: "5"))
    #expect(quote.status == .estimated)
  }
}
