import SpendCore

/// One event as a line of an export. Unknown is empty, or null; never 0.
struct EventLine {
  private enum Cell: Sendable {
    case text(String)
    case number(Int64?)
    case truth(Bool?)
  }

  private static let columns: [(name: String, cell: @Sendable (EventRecord) -> Cell)] = [
    ("time", { .text($0.time.rfc3339) }),
    ("provider", { .text($0.labels.provider) }),
    ("model", { .text($0.labels.model) }),
    ("feature", { .text($0.labels.feature) }),
    ("query_type", { .text($0.labels.queryType) }),
    ("request_id", { .text($0.requestID) }),
    ("input", { .number($0.tokens.input.map(Int64.init)) }),
    ("cache_read", { .number($0.tokens.cacheRead.map(Int64.init)) }),
    ("cache_write_5m", { .number($0.tokens.cacheWrite5m.map(Int64.init)) }),
    ("cache_write_1h", { .number($0.tokens.cacheWrite1h.map(Int64.init)) }),
    ("output", { .number($0.tokens.output.map(Int64.init)) }),
    ("reasoning", { .number($0.tokens.reasoning.map(Int64.init)) }),
    ("audio_in", { .number($0.tokens.audioIn.map(Int64.init)) }),
    ("image_in", { .number($0.tokens.imageIn.map(Int64.init)) }),
    ("audio_out", { .number($0.tokens.audioOut.map(Int64.init)) }),
    ("image_out", { .number($0.tokens.imageOut.map(Int64.init)) }),
    ("web_search", { .number($0.webSearches.map(Int64.init)) }),
    ("cost_usd", { .text($0.cost?.decimalString ?? "") }),
    ("cost_status", { .text($0.costStatus.word) }),
    ("logged_cost_usd", { .text($0.loggedCost?.decimalString ?? "") }),
    ("computed_cost_usd", { .text($0.computedCost?.decimalString ?? "") }),
    ("status", { .text($0.outcome == .ok ? "ok" : "error") }),
    ("stream", { .truth($0.isStream) }),
    ("tier", { .text($0.labels.tier) }),
    ("latency_ms", { .number($0.latencyMilliseconds.map(Int64.init)) }),
    ("ttft_ms", { .number($0.firstTokenMilliseconds.map(Int64.init)) }),
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
  ]

  static var names: [String] { columns.map(\.name) }

  static func json(_ event: EventRecord) -> String {
    var line = "{"
    for (index, column) in columns.enumerated() {
      if index > 0 { line += "," }
      line += "\"\(column.name)\":"
      switch column.cell(event) {
      case .text(let text): line += text.isEmpty ? "null" : JSONWriter.string(text)
      case .number(let number): line += JSONWriter.number(number)
      case .truth(let truth): line += truth.map { $0 ? "true" : "false" } ?? "null"
      }
    }
    return line + "}"
  }

  static func cells(_ event: EventRecord) -> [String] {
    columns.map { column in
      switch column.cell(event) {
      case .text(let text): text
      case .number(let number): number.map { "\($0)" } ?? ""
      case .truth(let truth): truth.map { $0 ? "true" : "false" } ?? ""
      }
    }
  }
}
