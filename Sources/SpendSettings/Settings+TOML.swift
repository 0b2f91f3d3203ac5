import Foundation
import SpendAnalytics
import SpendCore
import SpendDelivery
import SpendFormatting
import SpendLogFormats
import SpendDashboard
import SpendIngest
import SpendPricing
import SpendScreen

extension Settings {
  /// Reads the text of a configuration file.
  ///
  /// Throws `CommandError` with the wrong line, and the word that was probably meant.
  public init(toml text: String, path: String) throws {
    let reader = TableReader(try ConfigurationFile(text, path: path))
    try reader.allow(
      "revenue", "shared_cost", "credit", "commitment", "digest",
      "timezone", "database", "keep_events", "privacy", "portkey", "billing_day", "host", "source", "mapping",
      "rule", "budget", "receiver", "heartbeat", "alert", "limit", "price", "prices", "gpu", "plan",
      "currency",
      "keys",
      "theme", "themes", "screen")
    timezone = try reader.text("timezone")
    if let timezone, Zone(named: timezone) == nil {
      throw reader.refuse(
        "timezone", "there is no time zone \"\(timezone)\"", advice: "a name such as Europe/Berlin or UTC")
    }
    database = try reader.text("database")
    keepEventsSeconds = try reader.duration("keep_events")
    billingDay = try reader.number("billing_day", in: 1...31) ?? 1
    host = try reader.text("host")
    if let privacy = try reader.table("privacy") {
      try privacy.allow("hash_users")
      hashUsers = try privacy.truth("hash_users") ?? false
    }
    if let portkey = try reader.table("portkey") {
      try portkey.allow("cost_unit")
      portkeyCost = try portkey.word("cost_unit", as: CostUnit.self) ?? .cents
    }
    if let named = try reader.table("mapping") {
      mappings = try named.keys.sorted().compactMap { try Self.mapping($0, named) }
    }
    let formats = FormatRegistry.all.map { "\($0.name)" } + mappings.map(\.name)
    sources = try reader.tables("source").map { try Self.source($0, formats) }
    rules = try reader.tables("rule").map(Self.rule)
    prices = try reader.tables("price").map(PriceOverride.init)
    if let table = try reader.table("prices") {
      try table.allow("source", "update")
      switch try table.text("update") {
      case nil, "off": updatesPricesDaily = false
      case "daily": updatesPricesDaily = true
      default:
        throw table.refuse(
          "update", "prices are updated daily or not at all", advice: "update = \"daily\"")
      }
      if let sources = try table.texts("source") {
        guard !sources.isEmpty, sources.allSatisfy({ $0.hasPrefix("https://") || !$0.contains("://") }) else {
          throw table.refuse(
            "source", "a source of prices is an https:// address or a file",
            advice: "source = \"https://models.dev/api.json\"")
        }
        priceSources = sources
      }
    }
    revenues = try reader.tables("revenue").map(Self.revenue)
    let budgetTables = try reader.tables("budget")
    budgets = try budgetTables.map { try budget($0) }
    try Self.refuseSecond("budget", budgets.map(\.name), budgetTables)
    let receiverTables = try reader.tables("receiver")
    receivers = try receiverTables.map(Self.receiver)
    try Self.refuseSecond("receiver", receivers.map(\.name), receiverTables)
    heartbeat = try reader.table("heartbeat").map(Self.heartbeat)
    try readAlerts(try reader.tables("alert"))
    if let table = try reader.table("themes") {
      themes = try table.keys.sorted().compactMap { try Palette($0, in: table) }
    }
    theme = try reader.text("theme").map {
      try Palette(named: $0, "theme", of: Palette.standard + themes, reader)
    }
    screen = try reader.table("screen").map(ScreenSettings.init) ?? ScreenSettings()
    if let table = try reader.table("keys") {
      keys = try table.keys.sorted().map { (key: $0, line: try table.text($0) ?? "") }
      do {
        _ = try Keymap(changes: keys)
      } catch {
        throw reader.refuse("keys", error.what, advice: error.tryThis)
      }
    }
    let sharedTables = try reader.tables("shared_cost")
    sharedCosts = try sharedTables.map(SharedCost.init)
    try Self.refuseSecond("shared_cost", sharedCosts.map(\.name), sharedTables)
    let creditTables = try reader.tables("credit")
    credits = try creditTables.map(BillCredit.init)
    for (index, credit) in credits.enumerated()
    where credits[..<index].contains(where: { ($0.name, $0.month) == (credit.name, credit.month) }) {
      throw creditTables[index].refuse(
        "name", "there are two [[credit]] named \"\(credit.name)\" in \(credit.month.text)")
    }
    let commitmentTables = try reader.tables("commitment")
    commitments = try commitmentTables.map(Self.commitment)
    try Self.refuseSecond("commitment", commitments.map(\.name), commitmentTables)
    try readDigests(try reader.tables("digest"))
    gpus = try reader.tables("gpu").map(OwnHardware.init)
    plans = try reader.tables("plan").map(SubscriptionPlan.init)
    let limitTables = try reader.tables("limit")
    limits = try limitTables.map(Self.limit)
    try Self.refuseSecond("limit", limits.map(\.name), limitTables)
    currency = try reader.table("currency").map(DisplayCurrency.init)
  }

