import SpendCore
import SpendPricing

/// `[[plan]]`: a subscription, whose requests are not paid for one by one.
struct SubscriptionPlan: Sendable, Hashable {
  var name: String
  var conditions: [Dimension: String]
  /// Monthly price of the plan; nil when not configured.
  var perMonth: Money?

  init(_ reader: TableReader) throws {
    try reader.allow("name", "filter", "usd_per_month")
    name = try reader.required("name")
    perMonth = try reader.money("usd_per_month")
    conditions = try reader.conditions("filter")
    if conditions.isEmpty {
      throw reader.refuse(
        "filter", "the plan \"\(name)\" does not say which requests it pays for",
        advice: "filter = { format = \"claude-code\" }")
    }
  }

  var coverage: Coverage { Coverage(.plan, name: name, conditions: conditions) }
}

/// `[[gpu]]`: a model served on own hardware.
struct OwnHardware: Sendable, Hashable {
  enum Rent: Hashable {
    /// Rent of one GPU.
    case perHour(Money)
    /// Price of all GPUs together.
    case perMonth(Money)
  }

  /// By what requests share the cost of a day.
  enum Shares: String, CaseIterable {
    case tokens, requests
    /// By how long they took.
    case time
  }

  /// `*` stands for any text.
  var model: String
  var host: String?
  var provider: String?
  var gpus: Int
  var rent: Rent
  var shares: Shares
  /// Relative weights of a prompt token and an output token: prompts are cheaper to process.
  var weights: (input: Int64, output: Int64)
  /// When it runs; an open end is always.
  var from: Instant?
  var to: Instant?

  init(_ reader: TableReader) throws {
    try reader.allow(
      "model", "gpus", "usd_per_hour", "usd_per_month", "host", "provider", "share_by", "input_weight",
      "output_weight", "from", "to")
    model = try reader.required("model")
    host = try reader.text("host")
    provider = try reader.text("provider")
    gpus = try reader.number("gpus", in: 1...100_000) ?? 1
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

  var name: String { host.map { "\(model) on \($0)" } ?? model }

  var coverage: Coverage {
    var conditions: [Dimension: String] = [.model: model]
    conditions[.provider] = provider
    return Coverage(.hardware, name: name, conditions: conditions)
  }

  static func == (a: OwnHardware, b: OwnHardware) -> Bool {
    a.coverage == b.coverage && a.gpus == b.gpus && a.rent == b.rent && a.weights == b.weights
      && a.shares == b.shares && a.from == b.from && a.to == b.to
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(coverage)
  }
}

/// `[currency]`: what amounts are shown in, at a fixed rate. What is stored and compared is dollars.
struct DisplayCurrency: Sendable, Hashable {
  /// Three letters.
  var code: String
  /// Units of the currency per US dollar, in millionths.
  var perDollar: Int64

  init(_ reader: TableReader) throws {
    try reader.allow("code", "per_usd")
    code = try reader.required("code")
    guard code.utf8.count == 3, code.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else {
      throw reader.refuse("code", "\"\(code)\" is not the code of a currency", advice: "code = \"EUR\"")
    }
    guard let rate = try reader.decimal("per_usd").flatMap({ FixedPoint.parse($0.utf8, places: 6) }), rate > 0
    else {
      throw reader.refuse("per_usd", "[currency] has no rate", advice: "per_usd = 0.92")
    }
    perDollar = rate
  }

  /// US dollars for an amount of the currency, rounded to the nearest nanodollar, halves away from zero.
  func dollars(_ amount: Money) -> Money {
    let product = Int128(amount.nanodollars) * 1_000_000
    let half = Int128(perDollar) / 2
    return Money(nanodollars: Int64(clamping: (product + (product < 0 ? -half : half)) / Int128(perDollar)))
  }

  /// The amount in billionths of the currency, rounded half to even.
  func amount(_ money: Money) -> Money {
    let product = Int128(money.nanodollars) * Int128(perDollar)
    let (quotient, rest) = product.quotientAndRemainder(dividingBy: 1_000_000)
    let isUp = rest.magnitude > 500_000 || rest.magnitude == 500_000 && quotient & 1 == 1
    return Money(nanodollars: Int64(clamping: quotient + (isUp ? (product < 0 ? -1 : 1) : 0)))
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
