import ArgumentParser
import Foundation
import SpendCore
import SpendPricing

struct PricesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prices", abstract: "The price book: what is in it, and why a request costs what it costs.",
    subcommands: [PricesList.self, PricesExplain.self])
}

struct PricesList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Prices in USD per million tokens.",
    discussion: "  spendtop prices list --provider anthropic")

  @Option(help: "Only this seller.")
  var provider: String?
  @Option(help: "Only models whose name contains this.")
  var model: String?

  func run() throws {
    let output = LineOutput()
    output.write(
      "provider\tmodel\tfrom\tto\tinput\toutput\tcache_read\tcache_write_5m\tcache_write_1h\tsource\tdate")
    for row in PriceCatalog.builtin.rows {
      if let provider, row.provider != provider.lowercased() { continue }
      if let model, !row.model.lowercased().contains(model.lowercased()) { continue }
      func day(_ instant: Instant?) -> String { instant.map { String($0.rfc3339.prefix(10)) } ?? "" }
      func price(_ price: UnitPrice?) -> String { price?.usdPerMillion ?? "" }
      let prices = row.standard
      output.write(
        [
          row.provider, row.model, day(row.from), day(row.to), price(prices.input), price(prices.output),
          price(prices.cacheRead), price(prices.cacheWrite5m), price(prices.cacheWrite1h), row.source,
          row.date,
        ].joined(separator: "\t"))
    }
    output.flush()
  }
}

struct PricesExplain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Why a request costs what it costs.",
    discussion: "  spendtop prices explain --provider openai --model gpt-4o --input 1000 --output 200")

  @OptionGroup var global: GlobalOptions
  @Option var provider: String = ""
  @Option var model: String?
  @Option(parsing: .unconditional, help: "When the request was made. Default now.")
  var at: String?
  @Option var input: Int32?
  @Option var cacheRead: Int32?
  @Option(name: .customLong("cache-write-5m")) var cacheWrite5m: Int32?
  @Option(name: .customLong("cache-write-1h")) var cacheWrite1h: Int32?
  @Option var output: Int32?
  @Option var reasoning: Int32?
  @Option var audioIn: Int32?
  @Option var audioOut: Int32?
  @Option var webSearch: Int32?
  @Option(help: "standard, batch, flex or priority.")
  var tier: String = ""
  @Option var region: String = ""
  @Option(
    help:
      "A TSV file with a line for each case and columns named like the options; answers one JSON line each.")
  var cases: String?
  @Flag var json = false

  func run() throws {
    let context = try global.resolved()
    if let cases { return try answer(cases, context) }
    guard let model else {
      throw UserMessage("there is no model to explain", tryThis: "--model NAME, or --cases FILE.tsv")
    }
    let tokens = TokenCounts(
      input: input, cacheRead: cacheRead, cacheWrite5m: cacheWrite5m, cacheWrite1h: cacheWrite1h,
      output: output,
      reasoning: reasoning, audioIn: audioIn, audioOut: audioOut)
    let instant = try at.map { try context.time($0, option: "--at") } ?? context.now
    let explanation = Explanation(
      context.catalog, provider: provider, model: model, tokens: tokens, webSearches: webSearch,
      tier: ServiceTier(text: tier), region: region, at: instant)
    print(json ? ExplanationJSON.line(explanation) : ExplanationText.text(explanation))
  }

  private func answer(_ path: String, _ context: Context) throws {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw Failure(
        message: UserMessage(
          "cannot read \"\(path)\"", because: "there is no such file, or it is not readable"),
        status: .unreadable)
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: true).map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
    guard let header = lines.first else { return }
    let catalog = context.catalog
    let output = LineOutput()
    for cells in lines.dropFirst() {
      let row = Dictionary(zip(header.map { $0.replacing("_", with: "-") }, cells), uniquingKeysWith: { $1 })
      func count(_ name: String) -> Int32? { row[name].flatMap { Int32($0) } }
      let tokens = TokenCounts(
        input: count("input"), cacheRead: count("cache-read"), cacheWrite5m: count("cache-write-5m"),
        cacheWrite1h: count("cache-write-1h"), output: count("output"), reasoning: count("reasoning"),
        audioIn: count("audio-in"), audioOut: count("audio-out"))
      let at = row["at"] ?? ""
      let instant = at.isEmpty ? context.now : try context.time(at, option: "at")
      output.write(
        ExplanationJSON.line(
          Explanation(
            catalog, provider: row["provider"] ?? "", model: row["model"] ?? "", tokens: tokens,
            webSearches: count("web-search"), tier: ServiceTier(text: row["tier"] ?? ""),
            region: row["region"] ?? "", at: instant)))
    }
    output.flush()
  }
}

/// An explanation for people.
enum ExplanationText {
  private static func usd(_ picodollars: Int64) -> String {
    FixedPoint.string(picodollars, places: 12, showing: 12)
  }

  static func text(_ explanation: Explanation) -> String {
    guard let match = explanation.match else {
      var lines = ["unpriced: no price is known for \(Shown.text(explanation.model))"]
      if !explanation.suggestions.isEmpty {
        lines.append("  the nearest known names: " + explanation.suggestions.joined(separator: ", "))
        lines.append("  try: a [[price]] in the configuration")
      }
      return lines.joined(separator: "\n")
    }
    var lines: [String] = []
    if let row = explanation.row {
      let from = row.from.map { ", from " + $0.rfc3339.prefix(10) } ?? ""
      lines.append("\(row.provider)/\(row.model) (\(match.rule.rawValue)\(from); \(row.source) \(row.date))")
    }
    for term in explanation.terms {
      let price = term.price.map { "$\($0.usdPerMillion)/M" } ?? "no price"
      lines.append(
        "  \(term.kind.rawValue): \(term.count) × \(price) = \(term.picodollars.map { "$" + usd($0) } ?? "–")"
      )
    }
    let cost = explanation.picodollars.map { "$" + usd($0) } ?? "–"
    let long = explanation.quote.isLongContext ? ", long context" : ""
    lines.append("\(explanation.quote.status.word)\(long): \(cost)")
    return lines.joined(separator: "\n")
  }
}
