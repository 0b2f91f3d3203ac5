import SpendCore
import SpendPricing
import Testing

/// Which period of a price holds at a moment.
@Suite struct DateTests {
  private func usd(_ provider: String, _ model: String, _ time: Instant) throws -> (String?, CostStatus) {
    let match = try #require(PriceCatalog.builtin.match(provider: provider, model: model))
    let quote = match.quote(.plain(100_000), tier: .standard, region: "", at: time)
    return (quote.cost?.decimalString, quote.status)
  }

  @Test(
    "the old price to the last microsecond, the new one from midnight in UTC",
    arguments: [
      ("openai", "gpt-4o", Instant.sample(2024, 10, 2), "0.5", "0.25"),
      ("openai", "o3", .sample(2025, 6, 10), "1", "0.2"),
      ("openai", "gpt-5.6-sol", .sample(2026, 8, 21), "0.5", "0.4"),
      ("mistral", "mistral-large-latest", .sample(2025, 12, 2), "0.2", "0.05"),
      ("mistral", "mistral-large-4", .sample(2026, 10, 29), "0.136", "0.07"),
      ("google", "gemini-3.8-flash", .sample(2027, 1, 1), "0.075", "0.15"),
      ("google", "gemini-4-argon", .sample(2026, 12, 1), "0.2", "0.4"),
      ("xai", "grok-4", .sample(2026, 5, 15), "0.3", "0.125"),
    ])
  func change(provider: String, model: String, at time: Instant, before: String, after: String) throws {
    #expect(try usd(provider, model, time.justBefore) == (before, .priced))
    #expect(try usd(provider, model, time) == (after, .priced))
  }

  @Test("before the first known period its price stands in, as an estimate")
  func early() throws {
    #expect(try usd("openai", "gpt-4o", .sample(2023, 1, 1)) == ("0.5", .estimated))
    #expect(try usd("openai", "gpt-4o", Instant.sample(2024, 5, 13).justBefore) == ("0.5", .estimated))
    #expect(try usd("openai", "gpt-4o", .sample(2024, 5, 13)) == ("0.5", .priced))
  }

  @Test(
    "DeepSeek asks twice as much at its peak, Monday to Friday",
    arguments: [
      (18, 0, 59, "0.066"), (18, 1, 0, "0.132"), (18, 3, 59, "0.132"), (18, 4, 0, "0.066"),
      (18, 6, 0, "0.132"), (18, 9, 59, "0.132"), (18, 10, 0, "0.066"), (21, 2, 0, "0.066"),
      (22, 7, 0, "0.066"), (23, 1, 0, "0.132"),
    ])
  func peak(day: Int, hour: Int, minute: Int, expected: String) throws {
    let time = Instant.sample(2026, 11, day, hour: hour, minute: minute)
    #expect(try usd("deepseek", "deepseek-v4-pro", time).0 == expected)
  }

  @Test(
    "a window over midnight, as long as it was offered",
    arguments: [
      (Instant.sample(2025, 3, 1, hour: 16, minute: 29), "0.027"),
      (.sample(2025, 3, 1, hour: 16, minute: 30), "0.0135"),
      (.sample(2025, 3, 2, hour: 0, minute: 29), "0.0135"),
      (.sample(2025, 3, 2, hour: 0, minute: 30), "0.027"),
      (.sample(2025, 2, 20, hour: 17), "0.027"), (.sample(2025, 9, 5, hour: 17), "0.056"),
      (.sample(2025, 9, 29), "0.028"),
    ])
  func discount(time: Instant, expected: String) throws {
    #expect(try usd("deepseek", "deepseek-chat", time).0 == expected)
  }

  @Test("no two rows of a name hold at the same hour")
  func overlaps() throws {
    var seen: [String: [PriceRow]] = [:]
    for row in PriceCatalog.builtin.rows {
      seen["\(row.provider)/\(row.model.lowercased())", default: []].append(row)
    }
    for (name, rows) in seen where rows.count > 1 {
      for (place, row) in rows.enumerated() {
        for other in rows[(place + 1)...] where row.window == other.window {
          let apart = row.to.map { $0 <= (other.from ?? $0.justBefore) } ?? false
          let apartBack = other.to.map { $0 <= (row.from ?? $0.justBefore) } ?? false
          #expect(apart != apartBack, "\(name)")
        }
      }
    }
  }
}
