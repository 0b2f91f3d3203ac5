import SpendCore

/// An explanation as a line of JSON.
public enum ExplanationJSON {
  /// `cost_usd` and the terms' amounts have twelve digits behind the point; what is unknown is null.
  public static func line(_ explanation: PriceExplanation) -> String {
    var members = [
      "\"schema\":1",
      "\"status\":\"\(explanation.quote.status.word)\"",
      "\"cost_usd\":\(amount(explanation.picodollars))",
      "\"matched\":\(matched(explanation))",
      "\"long_context\":\(explanation.quote.isLongContext)",
      "\"terms\":[\(explanation.terms.map(term).joined(separator: ","))]",
    ]
    if let over = explanation.longContextOver { members.append("\"long_context_over\":\(over)") }
    if explanation.factor != "1" { members.append("\"factor\":\"\(explanation.factor)\"") }
    if !explanation.estimates.isEmpty {
      members.append("\"estimates\":[\(explanation.estimates.map(string).joined(separator: ","))]")
    }
    if explanation.match == nil {
      members.append("\"suggestions\":[\(explanation.suggestions.map(string).joined(separator: ","))]")
    }
    return "{\(members.joined(separator: ","))}"
  }

  private static func matched(_ explanation: PriceExplanation) -> String {
    guard let match = explanation.match else { return "null" }
    let row = explanation.row
    let source = row.map { ($0.source + " " + $0.date).trimmed } ?? "declared free"
    let from = row?.from.map { "\"\($0.rfc3339.prefix(10))\"" } ?? "null"
    return """
      {"provider":\(string(row?.provider ?? explanation.provider)),\
      "model":\(string(row?.model ?? explanation.model)),"rule":"\(match.rule.rawValue)",\
      "source":\(string(source)),"valid_from":\(from)}
      """
  }

  private static func term(_ term: CostTerm) -> String {
    let price = term.price.map { "\"\($0.usdPerMillion)\"" } ?? "null"
    return """
      {"class":"\(term.kind.rawValue)","tokens":\(term.quantity),"usd_per_mtok":\(price),\
      "usd":\(amount(term.picodollars))}
      """
  }

  private static func amount(_ picodollars: Int64?) -> String {
    picodollars.map { "\"\(FixedPoint.string($0, places: 12, showing: 12))\"" } ?? "null"
  }

  private static func string(_ text: String) -> String {
    var escaped = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": escaped += "\\\(scalar)"
      case "\u{0}"..."\u{1F}", "\u{7F}":
        let digits = String(scalar.value, radix: 16)
        escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped + "\""
  }
}
