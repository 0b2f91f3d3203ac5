import SpendCore
import SpendLogFormats
import Testing

/// Pictures in streams, and those that an answer of another model had made.
@Suite struct PictureTests {
  @Test(
    "streamed pictures: all output is of the picture, but for text that the details count",
    arguments: [("", 900), (#","output_tokens_details":{"text_tokens":40,"image_tokens":860}"#, 860)]
      as [(String, Int32)], ["image_generation", "image_edit"])
  func streamed(details: (String, Int32), kind: String) {
    let last =
      #"{"type":"\#(kind).completed","b64_json":"x","created_at":1790000000,"usage":{"total_tokens":950,"input_tokens":50,"output_tokens":900,"input_tokens_details":{"text_tokens":10,"image_tokens":40}\#(details.0)}}"#
    let first = #"{"type":"\#(kind).partial_image","b64_json":"x","partial_image_index":0}"#
    let expected = TokenCounts(input: 50, output: 900, imageIn: 40, imageOut: details.1)
    let text = "data: \(first)\n\ndata: \(last)\n\n".replacing("\"", with: "\\\"")
      .replacing("\n", with: "\\n")
    let envelope =
      #"{"ts":1790000000,"url":"https://api.openai.com/v1/images/generations","request":{"model":"gpt-image-2"},"response":"\#(text)"}"#
    let events = Reader(envelope).settled
    #expect(events.map(\.tokens) == [expected] && events.map(\.model) == ["gpt-image-2"])
    let bare = Reader("\(first)\n\(last)").settled
    #expect(bare.map(\.tokens) == [expected])
    #expect(bare.map(\.provider) == ["openai"] && bare.map(\.queryType) == ["image"])
  }

  private static func answer(_ tools: String, _ usage: String) -> String {
    #"{"id":"resp_pictures_00001","object":"response","created_at":1790000000,"status":"completed","model":"gpt-5.4","tools":\#(tools),"output":[],"tool_usage":{"image_gen":\#(usage),"web_search":{"num_requests":0}},"usage":{"input_tokens":900,"output_tokens":60,"total_tokens":960}}"#
  }

  private static let used =
    #"{"input_tokens":50,"input_tokens_details":{"image_tokens":0,"text_tokens":50},"output_tokens":1056,"output_tokens_details":{"image_tokens":1056,"text_tokens":0},"total_tokens":1106}"#

  @Test(
    "an answer's pictures are a request of the tool's model",
    arguments: [#"[{"type":"image_generation","model":"gpt-image-2"}]"#, #"[{"type":"web_search"}]"#])
  func toolUsage(tools: String) throws {
    for line in [
      Self.answer(tools, Self.used),
      #"{"type":"response.completed","response":\#(Self.answer(tools, Self.used))}"#,
    ] {
      let events = Reader(line).settled
      #expect(events.count == 2 && Set(events.map(\.identity)).count == 2)
      let text = try #require(events.first { $0.model == "gpt-5.4" })
      #expect(text.tokens == TokenCounts(input: 900, output: 60))
      let picture = try #require(events.first { $0.model != "gpt-5.4" })
      #expect(picture.model == (tools.contains("gpt-image-2") ? "gpt-image-2" : ""))
      #expect(picture.tokens == TokenCounts(input: 50, output: 1_056, imageIn: 0, imageOut: 1_056))
      #expect(picture.provider == "openai" && picture.queryType == "image")
    }
  }

  @Test("an answer without pictures is one request")
  func unused() {
    let none = #"{"input_tokens":0,"output_tokens":0,"total_tokens":0}"#
    #expect(Reader(Self.answer("[]", none)).settled.count == 1)
    #expect(Reader(Self.answer("[]", "null")).settled.count == 1)
  }
}
