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
    let shop = try Workshop()
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
}
