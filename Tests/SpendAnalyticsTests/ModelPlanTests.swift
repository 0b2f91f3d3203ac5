@testable import SpendAnalytics
import SpendCore
import SpendPricing
import Testing

@Suite struct ModelPlanTests {
  /// A moment at which every price of these tests holds.
  private static let instant = Instant(microseconds: 1_740_000_000_000_000)

  private func plan(
    _ model: String, requests: Int64 = 1, input: Int64, output: ClosedRange<Int64> = 0...0,
    cached: String = "0",
    batch: String = "0", retries: String = "0", growth: String = "0"
  ) throws -> ModelPlan {
    ModelPlan(
      Workload(
        requestsPerDay: requests, promptTokens: input, outputTokens: output,
        cachedShare: try #require(Share(text: cached)), batchShare: try #require(Share(text: batch)),
        retryShare: try #require(Share(text: retries)), monthlyGrowth: try #require(Share(text: growth))),
      model: model, .builtin, at: Self.instant)
  }

  private func dollars(_ text: String) throws -> Money { try #require(Money(decimal: text)) }

  @Test("10,000 requests of 2,000 tokens at $2.50 per million are $1,500 a month")
  func monthOfPrompts() throws {
    let cost = try #require(try plan("openai/gpt-4o", requests: 10_000, input: 2_000).range?.lowerBound)
    #expect(cost.perRequest == (try dollars("0.005")))
    #expect(cost.perDay == (try dollars("50")))
    #expect(cost.perMonth == (try dollars("1500")))
    #expect(cost.perYear == (try dollars("18250")))
  }

  @Test(
    "cost of one request of 2,000 prompt and 500 output tokens",
    arguments: [
      ("openai/gpt-4o", "0.01"), ("anthropic/claude-3-5-sonnet-20241022", "0.0135"),
      ("openai/gpt-4o-mini", "0.0006"),
    ])
  func requests(model: String, cost: String) throws {
    let plan = try plan(model, input: 2_000, output: 500...500)
    #expect(plan.range?.lowerBound.perRequest == (try dollars(cost)))
    #expect(plan.status == .priced)
  }

  @Test("batches, cached prompts, retries and growth change the cost by their share")
  func shares() throws {
    let half = try #require(
      try plan("openai/gpt-4o", requests: 1_000, input: 2_000, batch: "100%").range?.lowerBound)
    #expect(half.perDay == (try dollars("2.5")))
    let mixed = try #require(
      try plan("openai/gpt-4o", requests: 1_000, input: 2_000, batch: "50%").range?.lowerBound)
    #expect(mixed.perDay == (try dollars("3.75")))
    let cached = try #require(
      try plan("openai/gpt-4o", requests: 1_000, input: 2_000, cached: "0.5").range?.lowerBound)
    #expect(cached.perDay == (try dollars("3.75")))
    let retried = try #require(
      try plan("openai/gpt-4o", requests: 1_000, input: 2_000, retries: "10%").range?.lowerBound)
    #expect(retried.perDay == (try dollars("5.5")))
    let grown = try #require(
      try plan("openai/gpt-4o", requests: 12, input: 2_000, growth: "100%").range?.lowerBound)
    // A twelfth of 365 days at $0.06, doubled eleven times: 1.825 × 4,095.
    #expect(grown.perYear == (try dollars("7473.375")))
    #expect(grown.perMonth == (try dollars("1.8")))
  }

  @Test("a range of outputs gives a range of costs")
  func range() throws {
    let range = try #require(try plan("openai/gpt-4o", requests: 1, input: 0, output: 100...300).range)
    #expect(range.lowerBound.perRequest == (try dollars("0.001")))
    #expect(range.upperBound.perRequest == (try dollars("0.003")))
  }

  @Test("an unknown model is unpriced, never free")
  func unknown() throws {
    let plan = try plan("no-such-model-1", requests: 1, input: 100)
    #expect(plan.range == nil)
    #expect(plan.status == .unpriced)
  }

  @Test("a planner gives the plan of its price book, again and with the source of the prices")
  func planner() throws {
    let workload = Workload(requestsPerDay: 10_000, promptTokens: 2_000, outputTokens: 0...0)
    for _ in 0..<2 {
      let plan = WorkloadPlanner.builtin.plan(workload, model: "openai/gpt-4o", at: Self.instant)
      #expect(plan.range?.lowerBound.perMonth == (try dollars("1500")))
      let source = WorkloadPlanner.builtin.source(of: plan, at: Self.instant)
      #expect(source.hasPrefix("openai/gpt-4o, $2.5 input, ") && source.contains("$10 output per million"))
      #expect(plan.shortSource(at: Self.instant).hasPrefix("$2.5 in, $10 out/M, 20"))
      let unknown = WorkloadPlanner.builtin.plan(workload, model: "no-such-model-1", at: Self.instant)
      #expect(unknown.range == nil)
      #expect(unknown.shortSource(at: Self.instant) == "no price is known")
    }
  }

  @Test("recorded traffic gives means, and its models by cost")
  func recorded() throws {
    func row(_ provider: String, _ model: String, _ requests: Int64, cost: Int64) -> SpendRow {
      var sums = SpendSums()
      sums.requests = requests
      sums.input = 900 * requests
      sums.cacheRead = 100 * requests
      sums.output = 50 * requests
      sums.cost = Money(nanodollars: cost)
      return SpendRow(keys: [provider, model], bucketStart: nil, sums: sums)
    }
    let day = TimeWindow(start: Self.instant, end: Self.instant.adding(seconds: 2 * 86_400))
    let rows = [row("a", "x", 10, cost: 5), row("", "y", 30, cost: 9), row("b", "z", 20, cost: 7)]
    let traffic = try #require(RecordedTraffic(rows, day, mostModels: 2))
    #expect(traffic.requests == 60 && traffic.requestsPerDay == 30)
    #expect(traffic.promptTokens == 1_000 && traffic.outputTokens == 50)
    #expect(traffic.cachedShare == Share(millionths: 100_000))
    #expect(traffic.models == ["y", "b/z"])
    #expect(RecordedTraffic([], day) == nil)
    // Two days of history in a month: half of the requests a day each.
    let month = TimeWindow(start: day.end.adding(seconds: -30 * 86_400), end: day.end)
    let young = try #require(RecordedTraffic(rows, month, since: day.end.adding(seconds: -2 * 86_400)))
    #expect(young.requestsPerDay == max(1, (traffic.requests + 1) / 2))
    let old = try #require(RecordedTraffic(rows, month, since: month.start.adding(seconds: -86_400)))
    #expect(old.requestsPerDay == max(1, (traffic.requests + 15) / 30))
  }

  @Test(
    "rare traffic is scaled as it was recorded, and less than a day counts as a day",
    arguments: [
      // requests, seconds since the first event, requests a day in millionths, words
      (12, 30 * 86_400, 400_000, "30 days"), (40, 30 * 86_400, 1_333_333, "30 days"),
      (3_000, 41_400, 3_000_000_000, "11 hours, counted as a day"),
      (7, 90, 7_000_000, "1 minute, counted as a day"), (7, 7 * 86_400, 1_000_000, "7 days"),
    ] as [(Int64, Int64, Int64, String)])
  func rareTraffic(_ requests: Int64, _ seconds: Int64, _ millionths: Int64, _ words: String) throws {
    var sums = SpendSums()
    sums.requests = requests
    let end = Self.instant.adding(seconds: 40 * 86_400)
    let month = TimeWindow(start: end.adding(seconds: -30 * 86_400), end: end)
    let traffic = try #require(
      RecordedTraffic(
        [SpendRow(keys: ["a", "x"], bucketStart: nil, sums: sums)], month,
        since: end.adding(seconds: -seconds)))
    #expect(traffic.dailyMillionths == millionths)
    #expect(traffic.observed.text == words)
    // Savings of the same time are extrapolated by the same factor.
    let input = SavingsInput(now: end, observedSeconds: seconds) { _ in .init(cost: nil) }
    #expect(input.observed.counted == traffic.observed.counted)
  }

  @Test("amounts beyond the range stay at its end")
  func overflow() throws {
    let cost = try #require(
      try plan("openai/gpt-4o", requests: 10_000_000_000, input: 1_000_000_000, growth: "1000%").range?
        .lowerBound)
    #expect(cost.perDay.nanodollars == .max)
    #expect(cost.perYear.nanodollars == .max)
  }
}

