import SpendCore
import SpendStore
import Testing

/// A log that puts something endless where a label belongs.
@Suite struct CardinalityTests {
  @Test(
    "more values of a label than are told apart are one more, and nothing is lost", .timeLimit(.minutes(2)),
    arguments: [("feature", SpendCore.Dimension.feature), ("team", .team)])
  func labels(field: String, dimension: SpendCore.Dimension) throws {
    let shop = try TemporaryLogs()
    func text(_ range: Range<Int>) -> String {
      range.map {
        "{\"ts\":1780000000,\"request_id\":\"endless-\($0)-abcdef\",\"model\":\"gpt-4o\",\"\(field)\":\"f-\($0)\",\"prompt_tokens\":1,\"completion_tokens\":1}\n"
      }.joined()
    }
    try shop.write("a.jsonl", text(0..<9_990))
    try shop.ingest()
    // A new process knows what was told apart before.
    try shop.write("b.jsonl", text(9_990..<12_000))
    try shop.ingest()
    let rows = try shop.rows(dimension)
    #expect(rows.values.reduce(0, +) == 12_000)
    #expect(rows.count == 10_001)
    #expect(rows["__other__"] == 2_000)
    #expect(rows["f-5"] == 1)
    let total = try shop.total
    #expect((total.input, total.output, total.unpricedRequests) == (12_000, 12_000, 0))
    #expect(try shop.store().differences().isEmpty)
  }

  @Test("users are told apart without a limit")
  func users() throws {
    let shop = try TemporaryLogs()
    try shop.write(
      "a.jsonl",
      (0..<12_000).map {
        "{\"ts\":1780000000,\"request_id\":\"endless-\($0)-abcdef\",\"model\":\"gpt-4o\",\"user\":\"u-\($0)\",\"prompt_tokens\":1,\"completion_tokens\":1}\n"
      }.joined())
    try shop.ingest()
    let rows = try shop.rows(.user)
    #expect(rows.count == 12_000)
    #expect(rows["u-11999"] == 1)
    #expect(try shop.store().differences().isEmpty)
  }
}
