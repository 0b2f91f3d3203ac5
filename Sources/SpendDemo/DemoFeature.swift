/// A feature of the made-up company: its team, its models, and its load.
struct DemoFeature: Sendable {
  let name: String
  let queryType: String
  let team: String
  /// Models with their weights.
  let models: [(model: DemoModel, weight: UInt32)]
  /// Requests of an average hour.
  let perHour: UInt32
  let rhythm: Rhythm
  /// Tokens of a middling prompt.
  let prompt: UInt32
  /// Tokens of a middling response.
  let output: UInt32
  /// Part of the prompt that comes from a cache when there is one, in percent.
  var cached: UInt32 = 0
  /// Failures in ten thousand on a good day.
  let errors: UInt32
  /// Service tiers with their weights; the rest of a hundred is standard.
  var tiers: [(name: String, weight: UInt32)] = []
  /// Requests of the staging environment, in percent.
  var staging: UInt32 = 0
  /// Its requests are used by the company's own people, not by customers.
  var isInternal = false

  enum Rhythm: Sendable {
    /// Follows the working day, so many percent of it.
    case working(UInt32)
    /// Runs at night, in one go.
    case nightly
    /// Customers at home: evenings and weekends.
    case leisure
    /// The working day, and much more around the end of a month.
    case monthEnd
  }

  /// The name of the incident's feature: its agent goes round in circles.
  static let lostFeature = "research-agent"

  static let all = [
    DemoFeature(
      name: "support-chat", queryType: "chat", team: "care",
      models: [(.sonnet, 6), (.gptTerra, 2), (.haiku, 2)], perHour: 40, rhythm: .working(80), prompt: 5_200,
      output: 380, cached: 62, errors: 40, tiers: [("priority", 8)]),
    DemoFeature(
      name: "search-answers", queryType: "rag", team: "search",
      models: [(.gptMini, 5), (.geminiFlash, 4), (.gptTerra, 1)], perHour: 62, rhythm: .leisure,
      prompt: 7_400, output: 240, cached: 35, errors: 25),
    DemoFeature(
      name: "code-review", queryType: "agent", team: "platform", models: [(.opus, 3), (.sonnet, 7)],
      perHour: 13, rhythm: .working(96), prompt: 26_000, output: 1_400, cached: 82, errors: 60,
      isInternal: true),
    DemoFeature(
      name: "doc-summary", queryType: "summarization", team: "content",
      models: [(.geminiPro, 4), (.geminiFlash, 6)], perHour: 16, rhythm: .working(70), prompt: 31_000,
      output: 900, cached: 8, errors: 20, staging: 6),
    DemoFeature(
      name: "catalog-tagging", queryType: "classification", team: "content",
      models: [(.gptMini, 6), (.mistral, 2), (.deepseek, 2)], perHour: 46, rhythm: .working(12), prompt: 900,
      output: 40, cached: 15, errors: 10, tiers: [("batch", 70)]),
    DemoFeature(
      name: "embed-nightly", queryType: "embedding", team: "search", models: [(.embedding, 1)], perHour: 26,
      rhythm: .nightly, prompt: 6_000, output: 0, errors: 5),
    DemoFeature(
      name: "fraud-check", queryType: "classification", team: "risk", models: [(.llama, 6), (.haiku, 4)],
      perHour: 34, rhythm: .leisure, prompt: 1_700, output: 60, errors: 90),
    DemoFeature(
      name: "invoice-extract", queryType: "extraction", team: "finance",
      models: [(.geminiFlash, 6), (.gptTerra, 4)], perHour: 12, rhythm: .monthEnd, prompt: 9_800, output: 620,
      cached: 20, errors: 35, tiers: [("flex", 30)], staging: 4, isInternal: true),
    DemoFeature(
      name: "sales-email", queryType: "chat", team: "growth", models: [(.gptSol, 3), (.gptTerra, 7)],
      perHour: 9, rhythm: .working(95), prompt: 1_900, output: 420, cached: 20, errors: 15, isInternal: true),
    DemoFeature(
      name: lostFeature, queryType: "agent", team: "growth",
      models: [(.grok, 3), (.opus, 4), (.gptSol, 3)], perHour: 4, rhythm: .working(90), prompt: 44_000,
      output: 3_200, cached: 55, errors: 120, isInternal: true),
    DemoFeature(
      name: "translate", queryType: "translation", team: "content", models: [(.mistral, 7), (.deepseek, 3)],
      perHour: 12, rhythm: .working(60), prompt: 1_400, output: 1_300, cached: 12, errors: 12, staging: 35),
    // A program that is still without labels.
    DemoFeature(
      name: "", queryType: "chat", team: "", models: [(.gptSol, 1)], perHour: 3, rhythm: .working(90),
      prompt: 800, output: 200, errors: 30),
    DemoFeature(
      name: "voice-notes", queryType: "transcription", team: "care", models: [(.speech, 1)], perHour: 2,
      rhythm: .working(80), prompt: 600, output: 150, errors: 10),
  ]

  /// True when responses are streamed.
  var isStreamed: Bool { queryType == "chat" || queryType == "agent" || queryType == "rag" }
}
