import SpendCore
import SpendLogFormats
import Testing

/// Lists whose brackets stand on the lines of their elements, and other forms of rows.
@Suite struct ListLineTests {
  private static func record(_ id: Int) -> String {
    #"{"request_id":"listed-line-\#(id)","model":"gpt-4o","input_tokens":10,"output_tokens":2,"ts":"2026-09-22T08:00:00Z"}"#
  }

  @Test(
    "brackets and commas on the lines of elements",
    arguments: [
      "[A,\nB,\nC]", "[A, \n B, \n C]\n", "[A\n,B\n,C\n]", "[ A,\n  B,\n  C ]", "{\"a\":1}\n[A,\nB,\nC]\n",
      "[A,B,\nC]",
    ])
  func lines(text: String) {
    var whole = text
    for (place, name) in ["A", "B", "C"].enumerated() {
      whole = whole.replacing(name, with: Self.record(place + 1))
    }
    let reader = Reader(whole)
    #expect(reader.events.map(\.requestID) == (1...3).map { "listed-line-\($0)" }, "\(text)")
    #expect(reader.rejects.isEmpty, "\(text)")
  }

  @Test(
    "a line of a list that breaks off is rejected",
    arguments: ["[A,{\"model\":", "[A,{\"model\":]", "[[A}", "A]]]"])
  func damaged(text: String) {
    let reader = Reader(text.replacing("A", with: Self.record(1)))
    #expect(reader.events.isEmpty, "\(text)")
    #expect(reader.rejects.count == 1, "\(text)")
  }

  @Test(
    "times as digits alone",
    arguments: [("20260922080000", "2026-09-22T08:00:00.000Z"), ("20260922", "2026-09-22T00:00:00.000Z")])
  func digits(text: String, expected: String) {
    for value in [text, "\"\(text)\""] {
      let line = #"{"ts":\#(value),"model":"gpt-4o","input_tokens":10,"output_tokens":2}"#
      #expect(Reader(line).events.map { $0.time?.rfc3339 } == [expected], "\(line)")
    }
  }

  @Test("pairs among colours, as consoles of Rust, Go and Python write them")
  func colouredPairs() {
    let line =
      "\u{1B}[2m2026-09-22T08:00:00Z\u{1B}[0m \u{1B}[32m INFO\u{1B}[0m shop: call \u{1B}[3mmodel\u{1B}[0m\u{1B}[2m=\u{1B}[0m\"gpt-4o\" \u{1B}[3minput_tokens\u{1B}[0m=10 output_tokens=2"
    let reader = Reader(line)
    #expect(reader.events.map(\.tokens) == [TokenCounts(input: 10, output: 2)])
    #expect(reader.events.first?.model == "gpt-4o")
    #expect(reader.events.first?.time?.rfc3339 == "2026-09-22T08:00:00.000Z")
  }

  @Test("a space before a quoted field")
  func spaces() {
    let table = "ts, model, input_tokens, output_tokens\n2026-09-22T08:00:00Z, \"gpt-4o\", \"10\", 2\n"
    let reader = Reader(table)
    #expect(reader.events.map(\.model) == ["gpt-4o"])
    #expect(reader.events.map(\.tokens) == [TokenCounts(input: 10, output: 2)])
  }

  @Test("an exported log's time that is in no known form rejects its record, and Kibana's is read")
  func exportedTimes() {
    let record = #"{"request_id":"exported-00001","model":"gpt-4o","input_tokens":10,"output_tokens":2}"#
    let cell = "\"" + record.replacing("\"", with: "\"\"") + "\""
    let header = "\"@timestamp\",\"host.name\",message\n"
    let known = Reader(header + "\"Sep 22, 2026 @ 08:00:00.250\",h1,\(cell)\n")
    #expect(known.events.map { $0.time?.rfc3339 } == ["2026-09-22T08:00:00.250Z"])
    let unknown = Reader(header + "\"the 22nd at eight\",h1,\(cell)\n")
    #expect(unknown.events.isEmpty)
    #expect(unknown.rejects.values.map { $0 } == [.unreadableTime])
  }
}
