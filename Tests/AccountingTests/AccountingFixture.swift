import Foundation
import SpendCore
import SpendIngest
import SpendPricing
import SpendStore

/// A folder of logs, read, priced and stored the way the program does; gone with the test.
final class AccountingFixture {
  let folder: String
  private let database: String
  var databasePath: String { database }
  private let zone: Zone

  init(_ logs: [String: String] = [:], catalog: PriceCatalog = .builtin, zone: Zone = .utc) throws {
    folder = NSTemporaryDirectory() + "spendtop-books-\(UUID().uuidString)"
    database = folder + "/db/spend.db"
    self.zone = zone
    for part in ["/db", "/logs"] {
      try FileManager.default.createDirectory(atPath: folder + part, withIntermediateDirectories: true)
    }
    guard !logs.isEmpty else { return }
    for (name, text) in logs { try write(name, text) }
    try read(catalog: catalog)
  }

  /// One log.
  convenience init(_ lines: String..., catalog: PriceCatalog = .builtin, zone: Zone = .utc) throws {
    try self.init(["a.jsonl": lines.map { $0 + "\n" }.joined()], catalog: catalog, zone: zone)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: folder)
  }

  func path(_ name: String) -> String { "\(folder)/logs/\(name)" }

  func write(_ name: String, _ text: String) throws {
    try text.write(toFile: path(name), atomically: false, encoding: .utf8)
  }

  /// Reads everything there is, like a new run of the program.
  @discardableResult
  func read(
    catalog: PriceCatalog = .builtin, zone: Zone? = nil, assignments: [LabelAssignment] = []
  ) throws -> IngestCounts {
    let writer = try SQLiteWriter(path: database, zone: zone ?? self.zone)
    let setup = IngestSetup(
      sources: [LogSource(path: folder + "/logs", assignments: assignments)], catalog: catalog)
    let engine = try IngestEngine(
      setup, store: writer, clock: { Instant(seconds: Int64(Date().timeIntervalSince1970)) })
    try engine.readAll(stop: StopSignal())
    return engine.meter.current
  }

  func store(zone: Zone? = nil) throws -> SQLiteStore {
    try SQLiteStore(reading: database, zone: zone ?? self.zone)
  }

  var writer: SQLiteWriter {
    get throws { try SQLiteWriter(path: database, zone: zone) }
  }

  func sums(_ query: SpendQuery = SpendQuery(window: .allTime), zone: Zone? = nil) throws -> [SpendRow] {
    try store(zone: zone).rows(for: query)
  }

  var total: SpendSums {
    get throws { try sums().reduce(into: SpendSums()) { $0 += $1.sums } }
  }

  /// In dollars, shortest exact decimal.
  var usd: String {
    get throws { try total.cost.decimalString }
  }

  var requests: Int64 {
    get throws { try total.requests }
  }

  /// Dollars by the values of a dimension.
  func usd(by dimension: SpendCore.Dimension) throws -> [String: String] {
    let rows = try sums(SpendQuery(window: .allTime, groups: [dimension]))
    return Dictionary(uniqueKeysWithValues: rows.map { ($0.keys[0], $0.sums.cost.decimalString) })
  }

  /// Dollars by local day: `2026-11-18`.
  func usdByDay(_ zone: Zone? = nil) throws -> [String: String] {
    let zone = zone ?? self.zone
    let rows = try sums(SpendQuery(window: .allTime, bucket: .day), zone: zone)
    return Dictionary(
      uniqueKeysWithValues: rows.map { row in
        let local = zone.civil(row.bucketStart ?? Instant(microseconds: 0))
        return (
          String(format: "%04d-%02d-%02d", local.year, local.month, local.day), row.sums.cost.decimalString
        )
      })
  }

  var events: [EventRecord] {
    get throws {
      var events: [EventRecord] = []
      try store().forEachEvent(in: .allTime, filters: []) { events.append($0) }
      return events
    }
  }
}

/// Lines of logs, made for the cases.
enum Line {
  /// A line of a transcript of Claude Code. `write` is the total of cache writes, `short` and `long`
  /// its two parts; nil parts are left out.
  static func claude(
    _ id: String, input: Int = 1_000, read: Int = 40_000, write: Int? = 2_000, short: Int? = nil,
    long: Int? = nil, output: Int = 600, model: String = "claude-sonnet-4-5",
    uuid: String = UUID().uuidString,
    session: String = "5e55", at: String = "2026-11-18T12:00:00Z", sidechain: Bool = false,
    request: String = "req_1"
  ) -> String {
    var usage = "\"input_tokens\":\(input),\"cache_read_input_tokens\":\(read),\"output_tokens\":\(output)"
    if let write { usage += ",\"cache_creation_input_tokens\":\(write)" }
    let parts = [("5m", short), ("1h", long)].compactMap { name, count in
      count.map { "\"ephemeral_\(name)_input_tokens\":\($0)" }
    }
    if !parts.isEmpty { usage += ",\"cache_creation\":{\(parts.joined(separator: ","))}" }
    return """
      {"parentUuid":null,"isSidechain":\(sidechain),"sessionId":"\(session)","type":"assistant","uuid":"\(uuid)",\
      "requestId":"\(request)","timestamp":"\(at)","message":{"id":"msg_01Books\(id)","type":"message",\
      "role":"assistant","model":"\(model)","content":[],"usage":{\(usage)}}}
      """
  }

  /// A chat completion. `usage` are further members of the usage object.
  static func chat(
    _ id: String, model: String = "gpt-4o", prompt: Int, output: Int, usage: String = "",
    members: String = "", at: Int = 1_794_830_400
  ) -> String {
    """
    {"id":"chatcmpl-Books\(id)","object":"chat.completion","created":\(at),"model":"\(model)","choices":[],\(members)\
    "usage":{"prompt_tokens":\(prompt),"completion_tokens":\(output),"total_tokens":\(prompt + output)\(usage)}}
    """
  }

  /// A record of nobody's format in particular.
  static func plain(
    _ id: String, provider: String = "openai", model: String = "gpt-4o", input: Int, output: Int,
    at: String = "2026-11-18T12:00:00Z", members: String = ""
  ) -> String {
    """
    {"ts":"\(at)","request_id":"books-request-\(id)","provider":"\(provider)","model":"\(model)",\
    "prompt_tokens":\(input),"completion_tokens":\(output)\(members)}
    """
  }

  enum Codex {
    static func session(_ id: String, at: String, fork: String? = nil) -> String {
      let parent = fork.map { ",\"forked_from_id\":\"\($0)\"" } ?? ""
      return
        #"{"timestamp":"\#(at)","type":"session_meta","payload":{"id":"\#(id)","cwd":"/shop"\#(parent)}}"#
    }

    static func model(_ name: String, at: String) -> String {
      #"{"timestamp":"\#(at)","type":"turn_context","payload":{"model":"\#(name)"}}"#
    }

    /// A counter row: the session's totals, and what the last turn added.
    static func count(at: String, total: [Int], last: [Int]) -> String {
      func usage(_ n: [Int]) -> String {
        """
        {"input_tokens":\(n[0]),"cached_input_tokens":\(n[1]),"output_tokens":\(n[2]),"reasoning_output_tokens":\(n[3])}
        """
      }
      return """
        {"timestamp":"\(at)","type":"event_msg","payload":{"type":"token_count","info":\
        {"total_token_usage":\(usage(total)),"last_token_usage":\(usage(last))}}}
        """
    }
  }
}
