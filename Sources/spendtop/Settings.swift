import Foundation
import SpendCore
import SpendFormats
import SpendIngest
import SpendPricing
import TOMLKit

/// The configuration. Every key has a default; an unknown one is an error that names the nearest.
struct Settings {
  var timezone: String?
  var database: String?
  var keepEvents: String?
  var hashUsers = false
  var billingDay = 1
  var sources: [LogSource] = []
  var mappings: [FieldMapping] = []
  var rules: [AttributionRule] = []
  var prices: [PriceOverride] = []

  init() {}

  /// Throws `Failure` that says where and why.
  init(toml text: String, path: String) throws {
    let table: TOMLTable
    do {
      table = try TOMLTable(string: text)
    } catch let error as TOMLParseError {
      throw Self.refuse(path, "line \(error.source.begin.line): \(error.description)")
    }
    let reader = TableReader(table, name: "the configuration", path: path)
    try reader.allow(
      "timezone", "database", "keep_events", "privacy", "billing_day", "source", "mapping", "rule", "budget",
      "receiver", "price", "gpu")
    timezone = try reader.text("timezone")
    database = try reader.text("database")
    keepEvents = try reader.text("keep_events")
    billingDay = try reader.number("billing_day") ?? 1
    if let privacy = try reader.table("privacy") {
      try privacy.allow("hash_users")
      hashUsers = try privacy.truth("hash_users") ?? false
    }
    sources = try reader.tables("source").map(Self.source)
    if let named = try reader.table("mapping") {
      mappings = try named.keys.sorted().compactMap { try Self.mapping($0, named) }
    }
    rules = try reader.tables("rule").map(Self.rule)
    prices = try reader.tables("price").map(Self.price)
    for budget in try reader.tables("budget") {
      try budget.allow("name", "amount", "period", "filter", "warn", "critical", "split_by")
    }
    for receiver in try reader.tables("receiver") {
      try receiver.allow("name", "type", "url", "secret_env", "secret_file", "severity", "command")
    }
    for gpu in try reader.tables("gpu") { try gpu.allow("model", "gpus", "usd_per_hour", "host") }
  }

  static func refuse(_ path: String, _ why: String, try advice: String? = nil) -> Failure {
    Failure(
      message: UserMessage("cannot use the configuration \"\(path)\"", because: why, tryThis: advice),
      status: .usage)
  }

  private static func source(_ reader: TableReader) throws -> LogSource {
    try reader.allow("path", "format", "set")
    guard let path = try reader.text("path") else { throw refuse(reader.path, "a [[source]] has no path") }
    let format = try reader.text("format")
    return LogSource(
      path: (path as NSString).expandingTildeInPath, format: format == "auto" ? nil : format,
      assignments: try assignments(try reader.table("set")))
  }

  private static func assignments(_ reader: TableReader?) throws -> [LabelAssignment] {
    guard let reader else { return [] }
    try reader.allow(LabelField.allCases.map(\.rawValue))
    return try LabelField.allCases.compactMap { field in
      try reader.text(field.rawValue).map { LabelAssignment(field, $0) }
    }
  }

  private static func mapping(_ name: String, _ parent: TableReader) throws -> FieldMapping? {
    guard let reader = try parent.table(name) else { return nil }
    try reader.allow(FieldMapping.slots + ["when", "latency_unit", "constants"])
    var paths: [String: String] = [:]
    for slot in FieldMapping.slots {
      if let path = try reader.text(slot) { paths[slot] = path }
    }
    var constants: [String: String] = [:]
    if let table = try reader.table("constants") {
      try table.allow(FieldMapping.slots)
      for slot in FieldMapping.slots {
        if let text = try table.text(slot) { constants[slot] = text }
      }
    }
    return FieldMapping(
      name: name, when: try reader.text("when"), paths: paths, constants: constants,
      latencyUnit: try reader.text("latency_unit"))
  }

  private static func rule(_ reader: TableReader) throws -> AttributionRule {
    try reader.allow("when", "set")
    var conditions: [String: String] = [:]
    if let when = try reader.table("when") {
      for key in when.keys { conditions[key] = try when.text(key) }
    }
    return AttributionRule(when: conditions, set: try assignments(try reader.table("set")))
  }

  private static func price(_ reader: TableReader) throws -> PriceOverride {
    try reader.allow(
      "provider", "model", "factor", "input", "output", "cache_read", "cache_write_5m", "cache_write_1h")
    func price(_ key: String) throws -> UnitPrice? {
      guard let text = try reader.decimal(key) else { return nil }
      guard let price = UnitPrice(usdPerMillion: text) else {
        throw refuse(reader.path, "\(key) of a [[price]] is no price: \(text)")
      }
      return price
    }
    var prices = ClassPrices()
    prices.input = try price("input")
    prices.output = try price("output")
    prices.cacheRead = try price("cache_read")
    prices.cacheWrite5m = try price("cache_write_5m")
    prices.cacheWrite1h = try price("cache_write_1h")
    let factor = try reader.decimal("factor").flatMap { FixedPoint.parse($0.utf8, places: 6) }
    return PriceOverride(
      provider: try reader.text("provider") ?? "", model: try reader.text("model") ?? "*", factor: factor,
      prices: prices)
  }
}

/// Reads a table key by key and refuses what nobody knows.
struct TableReader {
  let table: TOMLTable
  let name: String
  let path: String

  init(_ table: TOMLTable, name: String, path: String) {
    self.table = table
    self.name = name
    self.path = path
  }

  var keys: [String] { table.keys }

  func allow(_ known: String...) throws { try allow(known) }

  func allow(_ known: [String]) throws {
    for key in table.keys where !known.contains(key) {
      let nearest = EditDistance.nearest(to: key, among: known)
      throw Settings.refuse(
        path, "\(name) has the unknown key \"\(key)\"", try: nearest.map { "did you mean \"\($0)\"?" })
    }
  }

  private func wrong(_ key: String, _ wanted: String) -> Failure {
    Settings.refuse(path, "\"\(key)\" in \(name) must be \(wanted)")
  }

  func text(_ key: String) throws -> String? {
    guard let value = table[key] else { return nil }
    guard let text = value.string else { throw wrong(key, "a text in quotes") }
    return text
  }

  func number(_ key: String) throws -> Int? {
    guard let value = table[key] else { return nil }
    guard let number = value.int else { throw wrong(key, "a whole number") }
    return number
  }

  /// A number as it reads in decimal, without a detour through binary fractions where it was text.
  func decimal(_ key: String) throws -> String? {
    guard let value = table[key] else { return nil }
    if let text = value.string { return text }
    if let whole = value.int { return String(whole) }
    if let fraction = value.double { return "\(fraction)" }
    throw wrong(key, "a number")
  }

  func truth(_ key: String) throws -> Bool? {
    guard let value = table[key] else { return nil }
    guard let truth = value.bool else { throw wrong(key, "true or false") }
    return truth
  }

  func table(_ key: String) throws -> TableReader? {
    guard let value = table[key] else { return nil }
    guard let inner = value.table else { throw wrong(key, "a table") }
    return TableReader(inner, name: "[\(key)]", path: path)
  }

  func tables(_ key: String) throws -> [TableReader] {
    guard let value = table[key] else { return [] }
    guard let list = value.array else { throw wrong(key, "a list of tables, [[\(key)]]") }
    return try list.map { element in
      guard let inner = element.table else { throw wrong(key, "a list of tables, [[\(key)]]") }
      return TableReader(inner, name: "[[\(key)]]", path: path)
    }
  }
}
