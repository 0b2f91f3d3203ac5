import SpendCore
import SpendTestSupport
import Testing

@testable import SpendAnalytics

/// Savings by a book of round prices: $1 a million tokens in, $2 out, a tenth of it from the cache, a quarter more
/// to write there, half of it in a batch, twice as much above 200,000 tokens; "small" costs a fifth.
@Suite("Savings") struct SavingsAnalyzerTests {
  private static let now = Instant(seconds: 1_795_000_000)
  private static let month: Int64 = 30 * 86_400

  private static let minimumCaches: [String: Int64?] = ["patient": 4_001, "eager": 4_000, "unstated": nil]

  private static func quote(_ record: EventRecord) -> SavingsInput.Quote {
    guard record.labels.model != "unlisted" else { return SavingsInput.Quote(cost: nil) }
    let tokens = record.tokens
    var nanodollars =
      Int64(tokens.input ?? 0) * 1_000 + Int64(tokens.cacheRead ?? 0) * 100
      + Int64(tokens.cacheWrite5m ?? 0) * 1_250 + Int64(tokens.output ?? 0) * 2_000
    if record.labels.model == "small" { nanodollars /= 5 }
    if record.labels.tier == "batch" { nanodollars /= 2 }
    let isLong = tokens.prompt > 200_000
    return SavingsInput.Quote(
      cost: Money(nanodollars: isLong ? nanodollars * 2 : nanodollars), isLongContext: isLong,
      minimumCache: Self.minimumCaches[record.labels.model, default: 1_024])
  }

  private func row(
    model: String = "m", feature: String = "f", type: String = "chat", tier: String = "",
    requests: Int64 = 100, input: Int64 = 1_000, output: Int64 = 500
  ) -> SpendRow {
    var sums = SpendSums()
    sums.requests = requests
    sums.input = input * requests
    sums.output = output * requests
    sums.cost = Money(nanodollars: (input * 1_000 + output * 2_000) * requests / (model == "small" ? 5 : 1))
    return SpendRow(keys: [model, feature, type, "openai", tier], sums: sums)
  }

  /// Requests one after the other, `gap` seconds apart.
  private func sample(
    _ count: Int, gap: Int64 = 60, model: String = "m", feature: String = "f", type: String = "chat",
    tier: String = "", tokens: TokenCounts = TokenCounts(input: 1_000, output: 500),
    _ change: (Int, inout EventRecord) -> Void = { _, _ in }
  ) -> [EventRecord] {
    (0..<count).map { number in
      var labels = LabelSet()
      labels.model = model
      labels.feature = feature
      labels.queryType = type
      labels.provider = "openai"
      labels.tier = tier
      var record = EventRecord(
        time: Self.now.adding(seconds: -gap * Int64(number + 1)), labels: labels, tokens: tokens, cost: nil,
        costStatus: .priced, outcome: .ok)
      change(number, &record)
      record.cost = record.cost ?? Self.quote(record).cost
      return record
    }
  }

  private func input(_ change: (inout SavingsInput) -> Void) -> SavingsInput {
    var input = SavingsInput(now: Self.now, observedSeconds: Self.month, quote: Self.quote)
    change(&input)
    return input
  }

  private func found(
    _ kind: SavingsOpportunity.Kind, _ change: (inout SavingsInput) -> Void
  ) -> [SavingsOpportunity] {
    SavingsAnalyzer.opportunities(input(change)).filter { $0.kind == kind }
  }

  // MARK: Routing

