import SpendAnalytics
import SpendCore
import SpendFormatting
import SpendPricing

/// Reads `[[plan]]`.
extension SubscriptionPlan {
  init(_ reader: TableReader) throws {
    try reader.allow("name", "filter", "usd_per_month")
    self.init(
      name: try reader.required("name"), conditions: try reader.conditions("filter"),
      perMonth: try reader.money("usd_per_month"))
    if conditions.isEmpty {
      throw reader.refuse(
        "filter", "the plan \"\(name)\" does not say which requests it pays for",
        advice: "filter = { format = \"claude-code\" }")
    }
  }
}

/// Reads `[[gpu]]`.
extension OwnHardware {
  init(_ reader: TableReader) throws {
    try reader.allow(
      "model", "gpus", "usd_per_hour", "usd_per_month", "host", "provider", "share_by", "input_weight",
      "output_weight", "from", "to")
    let model = try reader.required("model")
    let rent: Rent
    switch (try reader.money("usd_per_hour"), try reader.money("usd_per_month")) {
    case (let hour?, nil): rent = .perHour(hour)
    case (nil, let month?): rent = .perMonth(month)
    case (nil, nil):
      throw reader.refuse(
        "usd_per_hour", "a [[gpu]] has no usd_per_hour and no usd_per_month", advice: "usd_per_hour = 2.50")
    case (.some, .some):
      throw reader.refuse(
        "usd_per_month", "a [[gpu]] has both usd_per_hour and usd_per_month", advice: "keep one of them")
    }
    self.init(model: model, rent: rent)
    host = try reader.text("host")
    provider = try reader.text("provider")
    gpus = try reader.number("gpus", in: 1...100_000) ?? 1
    shares = try reader.word("share_by", as: Shares.self) ?? .tokens
    weights = (
      Int64(try reader.number("input_weight", in: 0...1_000) ?? 1),
      Int64(try reader.number("output_weight", in: 0...1_000) ?? 4)
    )
    from = try reader.day("from")
    to = try reader.day("to")
    if let from, let to, to <= from {
      throw reader.refuse("to", "the hardware ends before it begins")
    }
  }
}

/// Reads `[currency]`.
extension DisplayCurrency {
  init(_ reader: TableReader) throws {
    try reader.allow("code", "per_usd")
    let code = try reader.required("code")
    guard code.utf8.count == 3, code.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else {
      throw reader.refuse("code", "\"\(code)\" is not the code of a currency", advice: "code = \"EUR\"")
    }
    guard let rate = try reader.decimal("per_usd").flatMap({ FixedPoint.parse($0.utf8, places: 6) }), rate > 0
    else {
      throw reader.refuse("per_usd", "[currency] has no rate", advice: "per_usd = 0.92")
    }
    guard code != "USD" || rate == 1_000_000 else {
      throw reader.refuse(
        "per_usd", "a US dollar is one US dollar", advice: "leave out [currency], or name another currency")
    }
    self.init(code: code, perDollar: rate)
  }
}

extension TableReader {
  /// Labels that must hold; `*` stands for any text.
  func conditions(_ key: String) throws -> [Dimension: String] {
    guard let table = try table(key) else { return [:] }
    try table.allow(Coverage.dimensions.map(\.rawValue))
    var conditions: [Dimension: String] = [:]
    for dimension in Coverage.dimensions { conditions[dimension] = try table.text(dimension.rawValue) }
    return conditions
  }

  /// A date, in UTC.
  func day(_ key: String) throws -> Instant? {
    guard let text = try text(key) else { return nil }
    guard text.utf8.count == 10, let time = TimeExpression(text, now: Instant(seconds: 0), zone: .utc) else {
      throw refuse(key, "\"\(key)\" is \"\(text)\"", advice: "a date such as \"2026-11-20\"")
    }
    return time.instant
  }
}
