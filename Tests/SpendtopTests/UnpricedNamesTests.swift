import Foundation
import SpendCore
import SpendReports
import Testing

@testable import spendtop

@Suite struct UnpricedNamesTests {
  @Test("a total that contradicts the counts is told with its field and both numbers")
  func contradiction() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let log = folder.appendingPathComponent("chat.jsonl").path
    let record = """
      {"id":"chatcmpl-doctor-1","object":"chat.completion","created":1790000000,"model":"gpt-4o","usage":\
      {"prompt_tokens":100,"completion_tokens":10,"total_tokens":90}}

      """
    try record.write(toFile: log, atomically: false, encoding: .utf8)
    let contradicting = SampleEvent(
      hour: 9, tokens: TokenCounts(input: 100, output: 10), nanodollars: nil, totals: .contradicts)
    let store = try SampleStore(
      [contradicting, SampleEvent(hour: 10, tokens: TokenCounts(), nanodollars: nil)], log: log)
    let lines = try UnpricedNames(store.context().store(), store.context()).lines
    #expect(
      lines == [
        "spend      1 model unpriced: 2 requests, 110 tokens (spendtop doctor)",
        "unpriced   1 name has requests without a price:",
        "           openai/gpt-4o: 2 requests; 1 state a total that fits no known way of counting and are left "
          + "unpriced; the name has a price, the log does not say how much was used",
        "           \(log) line 1: total_tokens is 90, the counts add up to 110",
        "           try: a [[price]] with provider, model, input and output in the configuration",
      ])
    let alone = try SampleStore([contradicting], log: "/nowhere/chat.jsonl")
    #expect(
      try UnpricedNames(alone.context().store(), alone.context()).lines.suffix(2) == [
        "           openai/gpt-4o: 1 request; 1 state a total that fits no known way of counting and are left "
          + "unpriced",
        "           /nowhere/chat.jsonl line 1",
      ])
  }
}
