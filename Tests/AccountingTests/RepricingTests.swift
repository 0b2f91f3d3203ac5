import Foundation
import SpendCore
import SpendPricing
import SpendStore
import SpendTestSupport
import Testing

@testable import spendtop

/// Prices that come later: T26, and that all sums are exact afterwards.
@Suite struct RepricingTests {
  private func price(_ model: String, _ input: String) -> PriceOverride {
    var price = PriceOverride(provider: "", model: model)
    price.prices.input = UnitPrice(usdPerMillion: input)
    price.prices.output = UnitPrice(usdPerMillion: input)
    return price
  }

  /// What `prices reprice` does.
  @discardableResult
  private func reprice(
    _ books: AccountingFixture, _ catalog: PriceCatalog, _ scope: CostScope = .unpriced, pieces: Int = .max,
    pieceSize: Int = 50_000,
    in window: TimeWindow = .allTime
  ) throws -> Bool {
    let writer = try books.writer
    let pricer = StoredPricer(try writer.labelSets(), catalog)
    var piece = 0
    return try writer.reprice(
      in: window, scope, pieceSize: pieceSize,
      isGoingOn: { _, _ in
        piece += 1
        return piece <= pieces
      }, pricer.price)
  }

  @Test("T26 a price that comes later reaches what had none, on command, and nothing else")
  func t26() throws {
    let books = try AccountingFixture(
      Line.plain("t26a", model: "nova-nonesuch", input: 1_000_000, output: 0),
      Line.plain("t26b", input: 1_000_000, output: 0))
    #expect(try books.total.unpricedRequests == 1)
    let later = PriceCatalog.builtin.adding([price("nova-nonesuch", "3"), price("gpt-4o", "99")])
    try books.read(catalog: later)
    #expect(try books.usd == "2.5")
    try reprice(books, later)
    #expect(try books.usd == "5.5")
    #expect(try books.total.unpricedRequests == 0 && books.total.unpricedTokens == 0)
    #expect(try books.store().differences().isEmpty)
    try reprice(books, later, .all)
    #expect(try books.usd == "102")
  }

  private static let models = [
    "gpt-4o", "claude-sonnet-4-5", "nova-nonesuch", "gemini-2.5-pro", "other-nonesuch",
  ]

  private func traffic(_ count: Int, _ random: inout SeededGenerator) -> String {
    var text = ""
    for number in 0..<count {
      let model = Self.models.randomElement(using: &random) ?? ""
      let seconds = 1_794_800_000 + Int.random(in: 0..<400_000, using: &random)
      let tier = ["", "batch", "flex"].randomElement(using: &random) ?? ""
      let logged = Int.random(in: 0..<5, using: &random) == 0 ? ",\"cost\":0.0\(number % 9)1" : ""
      let failed = Int.random(in: 0..<9, using: &random) == 0 ? ",\"status\":500" : ""
      text += """
        {"ts":\(seconds),"request_id":"reprice-\(number)-abcdef","provider":"","model":"\(model)","prompt_tokens":\(Int.random(in: 0..<300_000, using: &random)),"completion_tokens":\(number % 700),"requests":\(number % 3),"cached_tokens":\(number % 50),"service_tier":"\(tier)","feature":"f\(number % 4)"\(logged)\(failed)}

        """
    }
    return text
  }

  /// Every sum of every hour, day and quarter, by everything that groups.
  private func sums(_ books: AccountingFixture) throws -> [String: SpendSums] {
    var all: [String: SpendSums] = [:]
    for bucket in [BucketWidth.quarterHour, .hour, .day] {
      let groups: [SpendCore.Dimension] = bucket == .quarterHour ? [.feature] : [.feature, .model, .tier]
      for row in try books.sums(SpendQuery(window: .allTime, groups: groups, bucket: bucket)) {
        all["\(bucket) \(row.bucketStart?.rfc3339 ?? "") \(row.keys)"] = row.sums
      }
    }
    return all
  }

