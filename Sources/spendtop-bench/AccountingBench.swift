import Foundation

/// A thousand requests for each of seven ways to get the money wrong, and what several programs make
/// of them.
///
/// A request has 1,000 tokens, writes 2,000 to the cache, reads 40,000 from it and answers with 600.
/// The columns of other programs were measured on the same records, with the versions that stand in
/// their headings; ours is measured now.
struct AccountingBench {
  private struct Case: Sendable {
    var name: String
    /// Correct cost; nil is unpriced.
    var right: String?
    var others: [String]
    var record: @Sendable (Int) -> [Record]
  }

  private struct Record: Sendable {
    var id: Int
    var input = 1_000
    var read = 40_000
    var write = 2_000
    var short: Int?
    var long: Int?
    var output = 600
    var model = "claude-sonnet-4-5"

    var line: String {
      let parts = [("5m", short), ("1h", long)].compactMap { name, count in
        count.map { "\"ephemeral_\(name)_input_tokens\":\($0)" }
      }
      let split = parts.isEmpty ? "" : ",\"cache_creation\":{\(parts.joined(separator: ","))}"
      let minute = id / 60
      let clock = String(format: "2026-11-18T%02d:%02d:%02dZ", 8 + minute / 60, minute % 60, id % 60)
      return """
        {"type":"assistant","sessionId":"bench","uuid":"u\(id)-\(output)","requestId":"req_\(id)","timestamp":"\(clock)",\
        "message":{"id":"msg_01Bench\(id)","type":"message","role":"assistant","model":"\(model)","content":[],"usage":\
        {"input_tokens":\(input),"cache_creation_input_tokens":\(write),"cache_read_input_tokens":\(read)\(split),\
        "output_tokens":\(output)}}}

        """
    }
  }

  private static let headings = ["case", "right", "spendtop", "claude-monitor 4.0.0", "claude-cost 0.2.0"]

  private static let cases: [Case] = [
    Case(name: "A cache writes for 5 minutes", right: "31.50", others: ["31.50", "27.00"]) {
      [Record(id: $0, short: 2_000, long: 0)]
    },
    Case(name: "B cache writes for an hour", right: "36.00", others: ["31.50", "27.00"]) {
      [Record(id: $0, short: 0, long: 2_000)]
    },
    Case(name: "D split smaller than the total", right: "31.50", others: ["31.50", "27.00"]) {
      [Record(id: $0, short: 500, long: 0)]
    },
    Case(name: "E Opus 4.5", right: "52.50", others: ["52.50", "135.00"]) {
      [Record(id: $0, model: "claude-opus-4-5")]
    },
    Case(name: "F two records of a stream", right: "31.50", others: ["22.51", "45.02"]) {
      [Record(id: $0, output: 1), Record(id: $0)]
    },
    Case(name: "G unknown model", right: nil, others: ["0.00", "27.00"]) {
      [Record(id: $0, model: "claude-nonesuch-9")]
    },
    Case(name: "H prompt of 250,000", right: "973.50", others: ["489.00", "496.50"]) {
      [Record(id: $0, input: 150_000, read: 100_000, write: 0)]
    },
  ]

  let program: String
  let folder: String

  /// Prints the table. Returns whether every cost of ours is right.
  func run() throws -> Bool {
    var rows = [Self.headings]
    var isRight = true
    for entry in Self.cases {
      let ours = try measure(entry)
      isRight = isRight && ours == (entry.right ?? "unpriced")
      rows.append([entry.name, entry.right ?? "unpriced", ours] + entry.others)
    }
    let widths = Self.headings.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    for row in rows {
      let cells = row.enumerated().map { column, cell in
        let blank = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + blank : blank + cell
      }
      print(cells.joined(separator: "   "))
    }
    return isRight
  }

  private func measure(_ entry: Case) throws -> String {
    let place = "\(folder)/\(entry.name.prefix(1))"
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    let text = (0..<1_000).flatMap(entry.record).map(\.line).joined()
    try text.write(toFile: place + "/log.jsonl", atomically: false, encoding: .utf8)
    let database = place + "/spend.db"
    guard ChildRun([program, "ingest", "--json", "--db", database, place + "/log.jsonl"])?.status == 0,
      let report = ChildRun([program, "report", "--format", "json", "--by", "model", "--db", database]),
      let answer = try JSONSerialization.jsonObject(with: Data(report.output.utf8)) as? [String: Any],
      let total = answer["total"] as? [String: Any], let requests = total["requests"] as? Int
    else { return "no answer" }
    guard requests == 1_000 else { return "\(requests) requests" }
    if total["unpriced_requests"] as? Int == requests { return "unpriced" }
    let parts = (total["cost_usd"] as? String ?? "").split(separator: ".")
    let cents = parts.count > 1 ? String(parts[1]) : ""
    return "\(parts.first ?? "0").\(cents)" + String(repeating: "0", count: max(0, 2 - cents.count))
  }
}
