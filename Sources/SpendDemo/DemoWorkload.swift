public import SpendCore

/// A request of the made-up company.
public struct DemoRequest: Sendable, Hashable {
  public var time: Instant
  public var id: UInt64
  public var feature: String
  public var queryType: String
  public var provider: String
  public var model: String
  public var team: String
  public var user: String
  public var environment: String
  public var tier: String
  public var tokens: TokenCounts
  public var latencyMilliseconds: Int32?
  public var firstTokenMilliseconds: Int32?
  public var isError: Bool
  public var isStream: Bool
}

/// A believable company: features with rhythms of day and week, models of several sellers, caches,
/// failures, bursts, and one thing that goes wrong.
///
/// The same seed gives the same requests, always.
public struct DemoWorkload: Sendable {
  /// A feature: who runs it, on what, and how busy it is.
  struct Feature: Sendable {
    var name: String
    var queryType: String
    var team: String
    var models: [(name: String, provider: String, weight: UInt32)]
    /// Requests of an average hour.
    var perHour: UInt32
    /// How much the working day shows, in percent.
    var rhythm: UInt32
    var prompt: UInt32
    var output: UInt32
    /// Part of the prompt that comes from a cache, in percent.
    var cached: UInt32
    /// Failures in ten thousand.
    var errors: UInt32
    var batch = false
    var environment = "production"
    /// Requests that leave no feature in the log.
    var isAnonymous = false
  }

  static let features: [Feature] = [
    Feature(
      name: "support-chat", queryType: "chat", team: "care",
      models: [
        ("claude-sonnet-4-5", "anthropic", 7), ("gpt-5", "openai", 2), ("claude-haiku-4-5", "anthropic", 1),
      ],
      perHour: 46, rhythm: 85, prompt: 5_200, output: 380, cached: 62, errors: 40),
    Feature(
      name: "search-answers", queryType: "rag", team: "search",
      models: [("gpt-5-mini", "openai", 6), ("gemini-2.5-flash", "google", 4)], perHour: 74, rhythm: 80,
      prompt: 7_400, output: 240, cached: 35, errors: 25),
    Feature(
      name: "code-review", queryType: "agent", team: "platform",
      models: [("claude-opus-4-5", "anthropic", 3), ("claude-sonnet-4-5", "anthropic", 7)], perHour: 14,
      rhythm: 96,
      prompt: 26_000, output: 1_400, cached: 78, errors: 60),
    Feature(
      name: "doc-summary", queryType: "chat", team: "content",
      models: [("gemini-2.5-pro", "google", 5), ("gemini-2.5-flash", "google", 5)], perHour: 18, rhythm: 70,
      prompt: 31_000, output: 900, cached: 8, errors: 20),
    Feature(
      name: "catalog-tagging", queryType: "classification", team: "content",
      models: [("gpt-4o-mini", "openai", 8), ("mistral-small-latest", "mistral", 2)], perHour: 58, rhythm: 10,
      prompt: 900, output: 40, cached: 15, errors: 10, batch: true),
    Feature(
      name: "embed-nightly", queryType: "embedding", team: "search",
      models: [("text-embedding-3-large", "openai", 1)], perHour: 30, rhythm: 0, prompt: 6_000, output: 0,
      cached: 0, errors: 5),
    Feature(
      name: "fraud-check", queryType: "classification", team: "risk",
      models: [("llama-3.3-70b-versatile", "groq", 6), ("gpt-4o-mini", "openai", 4)], perHour: 40, rhythm: 55,
      prompt: 1_700, output: 60, cached: 0, errors: 90),
    Feature(
      name: "sales-email", queryType: "chat", team: "growth", models: [("gpt-4o", "openai", 1)], perHour: 9,
      rhythm: 95, prompt: 1_900, output: 420, cached: 20, errors: 15),
    Feature(
      name: "research-agent", queryType: "agent", team: "growth",
      models: [("grok-4", "xai", 4), ("claude-opus-4-5", "anthropic", 3), ("o4-mini", "openai", 3)],
      perHour: 4,
      rhythm: 90, prompt: 44_000, output: 3_200, cached: 55, errors: 120),
    Feature(
      name: "translate", queryType: "chat", team: "content", models: [("mistral-large-latest", "mistral", 1)],
      perHour: 12, rhythm: 60, prompt: 1_400, output: 1_300, cached: 0, errors: 12, environment: "staging"),
    Feature(
      name: "", queryType: "chat", team: "", models: [("gpt-4o", "openai", 1)], perHour: 3, rhythm: 90,
      prompt: 800, output: 200, cached: 0, errors: 30, isAnonymous: true),
    Feature(
      name: "voice-notes", queryType: "chat", team: "care", models: [("acme-speech-7b", "inhouse", 1)],
      perHour: 2,
      rhythm: 80, prompt: 600, output: 150, cached: 0, errors: 10),
  ]

  private let seed: UInt64

  public init(seed: UInt64) {
    self.seed = seed
  }

  /// All requests of the days up to `until`, in order of time.
  public func history(days: Int, until: Instant) -> [DemoRequest] {
    let hours = Int64(days) * 24
    let last = until.seconds.flooredQuotient(by: 3_600)
    var requests: [DemoRequest] = []
    requests.reserveCapacity(240_000)
    for hour in (last - hours)...last {
      requests += self.requests(ofHour: hour, until: until)
    }
    return requests
  }

  /// The requests of `[from, to)`; the same whatever the cuts.
  public func requests(from: Instant, to: Instant) -> [DemoRequest] {
    var requests: [DemoRequest] = []
    let first = from.seconds.flooredQuotient(by: 3_600)
    for hour in first...max(first, to.seconds.flooredQuotient(by: 3_600)) {
      requests += self.requests(ofHour: hour, until: to).filter { $0.time >= from }
    }
    return requests
  }

