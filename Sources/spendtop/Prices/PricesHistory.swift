import ArgumentParser
import SpendCore
import SpendFormatting
import SpendPricing

struct PricesHistory: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "Show price history for a model.",
    discussion: """
        spendtop prices history gpt-5.6-sol
        spendtop prices history xai/grok-4-latest --json

      One line for each period and hours, the oldest first, in USD per million tokens; `change` compares the
      price of the prompt with the period before. Exit 1 when the name has no price.
      """)

  @OptionGroup var global: GlobalOptions
  @Argument(help: "A model, or provider/model.")
  var name: String
  @Option(help: "Provider, if the model name does not include it.")
  var provider: String = ""
  @Flag(help: "Print one line of JSON.")
  var json = false

  func run() throws {
    let context = try global.resolved()
    let catalog = try context.catalog
    let found = provider.isEmpty ? catalog.match(named: name) : catalog.match(provider: provider, model: name)
    guard let match = found else {
      print(
        ExplanationText.unpriced(
          model: name, suggestions: catalog.suggestions(provider: provider, model: name)))
      throw ExitStatus.difference
    }
    let lines = HistoryLine.lines(match)
    guard !json else {
      print("{\"schema\":1,\"rows\":[\(lines.map(\.json).joined(separator: ","))]}")
      return
    }
    let output = LineOutput()
    output.write(HistoryLine.columns.joined(separator: "\t"))
    for line in lines { output.write(line.cells.map { Shown.text($0 ?? "") }.joined(separator: "\t")) }
    output.flush()
  }
}

/// One period of a price.
private struct HistoryLine {
  static let columns = [
    "provider", "model", "from", "to", "window", "input", "output", "cache_read", "change", "source", "date",
  ]

  var cells: [String?]

  static func lines(_ match: PriceMatch) -> [HistoryLine] {
    var last: [String: UnitPrice] = [:]
    return match.rows.map { row in
      let hours = row.window?.text ?? ""
      let change = last[hours].flatMap { old in row.standard.input.flatMap { percent($0, of: old) } }
      if let input = row.standard.input { last[hours] = input }
      return HistoryLine(cells: [
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

  var json: String {
    let members = zip(Self.columns, cells).map { name, cell in
      "\(JSONWriter.string(name)):\(cell.map { JSONWriter.string($0) } ?? "null")"
    }
    return "{\(members.joined(separator: ","))}"
  }
}
