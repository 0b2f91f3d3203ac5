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
    if record.outcome == .error {
      record.labels.error = ["rate_limited", "server_error", "timeout"][Int(time.seconds % 3)]
    }
    record.path = "/var/log/llm/app.jsonl"
    record.line = Int64.random(in: 1...9_999, using: &random)
    return record
  }
}

extension SampleTraffic {
  /// Logs as they may be found: most well, one with lines that could not be read, one that is gone.
  public static var logs: [SourceReport] {
    func log(_ path: String, _ state: StreamState, _ format: String, _ lines: Int64) -> SourceReport {
      var log = SourceReport(path: path, state: state)
      log.format = format
      log.lines = lines
      log.events = lines * 9 / 10
      log.ignored = lines / 20
      log.committed = lines * 412
      log.lastSeen = now.adding(seconds: -lines % 600)
      return log
    }
    var torn = log("/var/log/llm/gateway/2026-11-20.jsonl", .live, "litellm", 120_412)
    torn.rejected = 3
    torn.duplicates = 61
    var closed = log("/var/log/llm/batch/results-2026-11-19.jsonl.gz", .error, "openai-batch", 0)
    closed.error = "permission denied"
    return [
      torn, closed, log("/var/log/llm/search/app.jsonl", .live, "openai", 40_211),
      log("/var/log/llm/search/app.jsonl.1.gz", .complete, "openai", 310_977),
      log("/home/dev/.agent/projects/checkout/6f9a.jsonl", .missing, "claude-code", 911),
    ]
  }

  public static var rejects: [RejectReport] {
    [
      RejectReport(
        path: "/var/log/llm/gateway/2026-11-20.jsonl", offset: 41_210, reason: "not JSON at byte 17"),
      RejectReport(
        path: "/var/log/llm/gateway/2026-11-20.jsonl", offset: 9_841_002,
        reason: "the field \"model\" is missing"),
    ]
  }
}