  /// One hour of all features, in order of time.
  private func requests(ofHour hour: Int64, until: Instant) -> [DemoRequest] {
    var requests: [DemoRequest] = []
    for (index, feature) in Self.features.enumerated() {
      var random = DemoRandom(seed: seed, stream: UInt64(bitPattern: hour) &* 64 &+ UInt64(index))
      let count = self.count(feature, hour: hour, &random)
      for _ in 0..<count {
        let request = self.request(feature, hour: hour, &random)
        if request.time < until { requests.append(request) }
      }
    }
    return requests.sorted { ($0.time, $0.id) < ($1.time, $1.id) }
  }

  /// The company works in central Europe: busy from eight to six, quiet at weekends.
  private func count(_ feature: Feature, hour: Int64, _ random: inout DemoRandom) -> Int {
    let local = CivilTime(Instant(seconds: hour * 3_600), offsetSeconds: 3_600)
    let isWeekend = local.weekday >= 5
    var level = 100
    if feature.rhythm > 0 {
      let curve = [
        8, 5, 4, 4, 5, 9, 22, 58, 112, 176, 205, 198, 160, 186, 212, 204, 182, 140, 92, 66, 48, 34, 22, 13,
      ]
      let shaped = curve[local.hour] * (isWeekend ? 30 : 110) / 100
      level = (shaped * Int(feature.rhythm) + 100 * Int(100 - feature.rhythm)) / 100
    } else {
      // Work of the night.
      level = (1...4).contains(local.hour) ? 560 : 4
    }
    // Some hours are busier than others, and a few much busier.
    level = level * (75 + Int(random.below(50))) / 100
    if random.below(160) == 0 { level *= 3 }
    if isAnomaly(feature, hour: hour) { level *= 9 }
    let exact = Int(feature.perHour) * level
    return exact / 100 + (Int(random.below(100)) < exact % 100 ? 1 : 0)
  }

  /// A loop that retries: every week, for three hours on a Friday afternoon, and now.
  private func isAnomaly(_ feature: Feature, hour: Int64) -> Bool {
    guard feature.name == "research-agent" else { return false }
    let local = CivilTime(Instant(seconds: hour * 3_600), offsetSeconds: 3_600)
    return local.weekday == 4 && (15...17).contains(local.hour)
  }

  private func request(_ feature: Feature, hour: Int64, _ random: inout DemoRandom) -> DemoRequest {
    let model = pick(feature.models, &random)
    let microseconds = hour * 3_600_000_000 + Int64(random.below(3_600_000)) * 1_000
    let isError = random.below(10_000) < feature.errors
    let prompt = random.around(feature.prompt)
    let cached =
      feature.cached > 0 && random.below(100) < 85
      ? prompt * min(99, feature.cached + random.below(20)) / 100 : 0
    let output = feature.output == 0 ? 0 : random.around(feature.output)
    var tokens = TokenCounts(input: 0, output: 0)
    if !isError {
      tokens.input = Int32(clamping: prompt - cached)
      tokens.output = Int32(clamping: output)
      if feature.cached > 0 { tokens.cacheRead = Int32(clamping: cached) }
      if model.provider == "anthropic", feature.cached > 0 {
        let written = (prompt - cached) * 6 / 10
        tokens.cacheWrite5m = Int32(clamping: written)
        tokens.input = Int32(clamping: prompt - cached - written)
      }
      if model.name.hasPrefix("gpt-5") || model.name.hasPrefix("o4") || model.name.hasPrefix("gemini-2.5-pro")
      {
        tokens.reasoning = Int32(clamping: output * 4 / 10)
      }
    }
    let first = 140 + random.below(500) + prompt / 60
    let isStream = feature.queryType == "chat" || feature.queryType == "agent"
    let latency = isError ? 90 + random.below(900) : first + output * (8 + random.below(14))
    return DemoRequest(
      time: Instant(microseconds: microseconds), id: random.next(), feature: feature.name,
      queryType: feature.queryType, provider: model.provider, model: model.name, team: feature.team,
      user: "u\(100 + random.below(180))", environment: feature.environment,
      tier: feature.batch && random.below(100) < 70 ? "batch" : "", tokens: tokens,
      latencyMilliseconds: Int32(clamping: latency),
      firstTokenMilliseconds: isStream && !isError ? Int32(clamping: first) : nil, isError: isError,
      isStream: isStream)
  }

  private func pick(
    _ models: [(name: String, provider: String, weight: UInt32)], _ random: inout DemoRandom
  ) -> (name: String, provider: String, weight: UInt32) {
    var rest = random.below(models.reduce(0) { $0 + $1.weight })
    for model in models {
      if rest < model.weight { return model }
      rest -= model.weight
    }
    return models[0]
  }
}

/// A small generator that gives the same numbers on every machine (SplitMix64).
struct DemoRandom {
  private var state: UInt64

  init(seed: UInt64, stream: UInt64) {
    state = seed &* 0x9E37_79B9_7F4A_7C15 ^ stream &* 0xD1B5_4A32_D192_ED03
    _ = next()
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  mutating func below(_ bound: UInt32) -> UInt32 {
    bound == 0 ? 0 : UInt32(truncatingIfNeeded: ((next() >> 32) * UInt64(bound)) >> 32)
  }

  /// A number like `middle`: mostly between a third and three times it, sometimes far above.
  mutating func around(_ middle: UInt32) -> UInt32 {
    let spread = 35 + below(90) + below(60)
    let tail: UInt32 = below(40) == 0 ? 4 : 1
    return max(1, UInt32(UInt64(middle) * UInt64(spread) * UInt64(tail) / 100))
  }
}
