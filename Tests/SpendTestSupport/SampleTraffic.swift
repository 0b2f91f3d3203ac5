public import SpendCore

/// Traffic of an invented company: the same for the same seed.
public enum SampleTraffic {
  /// 20 November 2026, 14:32:07 UTC.
  public static let now = CivilTime(year: 2026, month: 11, day: 20, hour: 14, minute: 32, second: 7).instant()

  private static let features = [
    "search", "support-chat", "doc-summary", "tagging", "translate", "意味検索", "moderation", "",
  ]
  private static let models: [(name: String, nanodollars: Int64)] = [
    ("claude-sonnet-4-5", 3_000), ("gpt-5", 1_250), ("gpt-4o-mini", 150), ("text-embedding-3-large", 130),
    ("house-llama-70b", 0),
  ]
  private static let queryTypes = ["chat", "agent", "embedding", "completion"]

  /// About `perDay` requests a day over the `days` before `now`, fewer at night.
  public static func records(seed: UInt64 = 7, days: Int = 24, perDay: Int = 120, now: Instant = now)
    -> [EventRecord]
  {
    var random = SeededGenerator(seed: seed)
    var records: [EventRecord] = []
    for number in 0..<days * perDay {
      let age = Int64(number) * 86_400 / Int64(perDay)
      let time = now.adding(seconds: -age - Int64.random(in: 0...300, using: &random))
      let hour = CivilTime(time).hour
      if !(7...21).contains(hour) && Int.random(in: 0...2, using: &random) > 0 { continue }
      records.append(record(at: time, &random))
    }
    return records
  }

  private static func record(at time: Instant, _ random: inout SeededGenerator) -> EventRecord {
    func skewed(_ count: Int) -> Int {
      min(Int.random(in: 0..<count, using: &random), Int.random(in: 0..<count, using: &random))
    }
    var labels = LabelSet()
    labels.feature = features[skewed(features.count)]
    let model = models[skewed(models.count)]
    labels.model = model.name
    labels.queryType = queryTypes[skewed(queryTypes.count)]
    labels.provider = model.name.hasPrefix("claude") ? "anthropic" : "openai"
    let input = Int32.random(in: 200...40_000, using: &random)
    let cached = Bool.random(using: &random) ? input / 3 : 0
    let output = Int32.random(in: 10...2_000, using: &random)
    let isPriced = model.nanodollars > 0
    let spent = Int64(input - cached) * model.nanodollars + Int64(output) * model.nanodollars * 4
    var record = EventRecord(
      time: time, labels: labels,
      tokens: TokenCounts(input: input - cached, cacheRead: cached, output: output),
      cost: isPriced ? Money(nanodollars: spent * 40) : nil, costStatus: isPriced ? .priced : .unpriced,
      outcome: Int.random(in: 0..<50, using: &random) == 0 ? .error : .ok)
    record.latencyMilliseconds = Int32.random(in: 200...9_000, using: &random)
    record.firstTokenMilliseconds = Int32.random(in: 80...900, using: &random)
    record.requestID = "req_\(time.microseconds)"
    record.path = "/var/log/llm/app.jsonl"
    record.line = Int64.random(in: 1...9_999, using: &random)
    return record
  }
}
