import SpendCore
import Testing

@testable import SpendIngest

@Suite struct AttributionRulesTests {
  @Test(
    "a star stands for any text",
    arguments: [
      ("", "", true), ("", "a", false), ("*", "", true), ("*", "anything", true), ("gpt-4o", "gpt-4o", true),
      ("gpt-4o", "gpt-4o-mini", false), ("gpt-4o*", "gpt-4o-mini", true), ("*mini", "gpt-4o-mini", true),
      ("*-4o-*", "gpt-4o-mini", true), ("/v1/*/chat", "/v1/search/v1/chat", true),
      ("/v1/*/chat", "/v1/chat", false), ("a*b*c", "aXbYbZc", true), ("a*b*c", "aXcYb", false),
      ("**", "x", true), ("größe*", "größer", true), ("A*", "abc", false), ("a*", "*", false),
    ])
  func wildcards(_ pattern: String, _ text: String, expected: Bool) {
    #expect(GlobPattern(pattern).matches(text) == expected)
  }

  @Test("a pattern of many stars does not hold up ingest")
  func manyStars() {
    let pattern = GlobPattern(String(repeating: "a*", count: 40) + "b")
    #expect(!pattern.matches(String(repeating: "a", count: 4_000)))
  }

  @Test("a rule asks for all its conditions, of labels and of the record")
  func conditions() {
    var labels = LabelSet()
    labels.model = "gpt-4o-mini"
    let rule = AttributionRule(
      when: ["route": "/v1/search/*", "model": "gpt-4o*"], set: [LabelAssignment(.feature, "search")])
    #expect(rule.matches(labels) { $0 == "route" ? "/v1/search/web" : "" })
    #expect(!rule.matches(labels) { $0 == "route" ? "/v1/chat" : "" })
    labels.model = "claude-haiku-4-5"
    #expect(!rule.matches(labels) { $0 == "route" ? "/v1/search/web" : "" })
    #expect(rule.recordFields == ["route"])
  }

  @Test(
    "a template is filled from the path and the record, or not at all",
    arguments: [
      ("search", "search"), ("{path.1}", "prod"), ("{path.2}", "api"), ("{path.9}", nil), ("{path.0}", nil),
      ("{metadata.feature}", "rag"), ("{metadata.none}", nil), ("{path.1}-{metadata.feature}", "prod-rag"),
      ("{path.1}-{metadata.none}", nil), ("{open", "{open"), ("", ""),
    ] as [(String, String?)])
  func templates(_ template: String, expected: String?) {
    let value = LabelAssignment(.feature, template)
      .value(path: ["prod", "api", "app.jsonl"]) { $0 == "metadata.feature" ? "rag" : "" }
    #expect(value == expected)
  }
}
