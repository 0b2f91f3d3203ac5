/// OpenAI's models that search the web for every request of chat completions, which is billed as one search.
///
/// Source: OpenAI, "Web search", Chat Completions; "Pricing", built-in tools.
enum SearchModels {
  private static let prefixes: [StaticString] = [
    "gpt-4o-search-preview", "gpt-4o-mini-search-preview", "gpt-5-search-api",
  ]
  private static let shortest = 16

  static func searches(_ model: FieldText) -> Bool {
    model.bytes.count >= shortest && prefixes.contains { model.hasPrefix($0) }
  }
}
