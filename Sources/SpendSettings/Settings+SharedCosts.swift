public import SpendCore

/// `[[shared_cost]]`: a monthly cost of everyone, such as a gateway.
public struct SharedCost: Sendable, Hashable {
  public var name: String
  public var perMonth: Money

  init(_ reader: TableReader) throws {
    try reader.allow("name", "usd_per_month")
    name = try reader.required("name")
    guard let amount = try reader.money("usd_per_month") else {
      throw reader.refuse(
        "usd_per_month", "the shared cost \"\(name)\" has no amount", advice: "usd_per_month = 200")
    }
    perMonth = amount
  }
}

/// `[[credit]]`: an amount that lowers the bill of one month.
public struct BillCredit: Sendable, Hashable {
  public var name: String
  public var amount: Money
  public var month: CalendarMonth

  init(_ reader: TableReader) throws {
    try reader.allow("name", "usd", "month")
    name = try reader.required("name")
    guard let amount = try reader.money("usd") else {
      throw reader.refuse("usd", "the credit \"\(name)\" has no amount", advice: "usd = 100")
    }
    guard let month = try reader.text("month").flatMap({ CalendarMonth($0) }) else {
      throw reader.refuse("month", "the credit \"\(name)\" has no month", advice: "month = \"2026-10\"")
    }
    (self.amount, self.month) = (amount, month)
  }
}
