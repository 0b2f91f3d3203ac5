import SpendCore
import SpendIngest
import SpendStore
import Testing

/// Rows of tables without a request id: the header above them is part of what they state.
@Suite struct TableIdentityTests {
  private static let rows = [
    "2026-05-28T10:00:00.125Z,gpt-4o,1200,300", "2026-05-28T10:00:01.250Z,gpt-4o,90,41",
    "2026-05-28T10:00:02.375Z,gpt-4o-mini,7,9", "2026-05-28T10:00:02.375Z,gpt-4o-mini,7,9",
  ]

  private static func table(_ header: String, _ rows: some Sequence<String>) -> String {
    ([header] + rows).map { $0 + "\n" }.joined()
  }

  /// Requests, input and output after the files were read in an order, one at a time or all at once.
  private func sums(_ files: [String], _ order: [Int], together: Bool) throws -> [Int64] {
    let logs = try TemporaryLogs()
    for number in order {
      try logs.write("\(number).csv", files[number])
      if !together { try logs.ingest() }
    }
    try logs.ingest()
    #expect(try logs.store().differences().isEmpty)
    let total = try logs.total
    return [total.requests, total.input, total.output]
  }

  @Test("equal rows under different headers are different requests in any order", arguments: [true, false])
  func headers(together: Bool) throws {
    let files = [
      Self.table("timestamp,model,prompt_tokens,completion_tokens", Self.rows),
      Self.table("timestamp,model,completion_tokens,prompt_tokens", Self.rows),
    ]
    for order in [[0, 1], [1, 0]] {
      #expect(try sums(files, order, together: together) == [8, 1_304 + 359, 1_304 + 359])
    }
  }

  @Test("a copy under the same header adds nothing, with its columns quoted or not")
  func copies() throws {
    let files = [
      Self.table("timestamp,model,prompt_tokens,completion_tokens", Self.rows),
      Self.table("\"timestamp\",model,prompt_tokens,\"completion_tokens\"", Self.rows),
    ]
    for order in [[0, 1], [1, 0]] { #expect(try sums(files, order, together: false) == [4, 1_304, 359]) }
  }

  @Test("rows that are read after a checkpoint have the identity of those read with their header")
  func continued() throws {
    let header = "timestamp,model,prompt_tokens,completion_tokens"
    for cut in 0...Self.rows.count {
      let logs = try TemporaryLogs()
      try logs.write("a.csv", Self.table(header, Self.rows[..<cut]))
      try logs.ingest()
      try logs.append("a.csv", Self.rows[cut...].map { $0 + "\n" }.joined())
      try logs.ingest()
      #expect(try logs.requests == 4)
      // A rotated file that goes on under the header, and a copy of the rows.
      try logs.move("a.csv", to: "a.csv.1")
      try logs.write("a.csv", Self.table(header, ["2026-05-28T10:00:03.500Z,gpt-4o,1,1"]))
      try logs.write("copy.csv", Self.table(header, Self.rows.reversed()))
      try logs.ingest()
      #expect(try logs.requests == 5, "cut after \(cut) rows")
    }
  }
}
