import SpendCore

extension PriceRow {
  /// The row as a line of a price book: what `init(line:)` reads.
  var line: String {
    return [
      "\(id)", provider, model, names.joined(separator: "|"), day(from), day(to), window?.text ?? "", prices,
      confidence, source, date, note,
    ].map(Self.plain).joined(separator: "\t")
  }

  private func day(_ instant: Instant?) -> String { instant.map { String($0.rfc3339.prefix(10)) } ?? "" }

  /// Without what separates cells and lines.
  private static func plain(_ text: String) -> String {
    text.contains { $0 == "\t" || $0.isNewline }
      ? String(text.map { $0 == "\t" || $0.isNewline ? " " : $0 }) : text
  }

  private var prices: String {
    var words: [String] = []
    func add(_ key: String, _ price: UnitPrice?, places: Int = 6) {
      if let price { words.append("\(key)=\(FixedPoint.shortestString(price.picodollars, places: places))") }
    }
    func add(_ prefix: String, _ tier: ServiceTier, step: Int? = nil) {
      for kind in PriceKind.allCases {
        add(prefix + kind.rawValue, terms[PriceKey(step: step, tier: tier, kind: kind)])
      }
    }
    if !sameAs.isEmpty { words.append("is=\(sameAs)") }
    func addMultiples(over: Int64?) { words += multiples.filter { $0.over == over }.map(\.word) }
    add("", .standard)
    add("re", terms.reasoning)
    for listed in terms.tiers { add(listed.tier.key + ".", listed.tier) }
    addMultiples(over: nil)
    for (index, step) in terms.steps.enumerated() {
      words.append("over=\(step.over)")
      add("t.", .standard, step: index)
      for listed in step.tiers { add("t.\(listed.tier.key).", listed.tier, step: index) }
      addMultiples(over: step.over)
    }
    if let regions = terms.regions { words += regions.words("r") }
    if let profiles = terms.profiles { words += profiles.words("rp") }
    add("search", terms.search, places: 9)
    add("request", terms.request, places: 12)
    for (key, unit, places) in UnitPrices.keys { add(key, terms.units[unit], places: places) }
    if let most = terms.mostSearches { words.append("search.max=\(most)") }
    if let usual = terms.usualSearches { words.append("search.each=\(usual)") }
    if let from = terms.freeRefusals { words.append("refusal.free=\(day(from))") }
    if let minimumCache { words.append("mincache=\(minimumCache)") }
    if let isOwner { words.append("owner=\(isOwner ? 1 : 0)") }
    if !others.isEmpty { words.append(others) }
    return words.joined(separator: " ")
  }
}
