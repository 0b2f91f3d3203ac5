import SpendCore
import SpendLogFormats
import Testing

/// Reasoning that a seller counts outside of the output: by the seller, not by a word of the model's name.
@Suite struct SellerConventionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var provider: String
    var model: String
    var isRule: Bool
    var testDescription: String { "\(provider.isEmpty ? "unknown" : provider): \(model)" }
  }

  private static func record(_ item: Case, _ usage: String) -> String {
    let provider = item.provider.isEmpty ? "" : #""provider":"\#(item.provider)","#
    return
      #"{"ts":1790064000,"id":"convention-record-1",\#(provider)"model":"\#(item.model)","usage":{\#(usage)}}"#
  }

  static let hiding = [
    Case(provider: "google", model: "gemini-2.5-pro", isRule: true),
    Case(provider: "vertex_ai", model: "google/gemini-2.5-pro", isRule: true),
    Case(provider: "gcp.gemini", model: "gemini-3-pro", isRule: true),
    Case(provider: "", model: "gemini-2.5-flash", isRule: true),
    Case(provider: "", model: "models/gemini-2.5-flash", isRule: true),
    Case(provider: "", model: "google/gemini-2.5-flash", isRule: true),
    // Others that sell the same models count the thoughts with the output.
    Case(provider: "openrouter", model: "google/gemini-2.5-flash", isRule: false),
    Case(provider: "requesty", model: "gemini-2.5-flash", isRule: false),
    Case(provider: "acme", model: "not-gemini-at-all", isRule: false),
    Case(provider: "", model: "my-gemini-clone", isRule: false),
    Case(provider: "openai", model: "gpt-5", isRule: false),
  ]

  @Test("thoughts in the total alone", arguments: hiding)
  func hidden(item: Case) throws {
    let line = Self.record(item, #""prompt_tokens":100,"completion_tokens":20,"total_tokens":170"#)
    let event = try #require(Reader(line).events.first)
    if item.isRule {
      #expect(event.tokens == TokenCounts(input: 100, output: 70, reasoning: 50))
    } else {
      #expect(event.tokens == TokenCounts(input: 100, output: 20))
      #expect(event.totals == .contradicts)
    }
  }

  static let omitting = [
    Case(provider: "perplexity", model: "sonar-deep-research", isRule: true),
    Case(provider: "", model: "sonar-deep-research", isRule: true),
    Case(provider: "", model: "perplexity/sonar-deep-research", isRule: true),
    Case(provider: "acme", model: "sonar-deep-research", isRule: false),
    Case(provider: "", model: "acme-sonar-9b", isRule: false),
  ]

  @Test("reasoning that the total leaves out", arguments: omitting)
  func omitted(item: Case) throws {
    let line = Self.record(
      item, #""prompt_tokens":100,"completion_tokens":20,"reasoning_tokens":300,"total_tokens":120"#)
    let event = try #require(Reader(line).events.first)
    #expect(
      event.tokens
        == (item.isRule
          ? TokenCounts(input: 100, output: 320, reasoning: 300)
          : TokenCounts(input: 100, output: 20, reasoning: 20)))
  }
}
