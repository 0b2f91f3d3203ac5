import SpendAnalytics
import SpendCore
import SpendTestSupport
import Testing

@testable import SpendDashboard

/// Savings that need the price book, with a book of round prices: $1 a million tokens in, $2 out, half
/// of it in a batch, twice as much above 200,000 tokens.
@Suite struct SavingsAnalyzerTests {
  private static let book: @Sendable (EventRecord) -> CostExplanation = { record in
    var explanation = CostExplanation()
    guard record.labels.model != "unlisted" else { return explanation }
    let prompt = Int64(record.tokens.prompt)
    var nanodollars = prompt * 1_000 + Int64(record.tokens.output ?? 0) * 2_000
    if record.labels.tier == "batch" { nanodollars /= 2 }
    if prompt > 200_000 {
      nanodollars *= 2
      explanation.isLongContext = true
    }
    explanation.recomputed = Money(nanodollars: nanodollars)
    return explanation
  }

  private func row(
    model: String = "m", feature: String = "f", type: String = "chat", tier: String = "",
    requests: Int64 = 100, input: Int64 = 1_000, output: Int64 = 500
  ) -> SpendRow {
    var sums = SpendSums()
    sums.requests = requests
    sums.input = input * requests
    sums.output = output * requests
    sums.cost = Money(nanodollars: (input * 1_000 + output * 2_000) * requests)
    return SpendRow(keys: [model, feature, type, "openai", tier], sums: sums)
  }

  private func study(_ change: (inout SavingsInput) -> Void) -> [SavingsRecommendation] {
    var facts = SavingsInput(explain: Self.book, now: SampleTraffic.now)
    change(&facts)
    return SavingsAnalyzer.all([], facts)
  }

  @Test("work that nobody waits for costs half in a batch, and what is one already saves nothing")
  func batches() {
    let found = study {
      $0.rows = [
        row(feature: "tags", type: "classification"), row(feature: "talk"),
        row(feature: "done", type: "embedding", tier: "batch"),
      ]
    }
    #expect(found.map(\.amount) == [Money(nanodollars: 100_000_000)])
    #expect(found.first?.title == "batches for tags, classification on m")
    #expect(found.first?.method.contains("33 % of the spend") == true)
  }

  @Test("without a price there is no amount, and the reason is named")
  func unknown() {
    let found = study { $0.rows = [row(model: "unlisted", type: "embedding")] }
    #expect(found.map(\.confidence) == [.unknown])
    #expect(found.first?.method.hasPrefix("cannot know: ") == true)
  }

  @Test("prompts that have grown are counted at the length of the weeks before")
  func prompts() {
    let found = study {
      // 23 days of 1,000 tokens, then a week of 2,000.
      $0.rows = [row(requests: 330, input: 1_303)]
      $0.lastWeek = [
        SpendRow(keys: ["m", "f"], sums: row(requests: 100, input: 2_000).sums)
      ]
    }
    // Half of 2,000 tokens × 100 requests × 30/7 days at $1 a million.
    #expect(found.map(\.title) == ["shorter prompts for f on m"])
    let dollars = Double(found.first?.amount.nanodollars ?? 0) / 1e9
    #expect((0.42...0.44).contains(dollars), "\(dollars)")
    let steady = study {
      $0.rows = [row(requests: 300)]
      $0.lastWeek = [SpendRow(keys: ["m", "f"], sums: row().sums)]
    }
    #expect(steady.isEmpty)
  }

  @Test("prompts above the price of long contexts are compared with two halves")
  func longContexts() {
    var record = SampleTraffic.records(days: 1)[0]
    record.labels.model = "m"
    record.labels.feature = "f"
    record.tokens = TokenCounts(input: 300_000, output: 0)
    let found = study {
      $0.rows = [row(requests: 10, input: 0, output: 0)]
      $0.sample = [record]
    }
    // $0.60 instead of $0.30, for each of the ten requests of the month.
    #expect(found.map(\.amount) == [Money(nanodollars: 3_000_000_000)])
    record.tokens = TokenCounts(input: 150_000, output: 0)
    #expect(study { $0.sample = [record] }.isEmpty)
  }

  @Test("hardware is compared only where it is configured, and says where it breaks even")
  func ownHardware() {
    func piece(busy: Int64) -> FixedCosts {
      var piece = FixedCosts.Hardware(
        name: "house", requests: 10, cost: 60.dollars, idle: .zero, utilisation: 0.25, perMillionOutput: nil)
      piece.tokens = 1_000_000
      piece.upSeconds = 4_000
      piece.busySeconds = busy
      var paid = FixedCosts()
      paid.hardware = [piece]
      return paid
    }
    let rows = [row(requests: 1_000, input: 10_000, output: 0)]
    #expect(study { $0.rows = rows }.isEmpty)
    let found = study {
      $0.rows = rows
      $0.paid = piece(busy: 1_000)
    }
    // Room for 3M of 10M tokens at $1 a million; it breaks even at 60M.
    #expect(found.map(\.amount) == [3.dollars])
    #expect(found.first?.method.contains("room for 3.00M") == true)
    #expect(found.first?.method.contains("breaks even at 60.0M") == true)
    let blind = study {
      $0.rows = rows
      $0.paid = piece(busy: 0)
    }
    #expect(blind.map(\.confidence) == [.unknown])
  }
}