  /// - Parameter formats: names of the formats and mappings there are.
  private static func source(_ reader: TableReader, _ formats: [String]) throws -> LogSource {
    try reader.allow("path", "format", "columns", "set")
    let path = try reader.required("path")
    let format = try reader.text("format")
    if let format, format != "auto", !formats.contains(format) {
      let nearest = EditDistance.nearest(to: format, among: formats)
      throw reader.refuse(
        "format", "there is no format \"\(format)\"",
        advice: nearest.map { "did you mean \"\($0)\"?" } ?? "spendtop formats list")
    }
    var source = LogSource(
      path: UserFolders.here.expanded(path), format: format == "auto" ? nil : format,
      assignments: try assignments(try reader.table("set")))
    if let columns = try reader.text("columns") {
      source.columns = columns.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    return source
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
    let unit = try reader.text("latency_unit")
    if let unit, !["ns", "us", "µs", "ms", "s"].contains(unit) {
      throw reader.refuse("latency_unit", "there is no unit \"\(unit)\"", advice: "one of ns, us, ms, s")
    }
    return FieldMapping(
      name: name, when: try reader.text("when"), paths: try slots(reader),
      constants: try reader.table("constants").map { constants in
        try constants.allow(FieldMapping.slots)
        return try slots(constants)
      } ?? [:], latencyUnit: unit)
  }

  private static func slots(_ reader: TableReader) throws -> [String: String] {
    var texts: [String: String] = [:]
    for slot in FieldMapping.slots {
      if let text = try reader.text(slot) { texts[slot] = text }
    }
    return texts
  }

  private static func rule(_ reader: TableReader) throws -> AttributionRule {
    try reader.allow("when", "set")
    var conditions: [String: String] = [:]
    if let when = try reader.table("when") {
      for key in when.keys { conditions[key] = try when.text(key) }
    }
    return AttributionRule(when: conditions, set: try assignments(try reader.table("set")))
  }

  private func budget(_ reader: TableReader) throws -> Budget {
    try reader.allow(
      "name", "amount", "margin", "period", "filter", "warn", "critical", "split_by", "timezone",
      "billing_day")
    let name = try reader.required("name")
    let period = try reader.text("period") ?? "month"
    guard let kind = BudgetPeriod(period) else {
      throw reader.refuse(
        "period", "there is no period \"\(period)\"",
        advice: "hour, day, week, month, billing or \"rolling 30d\"")
    }
    let filters = try Self.filters(reader)
    let amount: Money
    switch (try reader.money("amount"), try reader.text("margin")) {
    case (let stated?, nil) where stated > .zero: amount = stated
    case (nil, let text?):
      guard let margin = Share(text: text), margin >= .none, margin.millionths < Share.one else {
        throw reader.refuse(
          "margin", "the margin of \"\(name)\" is \"\(text)\"",
          advice: "a share of the revenue such as \"40%\"")
      }
      amount = try self.amount(ofMargin: margin, name, filters, kind, reader)
      guard amount > .zero else {
        throw reader.refuse("margin", "the budget \"\(name)\" has no revenue to keep a margin of")
      }
    case (.some, .some):
      throw reader.refuse(
        "margin", "the budget \"\(name)\" has both an amount and a margin", advice: "keep one of them")
    default:
      throw reader.refuse("amount", "the budget \"\(name)\" has no amount", advice: "amount = 500")
    }
    var budget = Budget(name: name, amount: amount, period: kind, filters: filters)
    let (warn, critical) = (try Self.level("warn", reader), try Self.level("critical", reader))
    budget.critical = critical ?? 1
    budget.warn = warn ?? min(0.8, budget.critical)
    guard budget.warn <= budget.critical else {
      throw reader.refuse(
        "warn", "the budget \"\(name)\" warns above its critical level, which hides the warning",
        advice: "warn = 0.8")
    }
    budget.splitBy = try reader.word("split_by", as: Dimension.self)
    budget.billingDay = try reader.number("billing_day", in: 1...31)
    if let zone = try reader.text("timezone") {
      budget.zone = Zone(named: zone)
      if budget.zone == nil {
        throw reader.refuse(
          "timezone", "there is no time zone \"\(zone)\"", advice: "a name such as Europe/Berlin or UTC")
      }
    }
    return budget
  }

  /// Names tell budgets apart in notices, silences and checks.
  static func refuseSecond(_ kind: String, _ names: [String], _ readers: [TableReader]) throws {
    for (index, name) in names.enumerated() where names[..<index].contains(name) {
      throw readers[index].refuse("name", "there are two [[\(kind)]] named \"\(name)\"")
    }
  }

  /// Share of the amount, greater than zero: `0.8` or `"80%"`.
  private static func level(_ key: String, _ reader: TableReader) throws -> Double? {
    let percent = try? reader.text(key)
    let isPercent = percent?.hasSuffix("%") ?? false
    guard let share = isPercent ? percent.flatMap(Budget.level) : try reader.share(key) else {
      if isPercent {
        throw reader.refuse(key, "\"\(key)\" is \"\(percent ?? "")\"", advice: "\(key) = \"80%\"")
      }
      return nil
    }
    guard share > 0 else {
      throw reader.refuse(key, "\"\(key)\" must be more than 0", advice: "\(key) = 0.8")
    }
    guard share <= Budget.highestLevel else {
      throw reader.refuse(
        key, "\"\(key)\" is a share of the amount, and more than \(Int(Budget.highestLevel)) times of it",
        advice: "\(key) = 0.8 or \(key) = \"80%\"")
    }
    return share
  }

  /// `filter = { environment = "production", model = "~^gpt", team = "!=web" }`.
  static func filters(_ reader: TableReader) throws -> [DimensionFilter] {
    guard let filter = try reader.table("filter") else { return [] }
    try filter.allow(Dimension.allCases.map(\.rawValue))
    return try Dimension.allCases.compactMap { dimension -> DimensionFilter? in
      guard let value = try filter.text(dimension.rawValue) else { return nil }
      do {
        let isText = value.hasPrefix("=") && !value.hasPrefix("=~")
        let test = isText ? nil : try DimensionFilter.Test(text: value)
        return DimensionFilter(dimension, test ?? .equals(value))
      } catch let error as DimensionFilter.Test.NotAPattern {
        throw filter.refuse(
          dimension.rawValue, "\"\(error.pattern)\" is not a regular expression: \(error.reason.message)")
      }
    }
  }
}
