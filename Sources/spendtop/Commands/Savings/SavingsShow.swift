import ArgumentParser
import SpendAnalytics
import SpendCore
import SpendDashboard
import SpendFormatting

struct SavingsShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Savings in the traffic of the last 30 days, with their basis.",
    discussion: """
        spendtop savings
        spendtop savings --filter feature=search --format json

      Amounts are for 30 days at current prices. What cannot be computed has no amount and names the missing
      fact. The total counts the largest of those that exclude each other.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, json
  }

  @OptionGroup var global: GlobalOptions
  @Option(parsing: .unconditionalSingleValue, help: "key=value, key!=value or key~regex; repeatable.")
  var filter: [String] = []
  @Option(parsing: .unconditional, help: "table or json.")
  var format = Format.table

  func run() throws {
    let context = try global.resolved()
    let input = try SavingsInput(context, filters: try filter.map(FilterText.parse))
    let opportunities = SavingsAnalyzer.opportunities(input)
    let total = SavingsAnalyzer.total(opportunities, input)
    let output = LineOutput()
    switch format {
    case .json: output.write(json(opportunities, total, input).text)
    case .table: table(opportunities, total, input.observed).forEach { output.write($0) }
    }
    output.flush()
  }

  private func table(_ opportunities: [SavingsOpportunity], _ total: Money, _ observed: ObservedTime)
    -> [String]
  {
    guard !opportunities.isEmpty else { return ["No savings found in the last 30 days."] }
    let cards = opportunities.map(SavingsRecommendation.init)
    let rows = zip(opportunities, cards).map { one, card in
      [
        one.key, Shown.text(card.title), card.confidence == .unknown ? "–" : AmountText.amount(card.amount),
        card.confidence.rawValue,
      ]
    }
    var lines = TextTable.lines([["key", "Saving", "in 30 days", "confidence"]] + rows, labels: 2)
    lines.append("total without overlaps \(AmountText.amount(total))")
    if observed.seconds < SavingsAnalyzer.days * 86_400 {
      lines.append("extrapolated to \(SavingsAnalyzer.days) days from \(observed.text) of traffic")
    }
    lines.append("")
    for card in cards {
      lines.append("\(Shown.text(card.title))")
      lines.append("  basis: \(Shown.text(card.method))")
      lines.append("  next:  \(card.advice)")
    }
    return lines
  }

  private func json(_ opportunities: [SavingsOpportunity], _ total: Money, _ input: SavingsInput) -> JSON {
    .object([
      "schema": .integer(1), "days": .integer(SavingsAnalyzer.days),
      "observed_seconds": .integer(input.observedSeconds), "currency": .string("USD"),
      "total_without_overlaps_usd": .string(total.decimalString),
      "savings": .array(opportunities.map(Self.json)),
    ])
  }

  private static func json(_ one: SavingsOpportunity) -> JSON {
    func text(_ text: String) -> JSON { text.isEmpty ? .null : .string(text) }
    return .object([
      "key": .string(one.key), "kind": .string(one.kind.rawValue), "feature": text(one.feature),
      "model": text(one.model),
      "query_type": text(one.queryType), "alternative": text(one.alternative),
      "usd_in_30_days": one.missing == nil ? .string(one.perMonth.decimalString) : .null,
      "confidence": .string(one.confidence.rawValue), "missing": one.missing.map(JSON.string) ?? .null,
      "figures": .array(
        one.figures.map { .object(["name": .string($0.name), "value": value($0.value)]) }),
    ])
  }

  private static func value(_ value: SavingsOpportunity.Figure.Value) -> JSON {
    switch value {
    case .money(let amount), .perMillion(let amount): .string(amount.decimalString)
    case .share(let share): .number(AmountText.fixed(share, places: 6))
    case .count(let count): .integer(count)
    case .seconds(let seconds): .number(AmountText.fixed(seconds, places: 3))
    case .decimal(let number): .number(AmountText.fixed(number, places: 3))
    case .text(let text): .string(text)
    }
  }
}
