import SpendCore
import SpendFormatting
public import SpendPricing

/// One period of a price.
public struct PriceHistory {
  public static let columns = [
    "provider", "model", "from", "to", "window", "input", "output", "cache_read", "change", "source", "date",
  ]

  public var cells: [String?]

  public static func lines(_ match: PriceMatch) -> [PriceHistory] {
    var last: [String: UnitPrice] = [:]
    return match.rows.map { row in
      let hours = row.window?.text ?? ""
      let change = last[hours].flatMap { old in row.standard.input.flatMap { percent($0, of: old) } }
      if let input = row.standard.input { last[hours] = input }
      return PriceHistory(cells: [
        row.provider, row.model, day(row.from), day(row.to), row.window?.text,
        row.standard.input?.usdPerMillion, row.standard.output?.usdPerMillion,
        row.standard.cacheRead?.usdPerMillion, change, row.source, row.date,
      ])
    }
  }

  private static func day(_ instant: Instant?) -> String? { instant.map { String($0.rfc3339.prefix(10)) } }

  /// `-20%`; nil where the old price is zero.
  private static func percent(_ new: UnitPrice, of old: UnitPrice) -> String? {
    guard old > .zero else { return nil }
    let tenths = (Int128(new.picodollars) * 1_000 / Int128(old.picodollars)) - 1_000
    let digits = FixedPoint.shortestString(Int64(clamping: tenths.magnitude), places: 1)
    return "\(tenths < 0 ? "-" : "+")\(digits)%"
  }

  public var json: String {
    let members = zip(Self.columns, cells).map { name, cell in
      "\(JSONWriter.string(name)):\(cell.map { JSONWriter.string($0) } ?? "null")"
    }
    return "{\(members.joined(separator: ","))}"
  }
}
