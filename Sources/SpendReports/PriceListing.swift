public import SpendCore
import SpendFormatting
public import SpendPricing

/// The stored periods of a price, as `prices show` prints them.
public enum PriceListing {
  public static func text(_ match: PriceMatch, at instant: Instant) -> String {
    guard !match.rows.isEmpty else { return "free: its name says so" }
    let current = match.row(at: instant)?.row
    var lines: [String] = []
    for row in match.rows {
      let mark = row == current ? "▸" : " "
      lines.append("\(mark) \(row.provider)/\(row.model)   \(period(row))")
      if !row.names.isEmpty { lines.append("    also \(row.names.joined(separator: ", "))") }
      lines += prices(row).map { "    \($0)" }
      let facts = [row.source, row.date, row.confidence, row.note].filter { !$0.isEmpty }
      lines.append("    from \(facts.joined(separator: "; "))")
    }
    lines.append("found by the rule \"\(match.rule.rawValue)\"; USD per million tokens")
    return Shown.text(lines.joined(separator: "\n"))
  }

  private static func period(_ row: PriceRow) -> String {
    func day(_ instant: Instant?) -> String { instant.map { String($0.rfc3339.prefix(10)) } ?? "…" }
    let dates = row.from == nil && row.to == nil ? "always" : "\(day(row.from)) to \(day(row.to))"
    return row.window.map { "\(dates), \($0.text) UTC" } ?? dates
  }

  private static func prices(_ row: PriceRow) -> [String] {
    var lines: [String] = []
    func add(_ title: String, _ prices: ClassPrices, _ more: [(String, UnitPrice?)] = []) {
      let all: [(String, UnitPrice?)] =
        [
          ("input", prices.input), ("cache_read", prices.cacheRead), ("cache_write_5m", prices.cacheWrite5m),
          ("cache_write_1h", prices.cacheWrite1h), ("output", prices.output),
        ] + more
      let words = all.compactMap { name, price in price.map { "\(name) \($0.usdPerMillion)" } }
      if !words.isEmpty { lines.append("\(title)  \(words.joined(separator: "  "))") }
    }
    add(
      "standard", row.standard,
      [
        ("reasoning", row.reasoning), ("audio_in", row.media.audioIn), ("audio_out", row.media.audioOut),
        ("image_in", row.media.imageIn), ("image_out", row.media.imageOut),
      ])
    for step in row.steps {
      add("prompt over \(step.over)", step.prices)
      for listed in step.tiers { add("prompt over \(step.over), \(listed.tier.name)", listed.prices) }
    }
    for listed in row.tiers { add(listed.tier.name, listed.prices) }
    if let search = row.search {
      let most = row.mostSearches.map { ", at most \($0) a request" } ?? ""
      let usual = row.usualSearches.map { ", \($0) for an answer without a count" } ?? ""
      lines.append("a search  $\(FixedPoint.shortestString(search.picodollars, places: 12))\(most)\(usual)")
    }
    if let request = row.request {
      lines.append("a request  $\(FixedPoint.shortestString(request.picodollars, places: 12))")
    }
    for unit in BilledUnits.Unit.allCases {
      guard let price = row.units[unit] else { continue }
      lines.append("a \(unit.word)  $\(FixedPoint.shortestString(price.picodollars, places: 12))")
    }
    if let day = row.freeRefusals {
      lines.append("a refusal without output  free from \(day.rfc3339.prefix(10))")
    }
    if let minimum = row.minimumCache { lines.append("cached from a prompt of \(minimum) tokens") }
    if !row.others.isEmpty { lines.append("not counted by logs  \(row.others)") }
    return lines
  }
}