  @Test("another model is compared at the same tokens, and both prices are named")
  func routing() throws {
    // The small model's own requests are half as long: at the mean of its requests it would seem ten times cheaper.
    let one = try #require(
      found(.routing) { $0.rows = [row(), row(model: "small", input: 600, output: 100)] }.first)
    #expect(one.alternative == "small" && one.model == "m")
    // $0.20 of 100 requests, of which four fifths go.
    #expect(one.perMonth == Money(nanodollars: 160_000_000))
    let prices = one.figures.filter { if case .perMillion = $0.value { true } else { false } }
    #expect(prices.map(\.name) == ["m input", "m output", "small input", "small output"])
    #expect(prices.first?.value == .perMillion(1.dollars))
    #expect(one.figures.contains { $0.name == "unknown" })
  }

  @Test("much shorter prompts are other work, and an unlisted price is no amount")
  func otherWork() {
    #expect(found(.routing) { $0.rows = [row(), row(model: "small", input: 300)] }.isEmpty)
    let unknown = found(.routing) { $0.rows = [row(model: "unlisted"), row(model: "small")] }
    #expect(unknown.map(\.confidence) == [.unknown])
    #expect(unknown.first?.missing?.contains("unlisted") == true)
  }

  @Test("models without output are no replacement, whatever their names")
  func withoutOutput() {
    #expect(
      found(.routing) { $0.rows = [row(output: 0), row(model: "small", output: 0)] }.isEmpty)
    #expect(found(.routing) { $0.rows = [row(model: "embedded-7b"), row(model: "small")] }.count == 1)
  }

  // MARK: Batches

  @Test("only requests for which no caller waits can be batched")
  func batches() throws {
    let rows = [row(requests: 100)]
    func saved(_ change: @escaping (Int, inout EventRecord) -> Void) -> Money {
      found(.batch) {
        $0.rows = rows
        $0.sample = sample(100, gap: 3_600, change)
      }.first?.perMonth ?? .zero
    }
    // Half of $0.20.
    #expect(saved { $1.isStream = false } == Money(nanodollars: 100_000_000))
    #expect(saved { $1.isStream = true } == .zero)
    #expect(
      saved {
        $1.firstTokenMilliseconds = 300; $1.isStream = false
      } == .zero)
    #expect(
      saved {
        $1.user = "ann"; $1.isStream = false
      } == .zero)
    // Unknown whether it streams: chat is not assumed to be patient.
    #expect(saved { _, _ in } == .zero)
    // A quarter of the requests streams.
    #expect(saved { $1.isStream = $0 % 4 == 0 } == Money(nanodollars: 75_000_000))
  }

  @Test("a person who writes again within minutes waits, and what is batched already is left out")
  func presence() {
    func saved(gap: Int64) -> Int {
      found(.batch) {
        $0.rows = [row()]
        $0.sample = sample(100, gap: gap) { number, record in
          record.isStream = false
          record.session = "s-\(number / 50)"
        }
      }.count
    }
    #expect(saved(gap: 120) == 0)
    #expect(saved(gap: 7_200) == 1)
    #expect(
      found(.batch) {
        $0.rows = [row(tier: "batch")]
        $0.sample = sample(100, tier: "batch") { $1.isStream = false }
      }.isEmpty)
  }

  // MARK: Caching

  @Test(
    "a repeated prefix saves at the cache price where the gaps are short enough, also when none caches yet")
  func caching() throws {
    let rows = [row(requests: 100, input: 4_000, output: 0)]
    func one(gap: Int64, input: Int32 = 4_000) -> SavingsOpportunity? {
      found(.caching) {
        $0.rows = rows
        $0.sample = sample(100, gap: gap, tokens: TokenCounts(input: input, output: 0))
      }.first
    }
    // 99 hits of 4,000 tokens at $0.90 a million less, one write at $0.25 more: $0.3554 of $0.40.
    #expect(one(gap: 60)?.perMonth == Money(nanodollars: 355_400_000))
    let figures = try #require(one(gap: 60)?.figures)
    #expect(figures.contains(.init("hit rate", .share(0.99))))
    #expect(figures.contains(.init("minimum length", .count(1_024))))
    // Entries expire before the next request.
    #expect(one(gap: 400) == nil)
    // Shorter than what can be cached.
    #expect(one(gap: 60, input: 1_000) == nil)
  }

  @Test(
    "the minimum length of a cached prompt is that of the price book, and an unstated one is no amount",
    arguments: [("eager", 4_000), ("patient", nil), ("unstated", nil)] as [(String, Int64?)])
  func minimumLength(model: String, minimum: Int64?) throws {
    let found = found(.caching) {
      $0.rows = [row(model: model, requests: 100, input: 4_000, output: 0)]
      $0.sample = sample(100, model: model, tokens: TokenCounts(input: 4_000, output: 0))
    }
    guard model != "patient" else {
      // One token too short.
      #expect(found.isEmpty)
      return
    }
    let one = try #require(found.first)
    #expect(found.count == 1)
    if let minimum {
      #expect(one.perMonth == Money(nanodollars: 355_400_000))
      #expect(one.figures.contains(.init("minimum length", .count(minimum))))
    } else {
      #expect(one.perMonth == .zero && one.confidence == .unknown)
      #expect(one.missing == "the price book has no minimum length of a cached prompt of unstated")
    }
  }

  @Test("what is cached already saves nothing, and the prefix of a session is its last prompt")
  func cached() throws {
    let done = found(.caching) {
      $0.rows = [row(requests: 100, input: 4_000, output: 0)]
      $0.sample = sample(100, tokens: TokenCounts(input: 0, cacheRead: 4_000, output: 0))
    }
    #expect(done.isEmpty)
    let session = try #require(
      found(.caching) {
        $0.rows = [row(requests: 40, input: 4_000, output: 0)]
        // Prompts of 2,000, 3,000 … tokens, oldest first.
        $0.sample = sample(40) { number, record in
          record.session = "s-\(number / 4)"
          record.tokens = TokenCounts(input: Int32(2_000 + (3 - number % 4) * 1_000), output: 0)
        }
      }.first)
    #expect(session.figures.contains(.init("hit rate", .share(0.75))))
    #expect(session.figures.contains(.init("mean repeated prefix", .count(3_000))))
  }

  // MARK: Prompts

  @Test("prompts that have grown are counted at the length of the weeks before")
  func prompts() throws {
    let grown = found(.prompts) {
      // 23 days of 1,000 tokens, then a week of 2,000.
      $0.rows = [row(requests: 330, input: 1_303)]
      $0.lastWeek = [SpendRow(keys: ["m", "f"], sums: row(requests: 100, input: 2_000).sums)]
    }
    // Half of 2,000 tokens × 100 requests × 30/7 days at $1 a million.
    let dollars = Double(try #require(grown.first).perMonth.nanodollars) / 1e9
    #expect((0.42...0.44).contains(dollars), "\(dollars)")
    let steady = found(.prompts) {
      $0.rows = [row(requests: 300)]
      $0.lastWeek = [SpendRow(keys: ["m", "f"], sums: row().sums)]
    }
    #expect(steady.isEmpty)
  }

  @Test("a few prompts much longer than the others count beyond four times the median")
  func outliers() throws {
    let one = try #require(
      found(.prompts) {
        $0.rows = [row(requests: 1_000, input: 2_900, output: 0)]
        $0.sample = sample(100, tokens: TokenCounts(input: 1_000, output: 0)) { number, record in
          if number < 10 { record.tokens.input = 20_000 }
        }
      }.first)
    // 10 × 16,000 tokens of the 290,000 of the sample, of $2.90.
    #expect(one.perMonth == Money(nanodollars: 1_600_000_000))
  }

  @Test("prompts above the price of long contexts are compared with two halves")
  func longContexts() {
    let long = found(.longContext) {
      $0.rows = [row(requests: 10, input: 0, output: 0)]
      $0.sample = sample(1, tokens: TokenCounts(input: 300_000, output: 0))
    }
    // $0.60 instead of $0.30, for each of the ten requests of the month.
    #expect(long.map(\.perMonth) == [3.dollars])
    #expect(
      found(.longContext) { $0.sample = sample(1, tokens: TokenCounts(input: 150_000, output: 0)) }.isEmpty)
  }

  // MARK: Hardware

  @Test("own hardware is compared where it has room, with its break-even")
  func ownHardware() {
    func piece(busy: Int64) -> SavingsInput.Hardware {
      SavingsInput.Hardware(
        name: "house", cost: 60.dollars, tokens: 1_000_000, utilisation: 0.25, busySeconds: busy,
        upSeconds: 4_000)
    }
    let rows = [row(requests: 1_000, input: 10_000, output: 0)]
    #expect(found(.hardware) { $0.rows = rows }.isEmpty)
    let one = found(.hardware) {
      $0.rows = rows
      $0.hardware = [piece(busy: 1_000)]
    }
    // Room for 3M of 10M tokens at $1 a million; it breaks even at 60M.
    #expect(one.map(\.perMonth) == [3.dollars])
    #expect(one.first?.figures.contains(.init("breaks even at tokens", .count(60_000_000))) == true)
    let blind = found(.hardware) {
      $0.rows = rows
      $0.hardware = [piece(busy: 0)]
    }
    #expect(blind.map(\.confidence) == [.unknown])
  }

  @Test("a rented GPU has a break-even in requests a day, and no amount without a measured throughput")
  func hosting() throws {
    let one = try #require(
      found(.hosting) {
        $0.rows = [row(requests: 3_000_000, input: 1_000, output: 500)]
        $0.sample = sample(100, gap: 1) { $1.latencyMilliseconds = 2_500 }
      }.first)
    #expect(one.missing != nil && one.perMonth == .zero)
    let rent = try #require(GPURental.cheapest("H100")).perHour.nanodollars * 24
    #expect(
      one.figures.contains(.init("breaks even at requests a day", .count((rent + 1_999_999) / 2_000_000))))
    #expect(one.figures.contains(.init("requests a day", .count(100_000))))
    #expect(one.figures.contains(.init("concurrent requests at peak", .count(3))))
    #expect(found(.hosting) { $0.rows = [row(requests: 1_000)] }.isEmpty)
  }

  // MARK: All together

  @Test("amounts are those of thirty days, however long the traffic was observed")
  func scale() {
    let week = found(.failures) {
      $0.observedSeconds = 10 * 86_400
      var row = row()
      row.sums.errors = 3
      row.sums.errorCost = 1.dollars
      $0.rows = [row]
    }
    #expect(week.map(\.perMonth) == [3.dollars])
  }

  @Test("the total never counts traffic twice and never exceeds the spend")
  func total() {
    let input = input {
      $0.rows = [
        row(requests: 100, input: 4_000, output: 100), row(model: "small", input: 4_000, output: 100),
      ]
      $0.sample = sample(100, gap: 60, tokens: TokenCounts(input: 4_000, output: 100)) { $1.isStream = false }
    }
    let all = SavingsAnalyzer.opportunities(input)
    #expect(Set(all.map(\.kind)) == [.routing, .caching, .batch])
    let total = SavingsAnalyzer.total(all, input)
    #expect(total == all.map(\.perMonth).max())
    #expect(total < all.reduce(.zero) { $0 + $1.perMonth })
    #expect(total <= input.rows.reduce(.zero) { $0 + $1.sums.cost })
  }
}
