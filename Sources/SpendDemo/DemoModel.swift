import SpendCore

/// A model bought by the made-up company: its prices, its speed, and the counts that its provider reports.
struct DemoModel: Sendable {
  let name: String
  let provider: String
  /// List prices at the time of writing in USD per million tokens, as a gateway would log them.
  let input: UnitPrice
  let cached: UnitPrice
  let output: UnitPrice
  /// Milliseconds to the first token of a short prompt.
  let firstToken: UInt32
  /// Tokens generated per second.
  let speed: UInt32
  /// Part of the output that is reasoning, in percent.
  var reasoning: UInt32 = 0
  var cache = Cache.none

  enum Cache: Sendable {
    /// Without a cache, and without cache counts.
    case none
    /// Reads are reported; writes are free of extra cost.
    case reads
    /// Reads and writes are reported and billed.
    case readsAndWrites
  }

  private static func usd(_ microdollars: Int64) -> UnitPrice { UnitPrice(picodollars: microdollars) }

  static let gptSol = DemoModel(
    name: "gpt-5.6-sol", provider: "openai", input: usd(4_000_000), cached: usd(400_000),
    output: usd(20_000_000), firstToken: 620, speed: 74, reasoning: 42, cache: .readsAndWrites)
  static let gptTerra = DemoModel(
    name: "gpt-5.6-terra", provider: "openai", input: usd(2_000_000), cached: usd(200_000),
    output: usd(12_000_000), firstToken: 430, speed: 105, reasoning: 30, cache: .readsAndWrites)
  static let gptMini = DemoModel(
    name: "gpt-5.4-mini", provider: "openai", input: usd(750_000), cached: usd(75_000),
    output: usd(4_500_000), firstToken: 310, speed: 150, reasoning: 12, cache: .reads)
  static let embedding = DemoModel(
    name: "text-embedding-3-large", provider: "openai", input: usd(130_000), cached: .zero, output: .zero,
    firstToken: 60, speed: 1_000)
  static let opus = DemoModel(
    name: "claude-opus-5-5", provider: "anthropic", input: usd(4_000_000), cached: usd(200_000),
    output: usd(20_000_000), firstToken: 980, speed: 58, reasoning: 25, cache: .readsAndWrites)
  static let sonnet = DemoModel(
    name: "claude-sonnet-5-5", provider: "anthropic", input: usd(2_000_000), cached: usd(100_000),
    output: usd(10_000_000), firstToken: 640, speed: 82, reasoning: 10, cache: .readsAndWrites)
  static let haiku = DemoModel(
    name: "claude-haiku-4-5", provider: "anthropic", input: usd(1_000_000), cached: usd(100_000),
    output: usd(5_000_000), firstToken: 350, speed: 140, cache: .readsAndWrites)
  static let geminiPro = DemoModel(
    name: "gemini-3.1-pro-preview", provider: "google", input: usd(2_000_000), cached: usd(200_000),
    output: usd(12_000_000), firstToken: 900, speed: 95, reasoning: 45, cache: .reads)
  static let geminiFlash = DemoModel(
    name: "gemini-3.8-flash", provider: "google", input: usd(750_000), cached: usd(75_000),
    output: usd(3_750_000), firstToken: 280, speed: 210, reasoning: 18, cache: .reads)
  static let mistral = DemoModel(
    name: "mistral-large-4", provider: "mistral", input: usd(700_000), cached: usd(70_000),
    output: usd(2_100_000), firstToken: 360, speed: 90, cache: .reads)
  static let llama = DemoModel(
    name: "llama-3.3-70b-versatile", provider: "groq", input: usd(590_000), cached: usd(590_000),
    output: usd(790_000), firstToken: 95, speed: 390)
  static let deepseek = DemoModel(
    name: "deepseek-v4-flash", provider: "deepseek", input: usd(150_000), cached: usd(3_000),
    output: usd(600_000), firstToken: 520, speed: 65, reasoning: 20, cache: .reads)
  static let grok = DemoModel(
    name: "grok-4.7", provider: "xai", input: usd(2_000_000), cached: usd(500_000), output: usd(6_000_000),
    firstToken: 700, speed: 88, reasoning: 35, cache: .reads)
  /// A model on the company's own machines, absent from every price list.
  static let speech = DemoModel(
    name: "acme-speech-7b", provider: "inhouse", input: .zero, cached: .zero, output: .zero, firstToken: 120,
    speed: 160)

  /// All of them; a request holds the index.
  static let all = [
    gptSol, gptTerra, gptMini, embedding, opus, sonnet, haiku, geminiPro, geminiFlash, mistral, llama,
    deepseek, grok, speech,
  ]

  /// Cost by list prices, as a gateway would estimate it.
  func estimate(_ tokens: TokenCounts) -> Money {
    let written = Int64(tokens.cacheWrite5m ?? 0) &* input.picodollars &* 5 / 4
    let picodollars =
      Int64(tokens.input ?? 0) &* input.picodollars &+ Int64(tokens.cacheRead ?? 0) &* cached.picodollars
      &+ written &+ Int64(tokens.output ?? 0) &* output.picodollars
    return Money(nanodollars: picodollars / 1_000)
  }
}