@Suite struct SelfHostingTests {
  private let hosting = SelfHosting(
    model: "m", gpus: 1, gpu: "A100", perGPUHour: Money(nanodollars: 2_000_000_000), tokensPerSecond: 1_000,
    utilisation: Share(millionths: 500_000), overheadPerMonth: .zero)
  private func workload(_ requests: Int64, output: Int64 = 300) -> Workload {
    Workload(requestsPerDay: requests, promptTokens: 500, outputTokens: output...output)
  }

  @Test(
    "an A100 at $2 an hour, half busy at 1,000 tokens/s, costs $1,440 a month for 43.2 million tokens a day")
  func capacity() {
    #expect(hosting.replicaPerMonth == Money(nanodollars: 1_440_000_000_000))
    #expect(hosting.tokensPerDay == 43_200_000)
    #expect(hosting.replicas(for: workload(144_000)) == 1)
    #expect(hosting.replicas(for: workload(144_001)) == 2)
    #expect(hosting.replicas(for: workload(0)) == 1)
  }

  @Test("the break-even is the first volume at which the rent is no more than the API's cost")
  func breakEven() throws {
    let perRequest = Money(nanodollars: 1_000_000)
    let point = try #require(hosting.breakEven(workload(1), perRequest: perRequest))
    #expect(point.requestsPerDay == 48_000)
    #expect(point.replicas == 1)
    #expect(point.tokensPerMonth == 48_000 * 800 * 30)
    // Cheaper per request than a full replica: no volume is enough.
    #expect(hosting.breakEven(workload(1), perRequest: Money(nanodollars: 300_000)) == nil)
  }

