public import SpendCore
public import SpendFormatting

extension EventRecord {
  /// Further marks of the record, joined with `|`; nil when it has none.
  fileprivate var marks: String? {
    var marks: [String] = []
    if timeIsGuessed { marks.append("time-guessed") }
    if hostIsAssumed { marks.append("host-assumed") }
    if contradictsItself { marks.append("contradicts") }
    switch grain {
    case .request: break
    case .part: marks.append("part")
    case .sum: marks.append("sum")
    }
    if isSeveral { marks.append("several") }
    return marks.isEmpty ? nil : marks.joined(separator: "|")
  }
}

/// One event as a line of an export. Unknown is empty, or null; never 0.
public enum EventLine: Sendable {
  private enum Value: Sendable {
    case text(String)
    /// A word or an amount of our own.
    case word(String?)
    case number(Int64?)
    case truth(Bool?)

    static func number(_ value: Int32?) -> Value { .number(value.map(Int64.init)) }
    static func amount(_ amount: Money?) -> Value { .word(amount?.decimalString) }
  }

  private static let columns: [(name: String, value: @Sendable (EventRecord) -> Value)] = [
    ("time", { .word($0.time.rfc3339) }),
    ("provider", { .text($0.labels.provider) }),
    ("model", { .text($0.labels.model) }),
    ("feature", { .text($0.labels.feature) }),
    ("query_type", { .text($0.labels.queryType) }),
    ("request_id", { .text($0.requestID) }),
    ("input", { .number($0.tokens.input) }),
    ("cache_read", { .number($0.tokens.cacheRead) }),
    ("cache_write_5m", { .number($0.tokens.cacheWrite5m) }),
    ("cache_write_1h", { .number($0.tokens.cacheWrite1h) }),
    ("output", { .number($0.tokens.output) }),
    ("reasoning", { .number($0.tokens.reasoning) }),
    ("audio_in", { .number($0.tokens.audioIn) }),
    ("image_in", { .number($0.tokens.imageIn) }),
    ("audio_out", { .number($0.tokens.audioOut) }),
    ("image_out", { .number($0.tokens.imageOut) }),
    ("web_search", { .number($0.webSearches) }),
    ("cost_usd", { .amount($0.cost) }),
    ("cost_status", { .word($0.costStatus.word) }),
    ("logged_cost_usd", { .amount($0.loggedCost) }),
    ("computed_cost_usd", { .amount($0.computedCost) }),
    ("status", { .word($0.outcome == .ok ? "ok" : "error") }),
    ("stream", { .truth($0.isStream) }),
    ("tier", { .text($0.labels.tier) }),
    ("latency_ms", { .number($0.latencyMilliseconds) }),
    ("ttft_ms", { .number($0.firstTokenMilliseconds) }),
    ("user", { .text($0.user) }),
    ("team", { .text($0.labels.team) }),
    ("key", { .text($0.labels.key) }),
    ("session", { .text($0.session) }),
    ("project", { .text($0.labels.project) }),
    ("environment", { .text($0.labels.environment) }),
    ("tags", { .text($0.labels.tags) }),
    ("format", { .text($0.labels.format) }),
    ("path", { .text($0.path) }),
    ("line", { .number($0.line) }),
    ("offset", { .number($0.offset) }),
    ("units", { .word($0.units?.text) }),
    ("unit", { .word($0.units?.unit.word) }),
    ("customer", { .text($0.labels.customer) }),
    ("region", { .text($0.labels.region) }),
    ("host", { .text($0.labels.host) }),
    ("identity", { .word($0.identity?.hexadecimal) }),
    ("price", { .number($0.priceID == 0 ? nil : $0.priceID) }),
    ("cache_saved_usd", { .amount($0.cacheSaved) }),
    ("time_us", { .number($0.time.microseconds) }),
    ("marks", { .word($0.marks) }),
    ("error", { .text($0.labels.error) }),
  ]

  public static var header: [TableCell] { columns.map { .figure($0.name) } }

  public static func json(_ event: EventRecord) -> String {
    var line = "{"
    for (index, column) in columns.enumerated() {
      if index > 0 { line += "," }
      line += "\"\(column.name)\":"
      switch column.value(event) {
      case .text(let text): line += text.isEmpty ? "null" : JSONWriter.string(text)
      case .word(let word): line += word.map(JSONWriter.string) ?? "null"
      case .number(let number): line += JSONWriter.number(number)
      case .truth(let truth): line += truth.map { $0 ? "true" : "false" } ?? "null"
      }
    }
    return line + "}"
  }

  public static func cells(_ event: EventRecord) -> [TableCell] {
    columns.map { column in
      switch column.value(event) {
      case .text(let text): .text(text)
      case .word(let word): .figure(word ?? "")
      case .number(let number): .figure(number.map { "\($0)" } ?? "")
      case .truth(let truth): .figure(truth.map { $0 ? "true" : "false" } ?? "")
      }
    }
  }
}
