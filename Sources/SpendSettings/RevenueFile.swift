import Foundation
public import SpendAnalytics
import SpendCore
public import SpendFormatting
import SpendLogFormats

/// Revenue by customer or feature from a CSV file.
public enum RevenueFile {
  private static let largest = 64 << 20

  /// Reads the columns `customer` or `feature`, `revenue` or `revenue_usd`, and where they exist `currency` and
  /// `month` (`2026-10`). Amounts in the configured currency are converted at its fixed rate. Rows of one name are
  /// added up, and a negative amount is a credit note.
  ///
  /// Throws `CommandError` and `UserMessage`.
  public static func revenues(path: String, currency: DisplayCurrency?) throws -> [Revenue] {
    guard let data = FileManager.default.contents(atPath: path), data.count <= largest,
      let text = String(data: data, encoding: .utf8)
    else {
      throw CommandError(
        message: UserMessage(
          "cannot read the revenue of \"\(path)\"",
          because: "there is no such file, it is larger than 64 MiB, or it is not text",
          tryThis: "a CSV file with the columns customer,revenue"), status: .unreadable)
    }
    func refuse(_ why: String, line: Int? = nil, tryThis: String? = nil) -> UserMessage {
      UserMessage(
        "cannot read the revenue of \"\(path)\"", because: line.map { "line \($0): \(why)" } ?? why,
        tryThis: tryThis)
    }
    guard let records = CSVReader.records(text) else { throw refuse("a quoted field is not closed") }
    let header = records.first?.fields.map { $0.trimmingCharacters(in: .whitespaces).lowercased() } ?? []
    func column(_ names: String...) -> Int? { names.lazy.compactMap { header.firstIndex(of: $0) }.first }
    if let name = header.first(where: { name in !name.isEmpty && header.filter { $0 == name }.count > 1 }) {
      throw refuse("two columns are named \"\(name)\"", line: 1)
    }
    let amountColumns = ["revenue", "revenue_usd", "amount"].filter(header.contains)
    guard amountColumns.count < 2 else {
      throw refuse(
        "\(amountColumns.joined(separator: " and ")) are both amounts", line: 1, tryThis: "one of them")
    }
    let customer = column("customer")
    let feature = column("feature")
    guard let amounts = column("revenue", "revenue_usd", "amount"), (customer == nil) != (feature == nil),
      let names = customer ?? feature
    else {
      throw refuse(
        "the columns must be customer or feature, and revenue", line: 1, tryThis: "customer,revenue,month")
    }
    let currencies = column("currency")
    let months = column("month")
    guard records.count > 1 else {
      throw refuse("it has no rows", tryThis: "acme,1200.50 in its second line")
    }
    return try records.dropFirst().map { record in
      // A comma within an amount would make another amount of it.
      guard record.fields.count == header.count else {
        throw refuse(
          "\(record.fields.count) fields in a table of \(header.count) columns", line: record.line,
          tryThis: "1200.50 without a separator of thousands")
      }
      func field(_ column: Int?) -> String {
        column.flatMap { record.fields.indices.contains($0) ? record.fields[$0] : nil }?
          .trimmingCharacters(in: .whitespaces) ?? ""
      }
      guard let stated = Money(decimal: field(amounts)) else {
        throw refuse("\"\(field(amounts))\" is not an amount", line: record.line, tryThis: "1200.50")
      }
      guard !field(names).isEmpty else {
        throw refuse("the \(header[names]) is empty", line: record.line)
      }
      let amount = try dollars(stated, field(currencies), currency) { why, tryThis in
        refuse(why, line: record.line, tryThis: tryThis)
      }
      let month = field(months)
      var period = Revenue.Period.range
      if !month.isEmpty {
        guard let parsed = CalendarMonth(month) else {
          throw refuse("\"\(month)\" is not a month", line: record.line, tryThis: "2026-10")
        }
        period = .month(parsed)
      }
      return Revenue(customer == nil ? .feature : .customer, field(names), amount: amount, period: period)
    }
  }

  private static func dollars(
    _ amount: Money, _ code: String, _ currency: DisplayCurrency?, _ refuse: (String, String) -> UserMessage
  ) throws -> Money {
    if code.isEmpty || code.uppercased() == "USD" { return amount }
    guard let currency, currency.code == code.uppercased() else {
      throw refuse(
        "there is no rate for \(code): only US dollars and the [currency] of the configuration are converted",
        "[currency] with code = \"\(code.uppercased())\" and per_usd")
    }
    return currency.dollars(amount)
  }
}
