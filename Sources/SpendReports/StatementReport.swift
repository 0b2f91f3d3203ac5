public import SpendAnalytics
public import SpendCore
public import SpendFormatting

/// The answer of `statement`: the closed statement with later adjustments, or the one of now.
public struct StatementReport: PrintableReport {
  public var current: SpendStatement
  public var closed: (statement: SpendStatement, at: Instant)?
  /// True when the month has ended.
  public var isOver: Bool
  public var currency: DisplayCurrency?
  /// Sentences about what the figures of now contain.
  public var remarks: [String]

  public init(
    current: SpendStatement, closed: (statement: SpendStatement, at: Instant)?, isOver: Bool,
    currency: DisplayCurrency?, remarks: [String] = []
  ) {
    self.remarks = remarks
    self.current = current
    self.closed = closed
    self.isOver = isOver
    self.currency = currency
  }

  private var shown: SpendStatement { closed?.statement ?? current }

  private var adjustments: [(key: String, amount: Money)] {
    closed.map { current.adjustments(since: $0.statement) } ?? []
  }

  private static let figures: [DataSheet.Column] = [
    .init("direct_usd", "direct"), .init("hardware_usd", "hardware"), .init("shared_usd", "shared"),
    .init("total_usd", "total"), .init("share", "%"), .init("requests", "requests"),
    .init("unpriced_requests", "unpriced"),
  ]

  public var sheet: DataSheet {
    let statement = shown
    let whole = statement.total
    func values(_ direct: Money, _ hardware: Money, _ shared: Money, _ requests: Int64, _ unpriced: Int64)
      -> [DataSheet.Value]
    {
      let total = direct + hardware + shared
      let share = whole > .zero ? Double(total.nanodollars) / Double(whole.nanodollars) : nil
      return [
        .money(direct), .money(hardware), .money(shared), .money(total), .share(share), .count(requests),
        .count(unpriced),
      ]
    }
    let lines = statement.lines
    func sum(_ value: (SpendStatement.Line) -> Money) -> Money { lines.reduce(.zero) { $0 + value($1) } }
    return DataSheet(
      columns: [.init(statement.dimension, Dimension(rawValue: statement.dimension)?.title ?? "")]
        + Self.figures,
      labels: 1,
      rows: lines.map {
        [.text($0.key)] + values($0.direct, $0.hardware, $0.shared, $0.requests, $0.unpricedRequests)
      },
      total: [.word("total")]
        + values(
          sum(\.direct), sum(\.hardware), sum(\.shared), lines.reduce(0) { $0 + $1.requests },
          lines.reduce(0) { $0 + $1.unpricedRequests }), notes: notes)
  }

  private var notes: [String] {
    let statement = shown
    var notes = ["\(statement.month) in \(statement.zone), \(state)"]
    notes += closed == nil ? remarks : remarks.map { "as of now: \($0)" }
    if !statement.items.isEmpty {
      notes.append(
        "shared \(AmountText.amount(statement.shared)), split \(statement.rule == .even ? "evenly" : "by \(statement.rule.rawValue)"):"
      )
      notes += statement.items.map { "  \($0.name): \(AmountText.amount($0.amount))" }
    }
    if let closed {
      let late = adjustments
      notes.append(
        late.isEmpty
          ? "no later change"
          : "adjustments since \(closed.at.rfc3339.prefix(10)), not part of the totals:")
      notes += late.map {
        "  \($0.key.isEmpty ? Dimension.none : $0.key): \($0.amount > .zero ? "+" : "")\(AmountText.amount($0.amount))"
      }
      let unpriced = current.unpricedRequests - closed.statement.unpricedRequests
      if unpriced > 0 { notes.append("later without a price: \(CountText.grouped(unpriced, "request"))") }
      if current.configuredCosts != closed.statement.configuredCosts {
        notes.append(
          "shared costs would be \(AmountText.amount(current.configuredCosts)) instead of \(AmountText.amount(closed.statement.configuredCosts)) with the configuration of now; the closed ones stay"
        )
      }
    }
    return notes
  }

  private var state: String {
    if let closed { return "closed \(closed.at.rfc3339.prefix(10))" }
    return isOver ? "open" : "open, the month is not over"
  }

  public var json: String {
    let sheet = sheet
    let statement = shown
    let items = statement.items.map {
      "{\"kind\":\"\($0.kind.rawValue)\",\"name\":\(JSONWriter.string($0.name)),\"usd\":\"\($0.amount.decimalString)\"}"
    }
    let late = adjustments.map {
      "{\(JSONWriter.string(statement.dimension)):\(JSONWriter.string($0.key)),\"usd\":\"\($0.amount.decimalString)\"}"
    }
    return """
      {"schema":1,"month":"\(statement.month)","tz":\(JSONWriter.string(statement.zone)),\
      "by":"\(statement.dimension)","split":"\(statement.rule.rawValue)",\
      "closed":\(closed.map { "\"\($0.at.rfc3339)\"" } ?? "null"),"rows":\(sheet.jsonRows),\
      "total":\(sheet.jsonTotal),"shared":[\(items.joined(separator: ","))],\
      "adjustments":[\(late.joined(separator: ","))],\
      "notes":[\(remarks.map(JSONWriter.string).joined(separator: ","))]}
      """
  }
}
