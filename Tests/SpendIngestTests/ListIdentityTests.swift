import SpendCore
import SpendIngest
import SpendStore
import Testing

/// Records without ids in lists and documents that programs write again and again.
@Suite struct ListIdentityTests {
  private static func record(_ number: Int, spaces: String = "") -> String {
    let members = [
      "\"ts\":\(spaces)\"2026-05-28T10:00:0\(number % 10).\(100 + number)Z\"",
      "\"model\":\(spaces)\"gpt-4o\"",
      "\"note\":\(spaces)\"a, \\\"b\\\": {c}\"", "\"prompt_tokens\":\(spaces)\(1_000 + number)",
      "\"completion_tokens\":\(spaces)9",
    ]
    return "{" + members.joined(separator: "," + spaces) + "}"
  }

  /// The same record over several lines.
  private static func printed(_ number: Int) -> String {
    record(number, spaces: " ").replacing(", \"", with: ",\n    \"").replacing("{\"ts", with: "{\n    \"ts")
      .replacing("9}", with: "9\n  }")
  }

  private static func wholeSecond(_ number: Int) -> String {
    #"{"ts":"2026-05-28T10:00:0\#(number)Z","model":"gpt-4o","prompt_tokens":\#(1_000 + number),"completion_tokens":9}"#
  }

  private static func timeless(_ number: Int) -> String {
    #"{"model":"gpt-4o","prompt_tokens":\#(1_000 + number),"completion_tokens":9}"#
  }

  private static func logged(_ number: Int) -> String {
    let text = wholeSecond(number).replacing("\"", with: "\\\"")
    return #"{"log":"\#(text)\n","stream":"stdout","time":"2026-05-28T10:00:0\#(number).25Z"}"#
  }

  /// Records without the line breaks in them.
  private static func flat(_ records: [String]) -> [String] { records.map { $0.replacing("\n", with: "") } }

  private static let lists: [@Sendable ([String]) -> String] = [
    { "[" + flat($0).joined(separator: ",") + "]" }, { "[" + flat($0).joined(separator: ", ") + "]\n" },
    { "[\n  " + $0.joined(separator: ",\n  ") + "\n]\n" }, { "[\n" + $0.joined(separator: ",\n") + "\n]\n" },
    { "{\"data\":[" + flat($0).joined(separator: ",") + "],\"total\":\($0.count)}" },
    { "{\n \"version\": 1,\n \"records\": [\n  " + $0.joined(separator: ",\n  ") + "\n ]\n}\n" },
    { "{\"logs\":[" + flat($0).joined(separator: ",") + "]}\n" }, { flat($0).joined() + "\n" },
  ]

  private static let records: [@Sendable (Int) -> String] = [
    { record($0) }, { record($0, spaces: " ") }, printed, wholeSecond, timeless, logged,
  ]

  @Test("a list that is written again with more records adds those alone", arguments: lists.indices)
  func rewritten(list: Int) throws {
    for record in Self.records.indices {
      let logs = try TemporaryLogs()
      for count in [1, 2, 4] {
        try logs.write("a.json", Self.lists[list]((0..<count).map(Self.records[record])))
        try logs.ingest()
      }
      let total = try logs.total
      #expect([total.requests, total.input] == [4, 4_006], "records \(record)")
      #expect(try logs.store().differences().isEmpty)
    }
  }

  @Test("copies of records count once in any layout and order", arguments: [true, false])
  func copies(together: Bool) throws {
    let (one, spaced) = ((0..<3).map { Self.record($0) }, (0..<3).map { Self.record($0, spaces: " ") })
    var files = Self.lists.map { $0(one) } + Self.lists.map { $0(spaced) }
    files.append((0..<3).map { Self.printed($0) + "\n" }.joined())
    files.append(one.joined(separator: "\n") + "\n")
    files.append(spaced.reversed().joined(separator: "\r\n") + "\r\n")
    for order in [Array(files.indices), files.indices.reversed()] {
      let logs = try TemporaryLogs()
      for number in order {
        try logs.write("\(number).json", files[number])
        if !together { try logs.ingest() }
      }
      try logs.ingest()
      let total = try logs.total
      #expect([total.requests, total.input] == [3, 3_003])
    }
  }

  @Test("equal elements of a list are requests of their own", arguments: lists.indices, [true, false])
  func equal(list: Int, isCopiedFirst: Bool) throws {
    let elements = [Self.record(1), Self.record(2), Self.record(1), Self.record(1)]
    let logs = try TemporaryLogs()
    if isCopiedFirst {
      try logs.write("first.json", Self.lists[list](Array(elements.prefix(2))))
      try logs.ingest()
    }
    try logs.write("a.json", Self.lists[list](elements))
    try logs.ingest()
    try logs.write("copy.json", Self.lists[list](elements.reversed()))
    try logs.ingest()
    #expect(try logs.requests == 4)
  }
}
