import SpendCore
import SpendTestSupport
import Testing

@testable import SpendAnalytics

/// What became of accepted savings.
@Suite("Accepted savings") struct SavingsVerificationTests {
  private static let accepted = Instant(seconds: 1_795_000_000)
  private static let day: Int64 = 86_400

  /// $30 in thirty days, from fifteen days with a thousand requests for $100.
  private func saving(_ kind: SavingsOpportunity.Kind = .routing, queryType: String = "chat")
    -> AcceptedSaving
  {
    var saving = AcceptedSaving(time: Self.accepted, kind: kind.rawValue)
    saving.feature = "f"
    saving.model = "m"
    saving.queryType = queryType
    saving.alternative = kind == .routing ? "small" : ""
    saving.perMonth = 30.dollars
    saving.seconds = 15 * Self.day
    saving.requests = 1_000
    saving.cost = 100.dollars
    return saving
  }

  private func row(
    _ requests: Int64, _ cost: Int, model: String = "m", feature: String = "f", type: String = "chat",
    _ change: (inout SpendSums) -> Void = { _ in }
  ) -> SpendRow {
    var sums = SpendSums()
    sums.requests = requests
    sums.cost = cost.dollars
    sums.input = requests * 7
    sums.output = requests * 3
    change(&sums)
    return SpendRow(keys: [model, feature, type], sums: sums)
  }

  @Test("requests of both models count, and no others")
  func routing() {
    let one = SavingsVerification(
      saving(),
      [
        row(100, 10), row(400, 2, model: "small"), row(50, 70, model: "other"), row(60, 80, feature: "g"),
        row(70, 90, type: "summary"),
      ])
    #expect(one.requests == 500 && one.cost == 12.dollars)
    #expect(one.promptTokens == 3_500 && one.outputTokens == 1_500)
    // Half of the thirty days for half as many requests, and half of $100 less $12.
    #expect(one.promised == Money(nanodollars: 7_500_000_000))
    #expect(one.saved == 38.dollars)
    #expect(one.share == 38 / 7.5 && one.missing == nil)
  }

  @Test(
    "the other kinds have a scope of their own",
    arguments: [
      (.batch, "chat", 100, 0), (.caching, "", 170, -83), (.prompts, "", 170, -83),
      (.longContext, "", 170, -83),
    ] as [(SavingsOpportunity.Kind, String, Int64, Int)])
  func scopes(kind: SavingsOpportunity.Kind, type: String, requests: Int64, saved: Int) {
    let one = SavingsVerification(
      saving(kind, queryType: type),
      [row(100, 10), row(400, 2, model: "small"), row(60, 80, feature: "g"), row(70, 90, type: "summary")])
    #expect(one.requests == requests)
    // 100 requests at ten cents each, less what they cost: $10; 170 cost $100.
    #expect(one.saved == saved.dollars)
  }

  @Test("failures are compared by the cost of failed requests")
  func failures() {
    var accepted = saving(.failures, queryType: "")
    accepted.model = ""
    accepted.cost = 4.dollars
    let one = SavingsVerification(
      accepted,
      [
        row(300, 90) { $0.errorCost = Money(nanodollars: 500_000_000) },
        row(200, 60, model: "small", type: "summary") { $0.errorCost = Money(nanodollars: 250_000_000) },
      ])
    #expect(one.requests == 500 && one.saved == Money(nanodollars: 1_250_000_000))
  }

  @Test("an amount that cannot be known is none, and names the reason")
  func unknown() {
    let none = SavingsVerification(saving(), [row(900, 3, model: "other")])
    #expect(none.promised == nil && none.saved == nil && none.share == nil)
    #expect(none.missing == "no requests since")
    let few = SavingsVerification(saving(), [row(19, 1)])
    #expect(few.promised == Money(nanodollars: 285_000_000))
    #expect(few.saved == nil && few.missing == "fewer than 20 requests since")
    let unpriced = SavingsVerification(saving(), [row(100, 1) { $0.unpricedRequests = 2 }])
    #expect(unpriced.saved == nil && unpriced.missing == "2 requests since have no price")
    var newer = saving()
    newer.kind = "telepathy"
    #expect(SavingsVerification(newer, [row(100, 1)]).missing == "a saving of a newer program")
  }

