import SpendAlerts
import SpendCore
import SpendFormatting
import SpendTestSupport
import Testing

@Suite struct AttributionTests {
  private func row(_ feature: String, _ model: String, requests: Int64, tokens: Int64, dollars: Int64)
    -> SpendRow
  {
    var sums = SpendSums()
    sums.requests = requests
    sums.input = tokens
    sums.cost = dollars.dollars
    return SpendRow(keys: [feature, model], sums: sums)
  }

  @Test(
    "one cause is named as that cause",
    arguments: [
      ("volume", 200, 200_000, 20, "search/m +$10.00; of +$10.00: +$10.00 more requests"),
      ("size", 100, 200_000, 20, "search/m +$10.00; of +$10.00: +$10.00 more tokens a request"),
      ("price", 100, 100_000, 20, "search/m +$10.00; of +$10.00: +$10.00 more expensive tokens"),
      ("less", 50, 50_000, 5, "search/m -$5.00; of -$5.00: -$5.00 fewer requests"),
      ("none", 100, 100_000, 10, "no movers: $10.00 spent, as in the time before"),
    ] as [(String, Int64, Int64, Int64, String)])
  func causes(_ name: String, requests: Int64, tokens: Int64, dollars: Int64, sentence: String) {
    let before = [row("search", "m", requests: 100, tokens: 100_000, dollars: 10)]
    let now = [row("search", "m", requests: requests, tokens: tokens, dollars: dollars)]
    #expect(Attribution(now: now, before: before, scale: 1).sentence == sentence, "\(name)")
  }

  @Test("the same requests to a more expensive model are mix")
  func mix() {
    let before = [
      row("a", "cheap", requests: 90, tokens: 90_000, dollars: 9),
      row("a", "dear", requests: 10, tokens: 10_000, dollars: 10),
    ]
    let now = [
      row("a", "cheap", requests: 10, tokens: 10_000, dollars: 1),
      row("a", "dear", requests: 90, tokens: 90_000, dollars: 90),
    ]
    let found = Attribution(now: now, before: before, scale: 1)
    #expect(found.mix == 72.dollars)
    #expect(found.sentence == "a/dear +$80.00, others -$8.00; of +$72.00: +$72.00 more expensive models")
  }

  @Test("movers are named until four fifths are explained, five at most, new ones as new")
  func movers() {
    let now = (0..<10).map { row("f\($0)", "m", requests: 1, tokens: 1, dollars: 10 - Int64($0)) }
    let found = Attribution(now: now, before: [], scale: 1)
    #expect(found.movers.map { $0.keys[0] } == ["f0", "f1", "f2", "f3", "f4"])
    #expect(found.sentence.hasPrefix("f0/m +$10.00 (new), "))
    #expect(
      Attribution(now: [], before: [], scale: 1).sentence == "no movers: $0.00 spent, as in the time before")
  }

  @Test("the amounts of a sentence add up to the change as they are written", arguments: UInt64(0)..<100)
  func written(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    func rows() -> [SpendRow] {
      (0..<Int.random(in: 1...8, using: &random)).map { number in
        var one = row(
          "f\(number)", "m", requests: Int64.random(in: 1...500, using: &random),
          tokens: Int64.random(in: 1...90_000, using: &random), dollars: 0)
        one.sums.cost = Money(nanodollars: Int64.random(in: 0...90_000_000_000, using: &random))
        return one
      }
    }
    let found = Attribution(now: rows(), before: rows(), scale: 0.7)
    guard !found.movers.isEmpty, (found.now - found.expected).nanodollars.magnitude >= 1_000_000_000 else {
      return
    }
    func cents(_ text: Substring) -> [Int] {
      text.matches(of: /([+-])?\$?([+-])?\$?([\d,]+)\.(\d\d)/).map { match in
        let isNegative = match.1 == "-" || match.2 == "-"
        let digits = (String(match.3) + String(match.4)).filter { $0 != "," }
        return (isNegative ? -1 : 1) * (Int(digits) ?? 0)
      }
    }
    let halves = found.sentence.split(separator: "; of ")
    let change = try #require(cents(Substring(AmountText.amount(found.now - found.expected))).first)
    #expect(cents(halves[0]).reduce(0, +) == change, "seed \(seed): \(found.sentence)")
    guard halves.count > 1, let colon = halves[1].firstIndex(of: ":") else { return }
    #expect(cents(halves[1][colon...]).reduce(0, +) == change, "seed \(seed): \(found.sentence)")
  }

  @Test("the parts add up to the change, whatever the rows", arguments: UInt64(0)..<100)
  func exact(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    func rows() -> [SpendRow] {
      (0..<Int.random(in: 0...8, using: &random)).map { _ in
        row(
          "f\(Int.random(in: 0...3, using: &random))", "m\(Int.random(in: 0...2, using: &random))",
          requests: Int64.random(in: 0...500, using: &random),
          tokens: Int64.random(in: 0...90_000, using: &random),
          dollars: Int64.random(in: 0...90, using: &random))
      }
    }
    let found = Attribution(now: rows(), before: rows(), scale: 0.5)
    let parts = found.volume + found.size + found.price + found.mix
    #expect(abs((parts - (found.now - found.expected)).nanodollars) <= 20, "seed \(seed)")
  }
}
