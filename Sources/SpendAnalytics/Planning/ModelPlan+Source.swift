public import SpendCore
public import SpendPricing

extension ModelPlan {
  /// The row of the price book behind the plan, with its unit prices and its date, or the reason why there is
  /// none.
  public func source(in catalog: PriceCatalog, at instant: Instant) -> String {
    guard let match else {
      let suggestions = catalog.suggestions(provider: "", model: name)
      return "no price is known"
        + (suggestions.isEmpty ? "" : "; similar names: \(suggestions.joined(separator: ", "))")
    }
    if match.isFree { return "free" }
    guard let row = match.row(at: instant)?.row else { return "no price for this date" }
    let from = row.from.map { ", from \($0.rfc3339.prefix(10))" } ?? ""
    let prices = [
      row.standard.input.map { "$\($0.usdPerMillion) input" },
      row.standard.cacheRead.map { "$\($0.usdPerMillion) cache read" },
      row.standard.output.map { "$\($0.usdPerMillion) output" },
    ].compactMap { $0 }.joined(separator: ", ")
    return "\(row.provider)/\(row.model), \(prices) per million tokens\(from) (\(row.source) \(row.date))"
  }

  /// The unit prices and their date in few words.
  public func shortSource(at instant: Instant) -> String {
    guard let match else { return "no price is known" }
    if match.isFree { return "free" }
    guard let row = match.row(at: instant)?.row else { return "no price for this date" }
    let prices = [
      row.standard.input.map { "$\($0.usdPerMillion) in" },
      row.standard.output.map { "$\($0.usdPerMillion) out" },
    ].compactMap { $0 }.joined(separator: ", ")
    return "\(prices)/M, \(row.date)"
  }
}