  @Test("promised amounts are rounded once, and less than a day of traffic counts as a day")
  func rounding() {
    var accepted = saving()
    accepted.perMonth = Money(nanodollars: 10)
    accepted.seconds = 30 * Self.day
    accepted.requests = 3
    #expect(SavingsVerification(accepted, [row(20, 0)]).promised == Money(nanodollars: 67))
    accepted.perMonth = 30.dollars
    accepted.seconds = 3_600
    // A dollar for three requests.
    #expect(SavingsVerification(accepted, [row(30, 0)]).promised == 10.dollars)
  }

  @Test("only requests since the saving was accepted are read")
  func window() throws {
    func record(_ offset: Int64) -> EventRecord {
      var labels = LabelSet()
      labels.model = "small"
      labels.feature = "f"
      labels.queryType = "chat"
      return EventRecord(
        time: Instant(microseconds: Self.accepted.microseconds + offset), labels: labels,
        tokens: TokenCounts(input: 10, output: 1), cost: 1.dollars, costStatus: .priced, outcome: .ok)
    }
    let now = Self.accepted.adding(seconds: 60)
    let source = MemorySource(
      (0..<25).map { record(Int64($0)) } + [record(-1), record(60_000_000), record(60_000_001)])
    let all = try SavingsVerification.all([saving()], source, at: now)
    #expect(all.map(\.requests) == [26])
    // A clock that was set back.
    let early = try SavingsVerification.all([saving()], source, at: Self.accepted.adding(seconds: -60))
    #expect(early.map(\.missing) == ["no requests since"])
  }

  // MARK: Accepting

  @Test("a saving is stored with the sums of its scope; hardware and unknown amounts are not")
  func accepting() throws {
    var input = SavingsInput(now: Self.accepted, observedSeconds: 5 * Self.day) { _ in .init(cost: nil) }
    input.rows = [
      SpendRow(keys: ["m", "f", "chat", "openai", ""], sums: row(100, 10).sums),
      SpendRow(keys: ["small", "f", "chat", "openai", "batch"], sums: row(400, 2).sums),
      SpendRow(keys: ["m", "f", "summary", "openai", ""], sums: row(70, 90).sums),
    ]
    let found = SavingsOpportunity(
      .routing, feature: "f", model: "m", queryType: "chat", alternative: "small", perMonth: 30.dollars, .low)
    var expected = saving()
    expected.seconds = 5 * Self.day
    expected.requests = 500
    expected.cost = 12.dollars
    expected.promptTokens = 3_500
    expected.outputTokens = 1_500
    #expect(found.accepted(input) == expected)
    #expect(SavingsOpportunity(expected)?.key == found.key)
    #expect(
      SavingsOpportunity(.hosting, model: "m", alternative: "H100", perMonth: 1.dollars, .low).accepted(input)
        == nil)
    #expect(SavingsOpportunity(.batch, feature: "f", .unknown, missing: "a price").accepted(input) == nil)
  }

  @Test("the key depends on the place of a saving and not on its amount")
  func keys() {
    func key(_ feature: String, _ model: String, _ amount: Int = 1) -> String {
      SavingsOpportunity(.caching, feature: feature, model: model, perMonth: amount.dollars, .low).key
    }
    #expect(key("f", "m") == key("f", "m", 9))
    #expect(Set([key("f", "m"), key("fm", ""), key("", "fm"), key("f", "n")]).count == 4)
    #expect(key("f", "m").count == 8 && key("f", "m").allSatisfy(\.isHexDigit))
  }
}
