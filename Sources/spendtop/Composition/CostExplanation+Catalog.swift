import SpendCore
import SpendDashboard
import SpendPricing

extension CostExplanation {
  /// Explains a stored request with the price book.
  init(_ record: EventRecord, _ names: NameLookup) {
    let labels = record.labels
    let tier = ServiceTier(text: labels.tier)
    let explanation = PriceExplanation(
      names.name(provider: labels.provider, model: labels.model, region: labels.region),
      tokens: record.tokens, webSearches: record.webSearches, units: record.units, tier: tier,
      region: labels.region, isSeveral: record.isSeveral, at: record.time)
    let terms = explanation.terms.map { term in
      Term(
        term.kind.rawValue, count: term.count, parts: term.parts, price: term.priceText,
        picodollars: term.picodollars)
    }
    var source: String?
    if let row = explanation.row, let rule = explanation.match?.rule {
      let from = row.from.map { ", from " + $0.rfc3339.prefix(10) } ?? ""
      source = "\(row.provider)/\(row.model) (\(rule.rawValue)\(from); \(row.source) \(row.date))"
    }
    var notes: [String] = []
    if tier != .standard { notes.append("\(tier.name) tier") }
    if let over = explanation.longContextOver { notes.append("price of a prompt over \(over) tokens") }
    if explanation.leavesOutLength { notes.append(PriceExplanation.severalNote) }
    if record.costStatus == .logged {
      notes.append("the seller's own figure is booked, not the computed one")
    }
    if explanation.match == nil {
      notes.append("no price is known for \(labels.model.isEmpty ? Dimension.none : labels.model)")
      if !explanation.suggestions.isEmpty {
        notes.append("known names like it: " + explanation.suggestions.joined(separator: ", "))
      }
      notes.append("a [[price]] in the configuration gives it one")
    }
    self.init(terms: terms, source: source, recomputed: explanation.quote.cost, notes: notes)
    isLongContext = explanation.quote.isLongContext
    minimumCache = explanation.row?.minimumCache
  }
}