  @Test(
    "repriced as a whole, a database is as if it had been read with the new prices",
    arguments: [1, 2 as UInt64])
  func asIfFresh(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let text = traffic(3_000, &random)
    let zone = try #require(Zone(named: "Asia/Kathmandu"))
    let later = PriceCatalog.builtin.adding([
      price("nova-nonesuch", "3.000001"), price("gpt-4o", "7"),
      PriceOverride(provider: "", model: "claude*", factor: 850_000),
    ])
    let old = try AccountingFixture(["a.jsonl": text], zone: zone)
    let fresh = try AccountingFixture(["a.jsonl": text], catalog: later, zone: zone)
    // What a log stated stays booked where nothing else was known.
    try reprice(old, later, .all)
    #expect(try old.store().differences().isEmpty)
    let booked = try old.events
    let expected = try fresh.events
    #expect(booked.count == expected.count)
    for (event, other) in zip(booked, expected) where event.costStatus != .logged {
      #expect(event.cost == other.cost && event.costStatus == other.costStatus)
    }
    try check(old)
    // Once more changes nothing.
    let before = try sums(old)
    try reprice(old, later, .all)
    #expect(try sums(old) == before)
  }

  /// All sums of money against the events.
  private func check(_ books: AccountingFixture) throws {
    var cost = Money.zero
    var failed = Money.zero
    var unpriced: Int64 = 0
    var tokens: Int64 = 0
    var estimated: Int64 = 0
    for event in try books.events {
      cost += event.cost ?? .zero
      if event.outcome == .error { failed += event.cost ?? .zero }
      if event.costStatus == .unpriced { tokens += event.tokens.total }
      if event.costStatus == .unpriced || event.costStatus == .partial { unpriced += 1 }
      if event.costStatus == .estimated { estimated += 1 }
    }
    for bucket in [nil, BucketWidth.quarterHour, .hour, .day] {
      let rows = try books.sums(
        SpendQuery(window: .allTime, groups: bucket == .quarterHour ? [.feature] : [.model], bucket: bucket))
      let total = rows.reduce(into: SpendSums()) { $0 += $1.sums }
      #expect(total.cost == cost && total.errorCost == failed && total.unpricedRequests == unpriced)
      #expect(total.unpricedTokens == tokens && total.estimatedRequests == estimated)
    }
  }

  @Test("stopped in the middle, all sums are exact, and the rest can be done later")
  func interrupted() throws {
    var random = SeededGenerator(seed: 9)
    let text = traffic(2_000, &random)
    let later = PriceCatalog.builtin.adding([price("nova-nonesuch", "3"), price("gpt-4o", "7")])
    let books = try AccountingFixture(["a.jsonl": text])
    let before = try books.total.cost
    #expect(try reprice(books, later, .all, pieces: 3, pieceSize: 150) == false)
    let middle = try books.total.cost
    #expect(middle != before)
    try check(books)
    #expect(try reprice(books, later, .all, pieceSize: 77) == true)
    #expect(try books.total.cost != middle)
    try check(books)
    #expect(try books.store().differences().isEmpty)
  }

  @Test("a window that begins within an hour reprices from there on")
  func window() throws {
    let lines = (0..<6).map {
      Line.plain(
        "w\($0)", model: "nova-nonesuch", input: 1_000_000, output: 0, at: "2026-11-18T12:\($0)0:00Z")
    }
    let books = try AccountingFixture(["a.jsonl": lines.joined(separator: "\n") + "\n"])
    let later = PriceCatalog.builtin.adding([price("nova-nonesuch", "3")])
    let noon = CivilTime(year: 2026, month: 11, day: 18, hour: 12).instant()
    let window = TimeWindow(start: noon.adding(seconds: 1_200), end: noon.adding(seconds: 2_400))
    try reprice(books, later, in: window)
    #expect(try books.usd == "6")
    #expect(try books.total.unpricedRequests == 4)
    try check(books)
  }

  @Test("a cost that was logged and booked stays; an answer from the gateway's cache stays free")
  func kept() throws {
    let cached = """
      {"id":"litellm-books-kept","call_type":"acompletion","cache_hit":true,"status":"success","custom_llm_provider":"openai","startTime":1794830400.0,"endTime":1794830401.0,"model":"gpt-4o","metadata":{},"response_cost":0.0025,"prompt_tokens":1000,"completion_tokens":0}
      """
    let stated = """
      {"id":"gen-books-kept-00001","object":"chat.completion","created":1794830400,"provider":"Novita","model":"openai/gpt-4.1-mini","choices":[],"usage":{"prompt_tokens":900,"completion_tokens":100,"total_tokens":1000,"cost":0.00123}}
      """
    let books = try AccountingFixture(cached, stated)
    let before = try books.events.map { ($0.cost, $0.costStatus) }
    let later = PriceCatalog.builtin.adding([price("*", "50")])
    try reprice(books, later, .all)
    let after = try books.events
    #expect(after.map(\.cost) == before.map(\.0) && after.map(\.costStatus) == before.map(\.1))
    #expect(after.contains { $0.computedCost == Money(decimal: "0.05") })
  }
}