  @Test("the hosted cost of a workload is the rent of its replicas")
  func hostedCost() {
    let cost = HostedCost(workload(144_001), on: hosting)
    #expect(cost.replicas == 2)
    #expect(cost.perMonth == Money(nanodollars: 2_880_000_000_000))
    #expect(cost.perDay == Money(nanodollars: 96_000_000_000))
    #expect(cost.perYear == Money(nanodollars: 35_040_000_000_000))
    #expect(cost.perRequest == Money(nanodollars: 96_000_000_000 / 144_001))
    #expect(HostedCost(workload(0), on: hosting).perRequest == nil)
  }

  @Test("overhead moves the break-even")
  func overhead() throws {
    var costly = hosting
    costly.overheadPerMonth = Money(nanodollars: 1_440_000_000_000)
    let point = try #require(costly.breakEven(workload(1), perRequest: Money(nanodollars: 1_000_000)))
    #expect(point.requestsPerDay == 96_000)
  }

  @Test(
    "hardware is read as MODEL@COUNTxGPU, or refused",
    arguments: [
      ("llama-3.3-70b@2xA100", "llama-3.3-70b 2 A100"), ("a@b@1xH100 SXM", "a@b 1 H100 SXM"),
      ("llama", "nil"),
      ("@2xA100", "nil"), ("m@0xA100", "nil"), ("m@xA100", "nil"), ("m@2x", "nil"), ("m@-1xA100", "nil"),
    ])
  func hardware(text: String, expected: String) {
    let read = SelfHosting.hardware(text).map { "\($0.model) \($0.gpus) \($0.gpu)" } ?? "nil"
    #expect(read == expected)
  }

  @Test("rentals are found by exact name or by the first word, the cheapest first")
  func rentals() {
    #expect(GPURental.cheapest("H100 SXM")?.provider == "runpod")
    #expect(GPURental.cheapest("a100")?.gpu == "A100 80GB PCIe")
    #expect(GPURental.cheapest("Z9000") == nil)
    #expect(GPURental.names.contains("L4"))
  }
}
