import SpendCore
import SpendFormatting
public import SpendPricing

/// An explanation for people.
public enum ExplanationText {
  private static func usd(_ picodollars: Int64) -> String {
    FixedPoint.string(picodollars, places: 12, showing: 12)
  }

  public static func text(_ explanation: PriceExplanation) -> String {
    guard let match = explanation.match else {
      return unpriced(model: explanation.model, suggestions: explanation.suggestions)
    }
    var lines: [String] = []
    if let row = explanation.row {
      let from = row.from.map { ", from " + $0.rfc3339.prefix(10) } ?? ""
      let source = [row.source, row.date].filter { !$0.isEmpty }.joined(separator: " ")
      lines.append("\(row.provider)/\(row.model) (\(match.rule.rawValue)\(from); \(source))")
    }
    for term in explanation.terms {
      let price = term.priceText ?? "no price"
      lines.append(
        "  \(term.kind.rawValue): \(term.quantity) × \(price) = \(term.picodollars.map { "$" + usd($0) } ?? "–")"
      )
    }
    if explanation.factor != "1" { lines.append("  × \(explanation.factor) by region or contract") }
    for estimate in explanation.estimates { lines.append("  estimate: \(estimate)") }
    let cost = explanation.picodollars.map { "$" + usd($0) } ?? "–"
    let long = explanation.longContextOver.map { ", prompt over \($0)" } ?? ""
    lines.append("\(explanation.quote.status.word)\(long): \(cost)")
    return Shown.text(lines.joined(separator: "\n"))
  }

  public static func unpriced(model: String, suggestions: [String]) -> String {
    var lines = ["unpriced: no price is known for \(Shown.text(model))"]
    if !suggestions.isEmpty {
      lines.append("  the nearest known names: " + suggestions.joined(separator: ", "))
      lines.append("  try: a [[price]] in the configuration")
    }
    return lines.joined(separator: "\n")
  }
}
