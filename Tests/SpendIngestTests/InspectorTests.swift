import SpendIngest
import Testing

@Suite struct InspectorTests {
  @Test(
    "a total that contradicts the counts is told with its field and both numbers",
    arguments: [
      (
        #"{"id":"chatcmpl-check-1","object":"chat.completion","created":1790000000,"model":"gpt-4o","usage":"#
          + #"{"prompt_tokens":100,"completion_tokens":10,"total_tokens":90}}"#,
        "total_tokens is 90, the counts add up to 110"
      ),
      (
        #"{"responseId":"check-2-abcdef","modelVersion":"gemini-2.5-pro","usageMetadata":{"promptTokenCount":100,"#
          + #""candidatesTokenCount":30,"totalTokenCount":7}}"#,
        "totalTokenCount is 7, the counts add up to 130"
      ),
      (
        "Date,Model,Input (w/ Cache Write),Input (w/o Cache Write),Cache Read,Output Tokens,Total Tokens,Cost\n"
          + "2026-09-21T10:00:00Z,auto,90,600,5000,70,5000,Included",
        "Total Tokens is 5000, the counts add up to 5670"
      ),
    ])
  func contradiction(lines: String, figures: String) throws {
    let shop = try TemporaryLogs()
    try shop.write("a.log", lines + "\n")
    var inspector = LogInspector()
    var said: [String] = []
    try inspector.read(path: shop.path("a.log")) { said.append($0) }
    #expect(said.last?.hasSuffix("(\(figures))") == true)
    let line = lines.split(separator: "\n").count
    #expect(
      inspector.totalsInWords
        == "totals: 1 state a total that fits no known way of counting and are left unpriced (line \(line): \(figures))"
    )
  }

  @Test("a line is what it is when it is ingested: marks, holes, ends of lines, blank lines")
  func asIngested() throws {
    let shop = try TemporaryLogs()
    try shop.write(
      "a.csv",
      "\u{FEFF}timestamp,model,prompt_tokens,cost_usd\r\n2026-11-01T00:00:00Z,gpt-4o,12,0.25\r\n\r\n2026-11-01T00:00:01Z,gpt-4o,x,1\r\n"
    )
    var inspector = LogInspector()
    var said: [String] = []
    try inspector.read(path: shop.path("a.csv")) { said.append($0) }
    let counts = try shop.ingest()
    #expect(said.contains { $0.hasPrefix("2: ") && $0.hasSuffix("cost_usd=0.25") }, "\(said)")
    #expect(said.contains { $0.hasPrefix("4: ") }, "\(said)")
    #expect(inspector.counts.values.reduce(0, +) == Int(counts.events))
    #expect(inspector.rejected == Int(counts.rejected))
    #expect(inspector.lines == 4)
  }
}
