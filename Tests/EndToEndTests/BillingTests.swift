import Foundation
import Testing

@Suite struct BillingTests {
  /// A chat completion of gpt-4o of September 2026.
  private func completion(_ id: Int, at time: Int, prompt: Int = 2_000, output: Int = 500) -> String {
    """
    {"id":"chatcmpl-billing-\(id)","object":"chat.completion","created":\(time),"model":"gpt-4o-2024-08-06",\
    "choices":[],"usage":{"prompt_tokens":\(prompt),"completion_tokens":\(output),"total_tokens":\(prompt + output)}}

    """
  }

  /// Midnight of 2026-09-22.
  private let day = 1_790_035_200

  @Test("a comparison of two days has parts that add up to the difference")
  func compare() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(
      "log.jsonl",
      completion(1, at: day) + completion(2, at: day + 86_400)
        + completion(3, at: day + 90_000, output: 1_000))
    #expect(try program.run("ingest", program.home + "/log.jsonl").status == 0)
    let arguments = [
      "report", "--by", "model", "--since", "2026-09-23", "--until", "2026-09-24", "--compare",
    ]
    let csv = try program.run(arguments + ["yesterday", "--format", "csv"])
    let rows = csv.output.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    try #require(rows.count == 2, "\(csv)")
    // One request of $0.01 before; after, one of $0.01 and one of $0.015.
    #expect(rows[1][1...3].elementsEqual(["0.01", "0.025", "0.015"]), "\(csv)")
    let parts = rows[1][5...8].compactMap { Decimal(string: String($0)) }
    #expect(parts.count == 4 && parts.reduce(0, +) == Decimal(string: "0.015"), "\(csv)")
    #expect(rows[1][5] == "0.01", "\(csv)")
    let refused = try program.run(arguments + ["soon"])
    #expect(refused.status == 2 && refused.errors.contains("is not a time range"), "\(refused)")
  }
}
