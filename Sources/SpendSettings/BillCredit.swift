public import SpendCore

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
