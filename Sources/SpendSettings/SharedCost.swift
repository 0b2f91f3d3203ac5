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
