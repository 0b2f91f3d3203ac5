import SpendCore
import SpendLogFormats
import Testing

@Suite struct BilledUnitFormatTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var line: String
    var unit: BilledUnits.Unit?
    var count: Int64 = 0
  }

  @Test(
    "what a request is billed by beside tokens",
    arguments: [
      Case(
        testDescription: "a transcription", line: #"{"text":"a","usage":{"type":"duration","seconds":37}}"#,
        unit: .second, count: 37_000),
      Case(
        testDescription: "a verbose one",
        line: #"{"task":"transcribe","language":"en","duration":"8.4700","text":"a","segments":[]}"#,
        unit: .second, count: 8_470),
      Case(
        testDescription: "one that is billed by tokens",
        line: #"{"text":"a","duration":3,"usage":{"type":"tokens","input_tokens":3,"output_tokens":1}}"#),
      Case(
        testDescription: "images without tokens",
        line: #"{"created":1790000310,"data":[{"url":"a"},{"url":"b"}]}"#,
        unit: .image, count: 2),
      Case(
        testDescription: "images with tokens",
        line: #"{"created":1790000310,"data":[{"url":"a"}],"usage":{"input_tokens":1,"output_tokens":9}}"#),
      Case(
        testDescription: "a reranker",
        line: #"{"id":"c0he7e-sample-0009","results":[],"meta":{"billed_units":{"search_units":2}}}"#,
        unit: .rerank, count: 2),
      Case(
        testDescription: "pages",
        line: #"{"pages":[],"model":"mistral-ocr-2512","usage_info":{"pages_processed":29}}"#, unit: .page,
        count: 29),
      Case(
        testDescription: "a log of one's own",
        line: #"{"ts":1790000310,"model":"tts-1","vendor":"openai","billed_characters":240}"#,
        unit: .character, count: 240),
      Case(
        testDescription: "a count that none is",
        line: #"{"text":"a","usage":{"type":"duration","seconds":-37}}"#),
      Case(
        testDescription: "a count beyond all sense",
        line: #"{"text":"a","usage":{"type":"duration","seconds":1e18}}"#),
    ])
  func units(_ test: Case) throws {
    let events = Reader(test.line).events
    try #require(events.count == 1)
    #expect(events[0].units == test.unit.flatMap { BilledUnits($0, count: test.count) })
  }

  @Test(
    "Cohere's pictures: their tokens lie beside those of texts; without tokens nothing is priced",
    arguments: [
      (#""images":1,"image_tokens":90"#, TokenCounts(input: 90, output: 0, imageIn: 90)),
      (#""images":1,"image_tokens":90,"input_tokens":4"#, TokenCounts(input: 94, output: 0, imageIn: 90)),
      (#""input_tokens":4"#, TokenCounts(input: 4, output: 0)), (#""images":1"#, TokenCounts()),
      (#""classifications":2"#, TokenCounts()),
    ])
  func coherePictures(units: String, tokens: TokenCounts) {
    let line =
      #"{"id":"c0he7e-picture-01","embeddings":{"float":[[0.1]]},"meta":{"billed_units":{\#(units)}}}"#
    #expect(Reader(line).events.map(\.tokens) == [tokens])
  }

  @Test("a mapping names them")
  func mapping() throws {
    let mapping = FieldMapping(
      name: "voice", when: "voice_id", paths: ["characters": "text_len", "model": "voice_model"],
      constants: ["provider": "elevenlabs"])
    let events = Reader(
      #"{"voice_id":"a","voice_model":"eleven_v3","text_len":120}"#, mappings: [mapping]
    ).events
    #expect(events.map(\.units) == [BilledUnits(.character, count: 120)])
    #expect(events.map(\.provider) == ["elevenlabs"])
  }
}
