import SpendCore
import SpendStore
import Testing

/// A log that puts something endless where a label belongs.
@Suite struct CardinalityTests {
  @Test("more features than are told apart are one more, and nothing is lost", .timeLimit(.minutes(2)))
  func features() throws {
    let shop = try TemporaryLogs()
    func text(_ range: Range<Int>) -> String {
      range.map {
        "{\"ts\":1780000000,\"request_id\":\"endless-\($0)-abcdef\",\"model\":\"gpt-4o\",\"feature\":\"f-\($0)\",\"prompt_tokens\":1,\"completion_tokens\":1}\n"
      }.joined()
    }
    try shop.write("a.jsonl", text(0..<9_990))
    try shop.ingest()
    // A new process knows what was told apart before.
    try shop.write("b.jsonl", text(9_990..<12_000))
    try shop.ingest()
    let rows = try shop.rows(.feature)
    #expect(rows.values.reduce(0, +) == 12_000)
    #expect(rows.count == 10_001)
    #expect(rows["__other__"] == 2_000)
    #expect(rows["f-5"] == 1)
    #expect(try shop.store().differences().isEmpty)
  }
}
